import type { Library } from "./library.ts";
import { Duration, equals, Fault, Optional, Timestamp, typeOf, Uint, type Value, ValueMap } from "./values.ts";

/** Optional values (cel-go's extension); `or`, `orValue`, `optMap` and `optFlatMap` are the evaluator's. */
export const optionals: Library = {
  "optional.none()": () => new Optional(),
  "optional.of(dyn)": (value: Value) => new Optional(value),
  "optional.ofNonZeroValue(dyn)": (value: Value) => new Optional(isZero(value) ? undefined : value),
  "(optional).hasValue()": ({ held }: Optional) => held !== undefined,
  "(optional).value()": ({ held }: Optional) => {
    if (held === undefined) throw new Fault("the optional is empty");
    return held;
  },
};

/** What a field of the value's type has before it is set. */
function isZero(value: Value): boolean {
  if (value === null) return true;
  if (value instanceof Optional) return value.held === undefined;
  const numbers = [0n, 0, new Uint(0n), new Timestamp(0n), new Duration(0n)];
  const zeros = [false, "", new Uint8Array(), [], new ValueMap([]), ...numbers];
  return zeros.some((zero) => equals(zero, value) && typeOf(zero) === typeOf(value));
}
