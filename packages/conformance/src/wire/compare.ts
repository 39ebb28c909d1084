import type { JsonValue } from "@sluice/policy";
import { compareValues, type Mismatch } from "@sluice/policy/vectors";
import type { WireAnswer, WireTopic, WireVector } from "./vector.ts";

/**
 * Members that an answer may leave out, and then they are not compared: nobody is let in by them alone. Of a certificate
 * there are none, as policies may ask for each.
 */
const OPTIONAL: { readonly [topic in WireTopic]: (member: string) => boolean } = {
  "client-hello": (member) => member !== "result" && member !== "sni",
  "proxy-header": (member) => ["version", "transport", "unix", "tlvs", "tlv_error", "checksum"].includes(member),
  certificate: () => false,
};
/** Our words for what is wrong: only an engine that says `codes: true` is held to them. */
const CODES: ReadonlySet<string> = new Set(["reason", "limit"]);

/** Compares an answer with what a vector expects; no mismatch if one of the other right answers fits. */
export function compareWire(vector: Pick<WireVector, "wire" | "expect" | "also">, answer: WireAnswer): Mismatch[] {
  const mismatches = compareOne(vector, vector.expect, answer);
  const fits = vector.also?.some((other) => compareOne(vector, other, answer).length === 0) ?? false;
  return fits ? [] : mismatches;
}

function compareOne({ wire }: Pick<WireVector, "wire">, expected: WireAnswer, answer: WireAnswer): Mismatch[] {
  return Object.entries(expected).flatMap(([member, value = null]) => {
    const actual = answer[member];
    if (CODES.has(member) && answer.codes !== true) return [];
    if (actual === undefined && OPTIONAL[wire](member)) return [];
    return compareValues(value, value === null ? (actual ?? null) : (actual as JsonValue | undefined), member);
  });
}
