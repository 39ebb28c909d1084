import * as type from "../type.ts";
import { Fault, Uint } from "../value.ts";
import { INT, UINT } from "./kind.ts";
import { type FunctionDefinition, fn, overload } from "./overload.ts";

type Combine = (a: bigint, b: bigint) => bigint;

/** The bit operations of CEL's math extension. */
export const BITS: readonly FunctionDefinition[] = [
  binary("math.bitAnd", (a, b) => a & b),
  binary("math.bitOr", (a, b) => a | b),
  binary("math.bitXor", (a, b) => a ^ b),
  fn(
    "math.bitNot",
    overload([INT], type.INT, (value) => ~value),
    overload([UINT], type.UINT, ({ value }) => unsigned(~value)),
  ),
  shift("math.bitShiftLeft", (value, by) => value << by),
  // Logical: of a negative int too, zeros come in from the left, as in cel-go.
  shift("math.bitShiftRight", (value, by) => BigInt.asUintN(64, value) >> by),
];

function binary(name: string, combine: Combine): FunctionDefinition {
  return fn(
    name,
    overload([INT, INT], type.INT, combine),
    overload([UINT, UINT], type.UINT, (a, b) => new Uint(combine(a.value, b.value))),
  );
}

function shift(name: string, move: Combine): FunctionDefinition {
  const moved = (value: bigint, by: bigint) => {
    if (by < 0n) return new Fault("invalid-argument", `\`${name}\` by ${by} bits`);
    return by > 63n ? 0n : move(value, by);
  };
  return fn(
    name,
    overload([INT, INT], type.INT, (value, by) => {
      const result = moved(value, by);
      return result instanceof Fault ? result : BigInt.asIntN(64, result);
    }),
    overload([UINT, INT], type.UINT, ({ value }, by) => {
      const result = moved(value, by);
      return result instanceof Fault ? result : unsigned(result);
    }),
  );
}

function unsigned(value: bigint): Uint {
  return new Uint(BigInt.asUintN(64, value));
}
