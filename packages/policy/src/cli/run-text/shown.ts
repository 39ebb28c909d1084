import { withoutKeyBodies, withoutPrivateKeys } from "../../diagnostics/render/mask.ts";
import { visible, visibleJson } from "../../diagnostics/render/visible.ts";
import type { JsonValue, TraceValue } from "../../step.ts";

/** Columns that a value or a piece of source may take. */
const MAX_COLUMNS = 160;

/** A piece of source on one line. */
export function shownSource(source: string): string {
  return shortened(source.trim().replaceAll(/\s+/g, " "));
}

/** What an expression gave. */
export function shownValue(given: TraceValue): string {
  if (given.error !== undefined) return `${given.error.code}: ${shortened(given.error.message)}`;
  return shownJson(given.value);
}

/** A JSON value on one line; `nothing` for none. */
export function shownJson(value: JsonValue | undefined): string {
  return value === undefined ? "nothing" : shortened(JSON.stringify(value));
}

/** For programs, on one line: whole, but for the bodies of private keys and what a terminal obeys. */
export function shownDocument(document: object): string {
  const shown = (member: string, value: unknown): unknown => {
    if (typeof value !== "string") return value;
    // A message may quote a piece of a key; data that only looks like one is the answer itself.
    return member === "message" ? withoutPrivateKeys(value) : withoutKeyBodies(value);
  };
  return visibleJson(JSON.stringify(document, shown));
}

function shortened(text: string): string {
  const points = Array.from(text.slice(0, 4 * MAX_COLUMNS));
  const cut = points.length > MAX_COLUMNS ? `${points.slice(0, MAX_COLUMNS).join("")}…` : text;
  // Nothing that a terminal obeys, and no private key.
  return visible(withoutPrivateKeys(cut));
}
