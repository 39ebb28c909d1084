import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  STRING,
  TIMESTAMP,
  UINT,
} from "./type.ts";
import { CelMap, Duration, Opaque, Struct, Timestamp, Uint, type Value } from "./value.ts";

/** A type as a value: what `type(x)` returns and what `int`, `string`, … denote. */
export class TypeValue extends Opaque {
  readonly typeName = "type";
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  override equals(other: Opaque): boolean {
    return other instanceof TypeValue && other.name === this.name;
  }
}

export const TYPE: CelType = { kind: "opaque", name: "type", parameters: [] };

export const IP_TYPE: CelType = { kind: "opaque", name: "net.IP", parameters: [] };
export const CIDR_TYPE: CelType = { kind: "opaque", name: "net.CIDR", parameters: [] };

/** Names that denote types (cel-spec, "Values"). */
export const TYPE_NAMES: ReadonlyMap<string, TypeValue> = new Map(
  [
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "list",
    "map",
    "null_type",
    "type",
    "optional_type",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
    "net.IP",
    "net.CIDR",
  ].map((name) => [name, new TypeValue(name)]),
);

/** The name of a value's type, as `type()` shows it. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case "string":
      return "string";
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "boolean":
      return "bool";
    default:
      if (value === null) return "null_type";
      if (Array.isArray(value)) return "list";
      if (value instanceof CelMap) return "map";
      if (value instanceof Uint) return "uint";
      if (value instanceof Timestamp) return "google.protobuf.Timestamp";
      if (value instanceof Duration) return "google.protobuf.Duration";
      if (value instanceof Uint8Array) return "bytes";
      return value instanceof Struct || value instanceof Opaque ? value.typeName : "list";
  }
}

/** The static type of a value that is known when compiled. */
export function staticTypeOf(value: Value): CelType {
  switch (typeNameOf(value)) {
    case "string":
      return STRING;
    case "int":
      return INT;
    case "uint":
      return UINT;
    case "double":
      return DOUBLE;
    case "bool":
      return BOOL;
    case "bytes":
      return BYTES;
    case "null_type":
      return NULL;
    case "google.protobuf.Timestamp":
      return TIMESTAMP;
    case "google.protobuf.Duration":
      return DURATION;
    case "list":
      return listOf(DYN);
    case "map":
      return mapOf(DYN, DYN);
    case "type":
      return TYPE;
    case "net.IP":
      return IP_TYPE;
    case "net.CIDR":
      return CIDR_TYPE;
    default:
      return DYN;
  }
}
