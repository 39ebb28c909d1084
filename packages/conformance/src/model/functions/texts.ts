import type { JsonValue } from "@sluice/policy";
import {
  BILLION,
  Cidr,
  Duration,
  Fault,
  floorDiv,
  Ip,
  Optional,
  Timestamp,
  TypeName,
  Uint,
  type Value,
  ValueMap,
} from "./values.ts";

/** What `string()` makes of a value; a fault where it has no such conversion. */
export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return doubleText(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return utf8(value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof Ip) return value.text;
  if (value instanceof Cidr) return `${value.ip.text}/${value.prefix}`;
  throw new Fault("does not convert to a string");
}

/** A value as reports and traces write it: int64 beyond 2^53 and doubles that JSON lacks as strings, bytes as base64. */
export function toJson(value: Value): JsonValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint) return toJson(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map((item: Value) => toJson(item));
  if (value instanceof ValueMap) {
    return Object.fromEntries(value.entries.map(([key, item]) => [textOf(key), toJson(item)]));
  }
  if (value instanceof Optional) return value.held === undefined ? null : toJson(value.held);
  return value instanceof TypeName ? value.name : textOf(value);
}

export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault("not UTF-8");
  }
}

/** As Go's `%g` writes doubles, and cel-go with it: `1.5`, `1e+06`. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Inf" : "+Inf";
  if (Object.is(value, -0)) return "-0";
  const [, digits = "", sign = "", exponent = ""] = /^(.*)e([+-])(\d+)$/.exec(value.toExponential()) ?? [];
  const isPlain = sign === "+" ? Number(exponent) < 6 : Number(exponent) <= 4;
  return isPlain ? String(value) : `${digits}e${sign}${exponent.padStart(2, "0")}`;
}

function timestampText({ nanos }: Timestamp): string {
  const seconds = floorDiv(nanos, BILLION);
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${fraction(nanos - seconds * BILLION)}Z`;
}

export function durationText({ nanos }: Duration): string {
  const length = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? "-" : ""}${length / BILLION}${fraction(length % BILLION)}s`;
}

function fraction(nanos: bigint): string {
  return nanos === 0n ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
}
