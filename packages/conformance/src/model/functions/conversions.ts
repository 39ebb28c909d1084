import type { Library } from "./library.ts";
import { textOf } from "./texts.ts";
import {
  BILLION,
  type Duration,
  Fault,
  floorDiv,
  int,
  type Timestamp,
  TypeName,
  typeOf,
  Uint,
  type Value,
  type ValueMap,
} from "./values.ts";

/** Conversions between types, and sizes (cel-spec, "Standard definitions"). */
export const conversions: Library = {
  "int(int)": (value: bigint) => value,
  "int(uint)": ({ value }: Uint) => int(value),
  "int(double)": (value: number) => {
    // The bounds are out: no double tells whether it was rounded to them.
    if (!(value > -(2 ** 63) && value < 2 ** 63)) throw new Fault("int overflow");
    return BigInt(Math.trunc(value));
  },
  "int(string)": (text: string) => {
    if (!/^-?\d+$/.test(text)) throw new Fault("not an int");
    return int(BigInt(text));
  },
  "int(timestamp)": ({ nanos }: Timestamp) => floorDiv(nanos, BILLION),
  "int(duration)": ({ nanos }: Duration) => nanos,
  "uint(uint)": (value: Uint) => value,
  "uint(int)": (value: bigint) => new Uint(value),
  "uint(double)": (value: number) => {
    if (!(value >= 0 && value < 2 ** 64)) throw new Fault("uint overflow");
    return new Uint(BigInt(Math.trunc(value)));
  },
  "uint(string)": (text: string) => {
    if (!/^\d+$/.test(text)) throw new Fault("not a uint");
    return new Uint(BigInt(text));
  },
  "double(double)": (value: number) => value,
  "double(int)": Number,
  "double(uint)": ({ value }: Uint) => Number(value),
  "double(string)": (text: string) => {
    const special = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i.exec(text);
    if (special !== null) return special[2] === undefined ? Number(`${special[1]}Infinity`) : Number.NaN;
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Fault("not a double");
    return Number(text);
  },
  "string(dyn)": textOf,
  "bytes(bytes)": (value: Uint8Array) => value,
  "bytes(string)": (text: string) => new TextEncoder().encode(text),
  "bool(bool)": (value: boolean) => value,
  "bool(string)": (text: string) => {
    if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
    if (["0", "f", "F", "false", "FALSE", "False"].includes(text)) return false;
    throw new Fault("not a bool");
  },
  "dyn(dyn)": (value: Value) => value,
  "type(dyn)": (value: Value) => new TypeName(TYPE_NAMES[typeOf(value)] ?? typeOf(value)),
  ...sizes((name, type) => `${name}(${type})`),
  ...sizes((name, type) => `(${type}).${name}()`),
};

/** Where a type's own name is not the one that signatures have here. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  null: "null_type",
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
  optional: "optional_type",
  ip: "net.IP",
  cidr: "net.CIDR",
};

/** Names that stand for types in expressions. */
export const TYPES: ReadonlyMap<string, TypeName> = new Map(
  [...["bool", "int", "uint", "double", "string", "bytes", "list", "map", "type"], ...Object.values(TYPE_NAMES)].map(
    (name) => [name, new TypeName(name)],
  ),
);

function sizes(signature: (name: string, type: string) => string): Library {
  return {
    [signature("size", "string")]: (text: string) => BigInt(Array.from(text).length),
    [signature("size", "bytes")]: (bytes: Uint8Array) => BigInt(bytes.length),
    [signature("size", "list")]: (list: readonly Value[]) => BigInt(list.length),
    [signature("size", "map")]: (map: ValueMap) => BigInt(map.entries.length),
  };
}
