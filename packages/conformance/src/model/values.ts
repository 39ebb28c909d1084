import { type CelInput, type CelValue, isCelError, isCelList, isCelMap, isCelUint, run } from "@bufbuild/cel";
import type { JsonValue } from "@sluice/policy";

/** A CEL value as reports write it: int64 beyond 2^53 as strings, bytes as base64, times as CEL's `string()` has them. */
export function toJson(value: CelValue): JsonValue {
  if (value === null || typeof value === "boolean" || typeof value === "string" || typeof value === "number") {
    return value;
  }
  if (typeof value === "bigint") return integer(value);
  if (isCelUint(value)) return integer(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (isCelList(value)) return Array.from(value, toJson);
  if (isCelMap(value)) {
    return Object.fromEntries(Array.from(value, ([key, item]) => [asString(key) as string, toJson(item)]));
  }
  const text = asString(value);
  return typeof text === "string" ? text : null;
}

/** What CEL's own `string()` makes of a value; an `Error` where it has no such conversion. */
export function asString(value: CelInput): string | Error {
  const text = run("string(value)", { value });
  return typeof text === "string" ? text : new Error("does not convert to a string");
}

/** The same for a value that never went through CEL. */
export function jsonOf(input: CelInput): JsonValue {
  const value = run("value", { value: input });
  if (isCelError(value)) throw value;
  return toJson(value);
}

export function timestampOf(date: Date): CelValue {
  const value = run("timestamp(text)", { text: date.toISOString() });
  if (isCelError(value)) throw value;
  return value;
}

function integer(value: bigint): JsonValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
