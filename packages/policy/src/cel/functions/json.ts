import { formatDuration } from "../duration.ts";
import { compareStrings } from "../equality.ts";
import { fromJson, type JsonValue, keyText } from "../json.ts";
import { MAX_DEPTH, MAX_LIST, MAX_STRING } from "../limits.ts";
import { CidrValue, IpValue } from "../network-values.ts";
import { formatTimestamp } from "../timestamp.ts";
import * as type from "../type.ts";
import { CelMap, Duration, Fault, Struct, Timestamp, Uint, type Value } from "../value.ts";
import { base64Encode } from "./base64.ts";
import { TOO_LONG } from "./bounded.ts";
import { A, STRING } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const NO_JSON = new Fault("invalid-argument", "the value has no JSON");
const NOT_JSON = new Fault("invalid-argument", "not JSON");
const TOO_DEEP = new Fault("cost-exceeded", `JSON is nested deeper than ${MAX_DEPTH} levels`);

const ENCODE = overload([A], type.STRING, (value) => {
  const encoder = new Encoder();
  return encoder.write(value, 0) ?? encoder.text;
});
const DECODE = overload([STRING], type.DYN, decode);

/**
 * JSON (language.md, section 5): `encode` sorts keys by their code points and writes ints in full; of an object's
 * repeated keys `decode` takes the last. Text that is nested too deep is no JSON to `isJson`, either.
 */
export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [
  fn("json.encode", ENCODE),
  fn("json.decode", DECODE),
  method("encodeJson", ENCODE),
  method("decodeJson", DECODE),
  method(
    "isJson",
    overload([STRING], type.BOOL, (text) => !(read(text) instanceof Fault)),
  ),
];

/** Writes as it goes, so that a value which holds others many times over ends in time. */
class Encoder {
  text = "";
  #values = 0;

  /** What was in the way, if anything was. */
  write(value: Value, depth: number): Fault | undefined {
    if (depth > MAX_DEPTH) return TOO_DEEP;
    if (++this.#values > MAX_LIST) return TOO_LONG;
    if (Array.isArray(value)) return this.#writeAll(value, depth, "[", "]", (each: Value) => ["", each]);
    if (value instanceof CelMap || value instanceof Struct) {
      const entries = value instanceof CelMap ? value.entries() : value.fields();
      const texts = Array.from(entries, ([key, each]) => [keyText(key), each] as const);
      const sorted = texts.sort(([a], [b]) => compareStrings(a, b));
      // A map may have the keys `1` and `'1'`; an object may not.
      if (sorted.some(([key], i) => key === sorted[i + 1]?.[0])) return NO_JSON;
      return this.#writeAll(sorted, depth, "{", "}", ([key, each]) => [`${JSON.stringify(key)}:`, each]);
    }
    const text = encodeScalar(value);
    return text === undefined ? NO_JSON : this.#append(text);
  }

  #writeAll<T>(
    items: readonly T[],
    depth: number,
    open: string,
    close: string,
    parts: (item: T) => readonly [string, Value],
  ): Fault | undefined {
    this.text += open;
    for (const [i, item] of items.entries()) {
      const [label, value] = parts(item);
      const fault = this.#append(i === 0 ? label : `,${label}`) ?? this.write(value, depth + 1);
      if (fault !== undefined) return fault;
    }
    return this.#append(close);
  }

  #append(text: string): Fault | undefined {
    this.text += text;
    return this.text.length > MAX_STRING ? TOO_LONG : undefined;
  }
}

/** `undefined` where JSON has nothing for it. */
function encodeScalar(value: Value): string | undefined {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "number":
      return Number.isFinite(value) ? JSON.stringify(value) : undefined;
    default:
      if (value === null) return "null";
      if (value instanceof Uint) return String(value.value);
      if (value instanceof Uint8Array) return `"${base64Encode(value)}"`;
      if (value instanceof Timestamp) return `"${formatTimestamp(value)}"`;
      if (value instanceof Duration) return `"${formatDuration(value)}"`;
      return value instanceof IpValue || value instanceof CidrValue ? `"${value}"` : undefined;
  }
}

function decode(text: string): Value | Fault {
  const json = read(text);
  return json instanceof Fault ? json : fromJson(json);
}

function read(text: string): JsonValue | Fault {
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch {
    // Not JSON, or so deep that the parser has no stack left for it.
    return NOT_JSON;
  }
  return isWithin(json, MAX_DEPTH) ? json : TOO_DEEP;
}

function isWithin(json: JsonValue, depth: number): boolean {
  if (json === null || typeof json !== "object") return true;
  return depth > 0 && Object.values(json).every((each: JsonValue) => isWithin(each, depth - 1));
}
