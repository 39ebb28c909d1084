import { formatDuration } from "./duration.ts";
import { base64Encode } from "./functions/base64.ts";
import { OptionalValue } from "./optional.ts";
import { formatTimestamp } from "./timestamp.ts";
import { TypeValue } from "./types-of-values.ts";
import { CelMap, Duration, Struct, Timestamp, Uint, type Value } from "./value.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * A value as JSON, for events, traces and vectors: ints beyond 2^53 and doubles that JSON lacks as strings, bytes as
 * base64, timestamps as RFC 3339, durations in seconds such as `1.5s`, optionals as what they hold or null.
 */
export function toJson(value: Value): JsonValue {
  switch (typeof value) {
    case "bigint":
      return intToJson(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "string":
    case "boolean":
      return value;
    default:
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((each: Value) => toJson(each));
      if (value instanceof Uint) return intToJson(value.value);
      if (value instanceof Uint8Array) return base64Encode(value);
      if (value instanceof Timestamp) return formatTimestamp(value);
      if (value instanceof Duration) return formatDuration(value);
      if (value instanceof CelMap) return toObject(Array.from(value.entries(), ([key, each]) => [keyText(key), each]));
      if (value instanceof Struct) return toObject(value.fields());
      if (value instanceof OptionalValue) return value.held === undefined ? null : toJson(value.held);
      return value instanceof TypeValue ? value.name : String(value);
  }
}

/** JSON as a value; whole numbers that JavaScript holds exactly become ints. */
export function fromJson(json: JsonValue): Value {
  if (json === null || typeof json === "string" || typeof json === "boolean") return json;
  if (typeof json === "number") return Number.isSafeInteger(json) && !Object.is(json, -0) ? BigInt(json) : json;
  if (Array.isArray(json)) return json.map((each: JsonValue) => fromJson(each));
  return CelMap.of(Object.entries(json).map(([key, each]) => [key, fromJson(each)]));
}

function intToJson(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

export function keyText(key: boolean | bigint | Uint | string): string {
  return key instanceof Uint ? String(key.value) : String(key);
}

/** Defined, not assigned: a key may be `__proto__`. */
function toObject(entries: Iterable<readonly [string, Value]>): { readonly [key: string]: JsonValue } {
  return Object.fromEntries(Array.from(entries, ([key, each]) => [key, toJson(each)]));
}
