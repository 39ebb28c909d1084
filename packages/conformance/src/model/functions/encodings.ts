import type { JsonValue } from "@sluice/policy";
import { both, type Library } from "./library.ts";
import { durationText, textOf, utf8 } from "./texts.ts";
import { Duration, Fault, Optional, order, TypeName, Uint, type Value, ValueMap } from "./values.ts";

/** base64, JSON and basic credentials (language.md, section 5). */
export const encodings: Library = {
  ...both("base64.encode", "encodeBase64", "string", (text: string) => Buffer.from(text).toString("base64")),
  ...both("base64.encode", "encodeBase64", "bytes", (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")),
  "base64.decode(string)": fromBase64,
  "(string).decodeBase64()": (text: string) => utf8(fromBase64(text)),
  ...both("json.encode", "encodeJson", "dyn", encodeJson),
  ...both("json.decode", "decodeJson", "string", (text: string) => decodeJson(readJson(text))),
  "(string).isJson()": (text: string) => {
    try {
      readJson(text);
      return true;
    } catch {
      return false;
    }
  },
  // RFC 7617, with the scheme's name in front.
  "basic_auth.encode(string, string)": (user: string, password: string) =>
    `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
};

/** Padding may be missing, and not be wrong. */
function fromBase64(text: string): Uint8Array {
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)) throw new Fault("not base64");
  return new Uint8Array(Buffer.from(text, "base64"));
}

function readJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new Fault("not JSON");
  }
}

/** Whole numbers of a JSON text are ints where JavaScript holds them exactly. */
function decodeJson(json: JsonValue): Value {
  if (typeof json === "number") return Number.isSafeInteger(json) && !Object.is(json, -0) ? BigInt(json) : json;
  if (Array.isArray(json)) return json.map(decodeJson);
  if (typeof json !== "object" || json === null) return json as Value;
  return new ValueMap(Object.entries(json as object).map(([key, item]) => [key, decodeJson(item as JsonValue)]));
}

/** With sorted keys, and ints in full. */
function encodeJson(value: Value): string {
  if (value instanceof TypeName || value instanceof Optional) throw new Fault("no JSON");
  if (typeof value === "number" && !Number.isFinite(value)) throw new Fault("no JSON");
  if (value === null || ["boolean", "string", "number"].includes(typeof value)) return JSON.stringify(value);
  if (typeof value === "bigint" || value instanceof Uint) return textOf(value);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("base64"));
  if (value instanceof Duration) return JSON.stringify(durationText(value));
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(",")}]`;
  if (!(value instanceof ValueMap)) return JSON.stringify(textOf(value));
  const entries = value.entries.map(([key, item]) => [textOf(key), encodeJson(item)] as const);
  if (new Set(entries.map(([key]) => key)).size < entries.length) throw new Fault("keys that are one in JSON");
  const sorted = entries.sort(([a], [b]) => order(a, b));
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${item}`).join(",")}}`;
}
