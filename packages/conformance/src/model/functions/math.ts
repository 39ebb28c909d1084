import type { Library } from "./library.ts";
import { Fault, int, numberOf, order, Uint, type Value } from "./values.ts";

/** CEL's math extension. */
export const math: Library = {
  "math.greatest(list)": (list: readonly Value[]) => extreme(list, 1),
  "math.greatest(...)": (...values: readonly Value[]) => extreme(values, 1),
  "math.least(list)": (list: readonly Value[]) => extreme(list, -1),
  "math.least(...)": (...values: readonly Value[]) => extreme(values, -1),
  "math.ceil(double)": Math.ceil,
  "math.floor(double)": Math.floor,
  "math.trunc(double)": Math.trunc,
  // Half away from zero.
  "math.round(double)": (value: number) => Math.sign(value) * Math.round(Math.abs(value)),
  "math.sqrt(double)": Math.sqrt,
  "math.sqrt(int)": (value: bigint) => Math.sqrt(Number(value)),
  "math.sqrt(uint)": ({ value }: Uint) => Math.sqrt(Number(value)),
  "math.abs(int)": (value: bigint) => int(value < 0n ? -value : value),
  "math.abs(uint)": (value: Uint) => value,
  "math.abs(double)": Math.abs,
  "math.sign(int)": (value: bigint) => (value === 0n ? 0n : value < 0n ? -1n : 1n),
  "math.sign(uint)": ({ value }: Uint) => new Uint(value === 0n ? 0n : 1n),
  "math.sign(double)": Math.sign,
  "math.isNaN(double)": (value: number) => Number.isNaN(value),
  "math.isInf(double)": (value: number) => Math.abs(value) === Number.POSITIVE_INFINITY,
  "math.isFinite(double)": (value: number) => Number.isFinite(value),
  ...bits("bitAnd", (a, b) => a & b),
  ...bits("bitOr", (a, b) => a | b),
  ...bits("bitXor", (a, b) => a ^ b),
  "math.bitNot(int)": (value: bigint) => ~value,
  "math.bitNot(uint)": ({ value }: Uint) => unsigned(~value),
  "math.bitShiftLeft(int, int)": (value: bigint, by: bigint) => BigInt.asIntN(64, value << bounded(by)),
  "math.bitShiftLeft(uint, int)": ({ value }: Uint, by: bigint) => unsigned(value << bounded(by)),
  // Of a negative int, too, zeros come in from the left.
  "math.bitShiftRight(int, int)": (value: bigint, by: bigint) =>
    BigInt.asIntN(64, BigInt.asUintN(64, value) >> bounded(by)),
  "math.bitShiftRight(uint, int)": ({ value }: Uint, by: bigint) => unsigned(value >> bounded(by)),
};

function bits(name: string, combine: (a: bigint, b: bigint) => bigint): Library {
  return {
    [`math.${name}(int, int)`]: combine,
    [`math.${name}(uint, uint)`]: (a: Uint, b: Uint) => new Uint(combine(a.value, b.value)),
  };
}

function unsigned(value: bigint): Uint {
  return new Uint(BigInt.asUintN(64, value));
}

/** 64 bits are all that there are to be shifted. */
function bounded(by: bigint): bigint {
  if (by < 0n) throw new Fault("a shift by a negative number of bits");
  return by > 64n ? 64n : by;
}

/** The first of those that are equal. */
function extreme(values: readonly Value[], sign: 1 | -1): Value {
  const [first] = values;
  if (first === undefined || values.some((value) => numberOf(value) === undefined)) throw new Fault("not numbers");
  return values.slice(1).reduce((best, value) => {
    const difference = order(value, best);
    if (Number.isNaN(difference)) throw new Fault("`NaN` is neither greater nor less");
    return difference * sign > 0 ? value : best;
  }, first);
}
