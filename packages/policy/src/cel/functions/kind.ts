import { isNumeric, type Numeric } from "../equality.ts";
import { CidrValue, IpValue } from "../network-values.ts";
import {
  BOOL as BOOL_TYPE,
  BYTES as BYTES_TYPE,
  type CelType,
  DOUBLE as DOUBLE_TYPE,
  DURATION as DURATION_TYPE,
  DYN as DYN_TYPE,
  INT as INT_TYPE,
  listOf,
  mapOf,
  STRING as STRING_TYPE,
  TIMESTAMP as TIMESTAMP_TYPE,
  UINT as UINT_TYPE,
} from "../type.ts";
import { assignable, type Bindings, certain, isNumericType, typeParameter } from "../type-relations.ts";
import { CIDR_TYPE, IP_TYPE } from "../types-of-values.ts";
import { CelMap, Duration, Timestamp, Uint, type Value } from "../value.ts";

/** What a parameter takes: its static type, and the test for values whose type is known only at run time. */
export interface Kind<T extends Value> {
  readonly type: CelType;
  readonly is: (value: Value) => value is T;
  /** For what no static type says, such as "a number": `type` is then dyn, and this judges static types. */
  readonly accepts?: (type: CelType) => "always" | "maybe" | "never";
  /** What messages call it, where that is not the type's name. */
  readonly name?: string;
}

/** Whether an argument of static type `type` may be given; binds the type parameters of the kind. */
export function takes({ type: to, accepts }: Kind<Value>, type: CelType, bindings: Bindings = new Map()): boolean {
  return assignable(type, to, bindings) && accepts?.(type) !== "never";
}

/** Whether an argument of static type `type` needs no look at its value. */
export function takesSurely({ type: to, accepts }: Kind<Value>, type: CelType): boolean {
  return accepts === undefined ? certain(type, to) : accepts(type) === "always";
}

const A_TYPE = typeParameter("A");
const B_TYPE = typeParameter("B");

export const BOOL: Kind<boolean> = { type: BOOL_TYPE, is: (value) => typeof value === "boolean" };
export const INT: Kind<bigint> = { type: INT_TYPE, is: (value) => typeof value === "bigint" };
export const UINT: Kind<Uint> = { type: UINT_TYPE, is: (value) => value instanceof Uint };
export const DOUBLE: Kind<number> = { type: DOUBLE_TYPE, is: (value) => typeof value === "number" };
export const STRING: Kind<string> = { type: STRING_TYPE, is: (value) => typeof value === "string" };
export const BYTES: Kind<Uint8Array> = { type: BYTES_TYPE, is: (value) => value instanceof Uint8Array };
export const TIMESTAMP: Kind<Timestamp> = { type: TIMESTAMP_TYPE, is: (value) => value instanceof Timestamp };
export const DURATION: Kind<Duration> = { type: DURATION_TYPE, is: (value) => value instanceof Duration };
export const IP: Kind<IpValue> = { type: IP_TYPE, is: (value) => value instanceof IpValue };
export const CIDR: Kind<CidrValue> = { type: CIDR_TYPE, is: (value) => value instanceof CidrValue };
export const NUMBER: Kind<Numeric> = {
  type: DYN_TYPE,
  name: "number",
  is: (value): value is Numeric => isNumeric(value),
  accepts: acceptsNumber,
};
export const NUMBER_LIST: Kind<readonly Numeric[]> = {
  type: listOf(DYN_TYPE),
  name: "list(number)",
  is: (value): value is readonly Numeric[] => isList(value) && value.every((each) => isNumeric(each)),
  accepts: (type) => (type.kind === "list" ? acceptsNumber(type.element) : type.kind === "dyn" ? "maybe" : "never"),
};
export const DYN: Kind<Value> = { type: DYN_TYPE, is: (_value): _value is Value => true };
/** Any value, of the same type wherever a signature says `A`. */
export const A: Kind<Value> = { type: A_TYPE, is: (_value): _value is Value => true };
export const LIST: Kind<readonly Value[]> = { type: listOf(A_TYPE), is: isList };
export const STRING_LIST: Kind<readonly string[]> = listKind(STRING);
export const LIST_OF_LISTS: Kind<readonly Value[]> = { type: listOf(listOf(A_TYPE)), is: isList };
export const MAP: Kind<CelMap> = { type: mapOf(A_TYPE, B_TYPE), is: (value) => value instanceof CelMap };

/** A list of one kind alone, by looking at every element where types do not tell. */
export function listKind<T extends Value>({ type, is }: Kind<T>): Kind<readonly T[]> {
  return { type: listOf(type), is: (value): value is readonly T[] => isList(value) && value.every((each) => is(each)) };
}

export const STRING_MAP: Kind<CelMap> = {
  type: mapOf(STRING_TYPE, STRING_TYPE),
  is: (value): value is CelMap => {
    if (!(value instanceof CelMap)) return false;
    for (const pair of value.entries()) if (pair.some((each) => typeof each !== "string")) return false;
    return true;
  },
};

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function acceptsNumber(type: CelType): "always" | "maybe" | "never" {
  if (isNumericType(type)) return "always";
  return type.kind === "dyn" ? "maybe" : "never";
}
