import { isZero, NONE, OptionalValue, optional } from "../optional.ts";
import * as type from "../type.ts";
import { typeParameter } from "../type-relations.ts";
import { Fault, type Value } from "../value.ts";
import { A, type Kind } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const A_TYPE = typeParameter("A");
const OPTIONAL_A = type.optionalOf(A_TYPE);
const OPTIONAL: Kind<OptionalValue> = {
  type: OPTIONAL_A,
  is: (value): value is OptionalValue => value instanceof OptionalValue,
};
const EMPTY = new Fault("no-such-key", "the optional is empty");

/** Optional values (cel-go's optional types). `optMap` and `optFlatMap` are macros. */
export const OPTIONALS: readonly FunctionDefinition[] = [
  fn(
    "optional.none",
    overload([], OPTIONAL_A, () => NONE),
  ),
  fn(
    "optional.of",
    overload([A], OPTIONAL_A, (value) => optional(value)),
  ),
  fn(
    "optional.ofNonZeroValue",
    overload([A], OPTIONAL_A, (value) => (isZero(value) ? NONE : optional(value))),
  ),
  method(
    "hasValue",
    overload([OPTIONAL], type.BOOL, ({ held }) => held !== undefined),
  ),
  method(
    "value",
    overload([OPTIONAL], A_TYPE, ({ held }): Value | Fault => (held === undefined ? EMPTY : held)),
  ),
  method(
    "or",
    overload([OPTIONAL, OPTIONAL], OPTIONAL_A, (one, other) => (one.held === undefined ? other : one)),
  ),
  method(
    "orValue",
    overload([OPTIONAL, A], A_TYPE, ({ held }, other) => (held === undefined ? other : held)),
  ),
];
