import { durationFromNanos, durationNanos } from "../duration.ts";
import { toInt, toUint } from "../int.ts";
import { MAX_LIST, MAX_STRING } from "../limits.ts";
import { makeTimestamp } from "../timestamp.ts";
import * as type from "../type.ts";
import { typeParameter } from "../type-relations.ts";
import { type Duration, Fault, type Timestamp, Uint } from "../value.ts";
import { TOO_LONG } from "./bounded.ts";
import { BYTES, DOUBLE, DURATION, INT, LIST, STRING, TIMESTAMP, UINT } from "./kind.ts";
import { type FunctionDefinition, fn, overload } from "./overload.ts";

const BY_ZERO = new Fault("division-by-zero", "division by zero");
const MODULUS_BY_ZERO = new Fault("division-by-zero", "modulus by zero");

/** The arithmetic operators (cel-spec, "Standard definitions"), named as they are written; unary minus is `-_`. */
export const ARITHMETIC: readonly FunctionDefinition[] = [
  fn(
    "+",
    overload([STRING, STRING], type.STRING, (a, b) => (a.length + b.length > MAX_STRING ? TOO_LONG : a + b)),
    overload([INT, INT], type.INT, (a, b) => toInt(a + b)),
    overload([UINT, UINT], type.UINT, (a, b) => uint(a.value + b.value)),
    overload([DOUBLE, DOUBLE], type.DOUBLE, (a, b) => a + b),
    overload([BYTES, BYTES], type.BYTES, (a, b) => (a.length + b.length > MAX_STRING ? TOO_LONG : concat(a, b))),
    overload([LIST, LIST], type.listOf(typeParameter("A")), (a, b) =>
      a.length + b.length > MAX_LIST ? TOO_LONG : [...a, ...b],
    ),
    overload([TIMESTAMP, DURATION], type.TIMESTAMP, (a, b) => shift(a, b, 1)),
    overload([DURATION, TIMESTAMP], type.TIMESTAMP, (a, b) => shift(b, a, 1)),
    overload([DURATION, DURATION], type.DURATION, (a, b) => durationFromNanos(durationNanos(a) + durationNanos(b))),
  ),
  fn(
    "-",
    overload([INT, INT], type.INT, (a, b) => toInt(a - b)),
    overload([UINT, UINT], type.UINT, (a, b) => uint(a.value - b.value)),
    overload([DOUBLE, DOUBLE], type.DOUBLE, (a, b) => a - b),
    overload([TIMESTAMP, TIMESTAMP], type.DURATION, (a, b) =>
      durationFromNanos(BigInt(a.seconds - b.seconds) * 1_000_000_000n + BigInt(a.nanos - b.nanos)),
    ),
    overload([TIMESTAMP, DURATION], type.TIMESTAMP, (a, b) => shift(a, b, -1)),
    overload([DURATION, DURATION], type.DURATION, (a, b) => durationFromNanos(durationNanos(a) - durationNanos(b))),
  ),
  fn(
    "*",
    overload([INT, INT], type.INT, (a, b) => toInt(a * b)),
    overload([UINT, UINT], type.UINT, (a, b) => uint(a.value * b.value)),
    overload([DOUBLE, DOUBLE], type.DOUBLE, (a, b) => a * b),
  ),
  fn(
    "/",
    overload([INT, INT], type.INT, (a, b) => (b === 0n ? BY_ZERO : toInt(a / b))),
    overload([UINT, UINT], type.UINT, (a, b) => (b.value === 0n ? BY_ZERO : new Uint(a.value / b.value))),
    overload([DOUBLE, DOUBLE], type.DOUBLE, (a, b) => a / b),
  ),
  fn(
    "%",
    overload([INT, INT], type.INT, (a, b) => (b === 0n ? MODULUS_BY_ZERO : a % b)),
    overload([UINT, UINT], type.UINT, (a, b) => (b.value === 0n ? MODULUS_BY_ZERO : new Uint(a.value % b.value))),
  ),
  fn(
    "-_",
    overload([INT], type.INT, (a) => toInt(-a)),
    overload([DOUBLE], type.DOUBLE, (a) => -a),
  ),
];

function uint(value: bigint): Uint | Fault {
  const checked = toUint(value);
  return checked instanceof Fault ? checked : new Uint(checked);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function shift(timestamp: Timestamp, by: Duration, sign: 1 | -1): Timestamp | Fault {
  return makeTimestamp(timestamp.seconds + sign * by.seconds, timestamp.nanos + sign * by.nanos);
}
