import { durationNanos, formatDuration, parseDuration } from "../duration.ts";
import { INT_MAX, INT_MIN, toInt, toUint } from "../int.ts";
import { formatTimestamp, makeTimestamp, parseTimestamp } from "../timestamp.ts";
import * as type from "../type.ts";
import { TYPE, TYPE_NAMES, TypeValue, typeNameOf } from "../types-of-values.ts";
import { Fault, Uint, type Value } from "../value.ts";
import { formatDouble } from "./double.ts";
import { A, BOOL, BYTES, CIDR, DOUBLE, DURATION, DYN, INT, IP, STRING, TIMESTAMP, UINT } from "./kind.ts";
import { type FunctionDefinition, fn, overload } from "./overload.ts";

/** Type conversions (cel-spec, "Standard definitions": type conversions). */
export const CONVERSIONS: readonly FunctionDefinition[] = [
  fn(
    "int",
    overload([INT], type.INT, (value) => value),
    overload([UINT], type.INT, ({ value }) => toInt(value)),
    overload([DOUBLE], type.INT, doubleToInt),
    overload([STRING], type.INT, (text) => (/^-?\d{1,40}$/.test(text) ? toInt(BigInt(text)) : bad(text, "an int"))),
    overload([TIMESTAMP], type.INT, ({ seconds }) => BigInt(seconds)),
    overload([DURATION], type.INT, (duration) => durationNanos(duration)),
  ),
  fn(
    "uint",
    overload([UINT], type.UINT, (value) => value),
    overload([INT], type.UINT, uint),
    overload([DOUBLE], type.UINT, (value) =>
      Number.isFinite(value) && value >= 0 && value < 2 ** 64
        ? uint(BigInt(Math.trunc(value)))
        : new Fault("overflow", "uint overflow"),
    ),
    overload([STRING], type.UINT, (text) => (/^\d{1,40}$/.test(text) ? uint(BigInt(text)) : bad(text, "a uint"))),
  ),
  fn(
    "double",
    overload([DOUBLE], type.DOUBLE, (value) => value),
    overload([INT], type.DOUBLE, Number),
    overload([UINT], type.DOUBLE, ({ value }) => Number(value)),
    overload([STRING], type.DOUBLE, (text) => parseDouble(text) ?? bad(text, "a double")),
  ),
  fn(
    "string",
    overload([STRING], type.STRING, (value) => value),
    overload(
      [BYTES],
      type.STRING,
      (bytes) => decodeUtf8(bytes) ?? new Fault("invalid-conversion", "bytes are not UTF-8"),
    ),
    ...[BOOL, INT, UINT, DOUBLE, TIMESTAMP, DURATION, IP, CIDR].map((kind) =>
      overload([kind], type.STRING, (value) => toText(value) ?? ""),
    ),
  ),
  fn(
    "bytes",
    overload([BYTES], type.BYTES, (value) => value),
    overload([STRING], type.BYTES, (text) => new TextEncoder().encode(text)),
  ),
  fn(
    "bool",
    overload([BOOL], type.BOOL, (value) => value),
    overload([STRING], type.BOOL, (text) => {
      if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
      return ["0", "f", "F", "false", "FALSE", "False"].includes(text) ? false : bad(text, "a bool");
    }),
  ),
  fn(
    "dyn",
    overload([A], type.DYN, (value) => value),
  ),
  fn(
    "type",
    overload([DYN], TYPE, (value) => {
      const name = typeNameOf(value);
      return TYPE_NAMES.get(name) ?? new TypeValue(name);
    }),
  ),
  fn(
    "timestamp",
    overload([TIMESTAMP], type.TIMESTAMP, (value) => value),
    overload([STRING], type.TIMESTAMP, (text) => parseTimestamp(text) ?? bad(text, "an RFC 3339 timestamp")),
    overload([INT], type.TIMESTAMP, (seconds) => makeTimestamp(Number(seconds), 0)),
  ),
  fn(
    "duration",
    overload([DURATION], type.DURATION, (value) => value),
    overload([STRING], type.DURATION, (text) => parseDuration(text) ?? bad(text, "a duration")),
  ),
];

/** What `string()` gives, also for a part of a template; `undefined` for a value that has no text of its own. */
export function toText(value: Value): string | undefined {
  switch (typeNameOf(value)) {
    case "string":
      return value as string;
    case "bool":
    case "int":
      return String(value);
    case "uint":
      return String((value as Uint).value);
    case "double":
      return formatDouble(value as number);
    case "bytes":
      return decodeUtf8(value as Uint8Array);
    case "google.protobuf.Timestamp":
      return formatTimestamp(value as Parameters<typeof formatTimestamp>[0]);
    case "google.protobuf.Duration":
      return formatDuration(value as Parameters<typeof formatDuration>[0]);
    case "net.IP":
    case "net.CIDR":
      return String(value);
    default:
      return undefined;
  }
}

export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Towards zero. The bounds themselves are out: no double can say whether it was rounded to them. */
function doubleToInt(value: number): bigint | Fault {
  if (!(value > Number(INT_MIN) && value < Number(INT_MAX))) return new Fault("overflow", "int overflow");
  return BigInt(Math.trunc(value));
}

function uint(value: bigint): Uint | Fault {
  const checked = toUint(value);
  return checked instanceof Fault ? checked : new Uint(checked);
}

function parseDouble(text: string): number | undefined {
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text);
  const special = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i.exec(text);
  if (special === null) return undefined;
  if (special[2] !== undefined) return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function bad(text: string, what: string): Fault {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new Fault("invalid-conversion", `\`${shown}\` is not ${what}`);
}
