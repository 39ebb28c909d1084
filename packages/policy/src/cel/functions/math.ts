import { compareNumbers, type Numeric } from "../equality.ts";
import { toInt } from "../int.ts";
import * as type from "../type.ts";
import { Fault, Uint, type Value } from "../value.ts";
import { DOUBLE, INT, type Kind, listKind, NUMBER, NUMBER_LIST, UINT } from "./kind.ts";
import { type FunctionDefinition, fn, type Overload, overload, variadic } from "./overload.ts";

const NOT_ORDERED = new Fault("invalid-argument", "`NaN` is neither greater nor less");

/** CEL's math extension without the bit operations; as cel-go has it. */
export const MATH: readonly FunctionDefinition[] = [
  fn("math.greatest", ...extremes("math.greatest", 1)),
  fn("math.least", ...extremes("math.least", -1)),
  fn("math.ceil", overload([DOUBLE], type.DOUBLE, Math.ceil)),
  fn("math.floor", overload([DOUBLE], type.DOUBLE, Math.floor)),
  fn("math.round", overload([DOUBLE], type.DOUBLE, round)),
  fn("math.trunc", overload([DOUBLE], type.DOUBLE, Math.trunc)),
  fn(
    "math.sqrt",
    overload([DOUBLE], type.DOUBLE, Math.sqrt),
    overload([INT], type.DOUBLE, (value) => Math.sqrt(Number(value))),
    overload([UINT], type.DOUBLE, ({ value }) => Math.sqrt(Number(value))),
  ),
  fn(
    "math.abs",
    overload([INT], type.INT, (value) => toInt(value < 0n ? -value : value)),
    overload([UINT], type.UINT, (value) => value),
    overload([DOUBLE], type.DOUBLE, Math.abs),
  ),
  fn(
    "math.sign",
    overload([INT], type.INT, (value) => (value > 0n ? 1n : value < 0n ? -1n : 0n)),
    overload([UINT], type.UINT, ({ value }) => new Uint(value > 0n ? 1n : 0n)),
    overload([DOUBLE], type.DOUBLE, Math.sign),
  ),
  fn("math.isNaN", overload([DOUBLE], type.BOOL, Number.isNaN)),
  fn(
    "math.isInf",
    overload([DOUBLE], type.BOOL, (value) => !Number.isFinite(value) && !Number.isNaN(value)),
  ),
  fn("math.isFinite", overload([DOUBLE], type.BOOL, Number.isFinite)),
];

/** Of one type where all are, so that the result has it, too; else of any number types. */
function extremes(name: string, sign: 1 | -1): readonly Overload[] {
  const among = (values: readonly Numeric[]) => extreme(name, sign, values);
  return [
    ...alike(INT, type.INT, among),
    ...alike(UINT, type.UINT, among),
    ...alike(DOUBLE, type.DOUBLE, among),
    variadic(NUMBER, NUMBER, type.DYN, among),
    overload([NUMBER_LIST], type.DYN, among),
  ];
}

function alike<T extends Numeric>(
  kind: Kind<T>,
  result: type.CelType,
  among: (values: readonly T[]) => Value | Fault,
): readonly Overload[] {
  return [variadic(kind, kind, result, among), overload([listKind(kind)], result, among)];
}

/** The first of those that are equal. */
function extreme(name: string, sign: 1 | -1, [first, ...others]: readonly Numeric[]): Numeric | Fault {
  if (first === undefined) return new Fault("invalid-argument", `\`${name}\` of an empty list`);
  let found = first;
  for (const each of others) {
    const order = compareNumbers(each, found);
    if (Number.isNaN(order)) return NOT_ORDERED;
    if (order * sign > 0) found = each;
  }
  return found;
}

/** Half away from zero; JavaScript's own rounds half up, and `value + 0.5` may itself round. */
function round(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}
