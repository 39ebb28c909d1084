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
  STRING_LIST as STRING_LIST_TYPE,
  STRING as STRING_TYPE,
  TIMESTAMP as TIMESTAMP_TYPE,
  UINT as UINT_TYPE,
} from "../type.ts";
import { typeParameter } from "../type-relations.ts";
import { CelMap, Duration, Timestamp, Uint, type Value } from "../value.ts";

/** What a parameter takes: its static type, and the test for values whose type is known only at run time. */
export interface Kind<T extends Value> {
  readonly type: CelType;
  readonly is: (value: Value) => value is T;
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
export const DYN: Kind<Value> = { type: DYN_TYPE, is: (_value): _value is Value => true };
/** Any value, of the same type wherever a signature says `A`. */
export const A: Kind<Value> = { type: A_TYPE, is: (_value): _value is Value => true };
export const LIST: Kind<readonly Value[]> = { type: listOf(A_TYPE), is: isList };
export const STRING_LIST: Kind<readonly string[]> = {
  type: STRING_LIST_TYPE,
  is: (value): value is readonly string[] => isList(value) && value.every((each) => typeof each === "string"),
};
export const LIST_OF_LISTS: Kind<readonly Value[]> = { type: listOf(listOf(A_TYPE)), is: isList };
export const MAP: Kind<CelMap> = { type: mapOf(A_TYPE, B_TYPE), is: (value) => value instanceof CelMap };

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
