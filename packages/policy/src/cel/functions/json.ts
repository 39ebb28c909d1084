import { formatDuration } from "../duration.ts";
import { fromJson, type JsonValue, keyText } from "../json.ts";
import { CidrValue, IpValue } from "../network-values.ts";
import { formatTimestamp } from "../timestamp.ts";
import * as type from "../type.ts";
import { CelMap, Duration, Fault, Struct, Timestamp, Uint, type Value } from "../value.ts";
import { base64Encode } from "./base64.ts";
import { A, STRING } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const ENCODE = overload(
  [A],
  type.STRING,
  (value) => encode(value) ?? new Fault("invalid-argument", "the value has no JSON"),
);
const DECODE = overload([STRING], type.DYN, (text) => {
  const value = decode(text);
  return value === undefined ? new Fault("invalid-argument", "not JSON") : value;
});

/** JSON (language.md, section 5): `encode` sorts keys and writes ints in full. */
export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [
  fn("json.encode", ENCODE),
  fn("json.decode", DECODE),
  method("encodeJson", ENCODE),
  method("decodeJson", DECODE),
  method(
    "isJson",
    overload([STRING], type.BOOL, (text) => decode(text) !== undefined),
  ),
];

/** `undefined` where JSON has nothing for it. */
function encode(value: Value): string | undefined {
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
      if (value instanceof CelMap)
        return encodeEntries(Array.from(value.entries(), ([key, each]) => [keyText(key), each]));
      if (value instanceof Struct) return encodeEntries(Array.from(value.fields()));
      if (value instanceof IpValue || value instanceof CidrValue) return JSON.stringify(String(value));
      if (Array.isArray(value)) return encodeAll(value, (each: Value) => encode(each), "[", "]");
      return undefined;
  }
}

function encodeEntries(entries: readonly (readonly [string, Value])[]): string | undefined {
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const encodeOne = ([key, each]: readonly [string, Value]) => {
    const text = encode(each);
    return text === undefined ? undefined : `${JSON.stringify(key)}:${text}`;
  };
  return encodeAll(sorted, encodeOne, "{", "}");
}

function encodeAll<T>(
  items: readonly T[],
  one: (item: T) => string | undefined,
  open: string,
  close: string,
): string | undefined {
  const texts = items.map(one);
  return texts.includes(undefined) ? undefined : `${open}${texts.join(",")}${close}`;
}

/** `undefined` for what is not JSON. Deep nesting would overflow the stack of `JSON.parse`, which then throws, too. */
function decode(text: string): Value | undefined {
  try {
    return fromJson(JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}
