import type { Library } from "./library.ts";
import { Duration, equals, Fault, int, order, Timestamp, Uint, type Value, type ValueMap } from "./values.ts";

/** Arithmetic and comparisons (cel-spec, "Standard definitions"). Logic is the evaluator's: it may leave operands alone. */
export const operators: Library = {
  "_+_(int, int)": (a: bigint, b: bigint) => int(a + b),
  "_+_(uint, uint)": (a: Uint, b: Uint) => new Uint(a.value + b.value),
  "_+_(double, double)": (a: number, b: number) => a + b,
  "_+_(string, string)": (a: string, b: string) => a + b,
  "_+_(bytes, bytes)": (a: Uint8Array, b: Uint8Array) => new Uint8Array([...a, ...b]),
  "_+_(list, list)": (a: readonly Value[], b: readonly Value[]) => [...a, ...b],
  "_+_(timestamp, duration)": (a: Timestamp, b: Duration) => new Timestamp(a.nanos + b.nanos),
  "_+_(duration, timestamp)": (a: Duration, b: Timestamp) => new Timestamp(a.nanos + b.nanos),
  "_+_(duration, duration)": (a: Duration, b: Duration) => new Duration(a.nanos + b.nanos),
  "_-_(int, int)": (a: bigint, b: bigint) => int(a - b),
  "_-_(uint, uint)": (a: Uint, b: Uint) => new Uint(a.value - b.value),
  "_-_(double, double)": (a: number, b: number) => a - b,
  "_-_(timestamp, timestamp)": (a: Timestamp, b: Timestamp) => new Duration(a.nanos - b.nanos),
  "_-_(timestamp, duration)": (a: Timestamp, b: Duration) => new Timestamp(a.nanos - b.nanos),
  "_-_(duration, duration)": (a: Duration, b: Duration) => new Duration(a.nanos - b.nanos),
  "_*_(int, int)": (a: bigint, b: bigint) => int(a * b),
  "_*_(uint, uint)": (a: Uint, b: Uint) => new Uint(a.value * b.value),
  "_*_(double, double)": (a: number, b: number) => a * b,
  "_/_(int, int)": (a: bigint, b: bigint) => int(a / notZero(b)),
  "_/_(uint, uint)": (a: Uint, b: Uint) => new Uint(a.value / notZero(b.value)),
  "_/_(double, double)": (a: number, b: number) => a / b,
  "_%_(int, int)": (a: bigint, b: bigint) => a % notZero(b),
  "_%_(uint, uint)": (a: Uint, b: Uint) => new Uint(a.value % notZero(b.value)),
  "-_(int)": (a: bigint) => int(-a),
  "-_(double)": (a: number) => -a,
  "_==_(dyn, dyn)": (a: Value, b: Value) => equals(a, b),
  "_!=_(dyn, dyn)": (a: Value, b: Value) => !equals(a, b),
  "_<_(dyn, dyn)": (a: Value, b: Value) => order(a, b) < 0,
  "_<=_(dyn, dyn)": (a: Value, b: Value) => order(a, b) <= 0,
  "_>_(dyn, dyn)": (a: Value, b: Value) => order(a, b) > 0,
  "_>=_(dyn, dyn)": (a: Value, b: Value) => order(a, b) >= 0,
  "@in(dyn, list)": (a: Value, list: readonly Value[]) => list.some((item) => equals(a, item)),
  "@in(dyn, map)": (a: Value, map: ValueMap) => map.get(a) !== undefined,
};

function notZero(value: bigint): bigint {
  if (value === 0n) throw new Fault("division by zero");
  return value;
}
