import { MAX_DEPTH } from "./limits.ts";

/** The types that the checker knows. */
export type CelType =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: "list"; readonly element: CelType }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  | { readonly kind: "struct"; readonly name: string; readonly fields: ReadonlyMap<string, CelType> }
  | { readonly kind: "opaque"; readonly name: string; readonly parameters: readonly CelType[] };

export type PrimitiveKind =
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "null"
  | "timestamp"
  | "duration"
  | "dyn";

export const BOOL: CelType = { kind: "bool" };
export const INT: CelType = { kind: "int" };
export const UINT: CelType = { kind: "uint" };
export const DOUBLE: CelType = { kind: "double" };
export const STRING: CelType = { kind: "string" };
export const BYTES: CelType = { kind: "bytes" };
export const NULL: CelType = { kind: "null" };
export const TIMESTAMP: CelType = { kind: "timestamp" };
export const DURATION: CelType = { kind: "duration" };
/** Known only at run time; also what an expression with an error has, so that one cause gives one error. */
export const DYN: CelType = { kind: "dyn" };
export const STRING_LIST: CelType = { kind: "list", element: STRING };

export function listOf(element: CelType): CelType {
  return { kind: "list", element };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: "map", key, value };
}

const OPTIONAL = "optional_type";

export function optionalOf(type: CelType): CelType {
  return { kind: "opaque", name: OPTIONAL, parameters: [type] };
}

/** What an optional holds; `undefined` for any other type. */
export function heldBy(type: CelType): CelType | undefined {
  return type.kind === "opaque" && type.name === OPTIONAL ? (type.parameters[0] ?? DYN) : undefined;
}

/**
 * `type`, or dyn in place of one that is too deep to go through: variables that hold each other make types which are
 * deeper than any text.
 */
export function boundedType(type: CelType): CelType {
  return depthOf(type) > MAX_DEPTH ? DYN : type;
}

function depthOf(type: CelType): number {
  switch (type.kind) {
    case "list":
      return 1 + depthOf(type.element);
    case "map":
      return 1 + Math.max(depthOf(type.key), depthOf(type.value));
    case "opaque":
      return type.parameters.reduce((depth, each) => Math.max(depth, 1 + depthOf(each)), 0);
    default:
      return 0;
  }
}

/** As CEL writes it: `list(string)`, `map(string, dyn)`. */
export function typeName(type: CelType): string {
  switch (type.kind) {
    case "list":
      return `list(${typeName(type.element)})`;
    case "map":
      return `map(${typeName(type.key)}, ${typeName(type.value)})`;
    case "struct":
      return type.name;
    case "opaque":
      return type.parameters.length === 0 ? type.name : `${type.name}(${type.parameters.map(typeName).join(", ")})`;
    default:
      return type.kind;
  }
}
