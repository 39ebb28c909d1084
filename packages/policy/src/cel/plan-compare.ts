import type { RelationalOperator, Span } from "./ast.ts";
import { COST_EXCEEDED, charge, weighLeft } from "./cost.ts";
import { equal, isNumeric, isSimple } from "./equality.ts";
import { oncePerList } from "./once-per-list.ts";
import {
  both,
  closureOf,
  constant,
  dynamic,
  type Evaluate,
  firstFault,
  noFrame,
  type Plan,
  variableOf,
} from "./plan-node.ts";
import { planNumbers } from "./plan-numbers.ts";
import { orderValues, planOrder } from "./plan-order.ts";
import type { CelType } from "./type.ts";
import { CelMap, Fault, Uint, type Value } from "./value.ts";

/** A planned operand with its static type. */
export interface Operand {
  readonly plan: Plan;
  readonly type: CelType;
}

const NOT_A_CONTAINER = new Fault("no-such-overload", "`in` needs a list or a map");

/**
 * Plans a comparison. Where static types are known it is the comparison of JavaScript that means the same; `counted`
 * says that only a run knows how large the two are, `folds` that two constants may be compared now.
 */
export function planCompare(
  operator: RelationalOperator,
  left: Operand,
  right: Operand,
  { at, counted, folds }: { readonly at: Span; readonly counted: boolean; readonly folds: boolean },
): Plan {
  const failed = firstFault([left.plan, right.plan]);
  if (failed !== undefined) return failed;
  // Looking something up in a set takes as long whatever there is to be counted.
  const list = right.plan.kind === "constant" ? right.plan.value : undefined;
  const isLookup = operator === "in" && Array.isArray(list) && lookUp(list) !== undefined;
  if (counted && !isLookup) return dynamic(planCounted(operator, left, right));
  const evaluate = chooseCompare(operator, left, right);
  if (folds && left.plan.kind === "constant" && right.plan.kind === "constant") {
    return constant(evaluate(noFrame()), at);
  }
  return dynamic(evaluate);
}

function chooseCompare(operator: RelationalOperator, left: Operand, right: Operand): Evaluate {
  const numbers = planNumbers(operator, left.plan, right.plan);
  if (numbers !== undefined) return numbers;
  switch (operator) {
    case "==":
      return planEqual(left, right, true);
    case "!=":
      return planEqual(left, right, false);
    case "in":
      return planIn(left, right);
    default:
      return planOrder(operator, left, right);
  }
}

/** As the comparison of values it does not know, with both sides counted first. */
function planCounted(operator: RelationalOperator, left: Operand, right: Operand): Evaluate {
  return both(closureOf(left.plan), closureOf(right.plan), (x, y, frame) =>
    charge(frame, weighLeft(frame, x) + weighLeft(frame, y)) ? compareValues(operator, x, y) : COST_EXCEEDED,
  );
}

function compareValues(operator: RelationalOperator, x: Value, y: Value): boolean | Fault {
  switch (operator) {
    case "==":
      return equal(x, y);
    case "!=":
      return !equal(x, y);
    case "in":
      return isIn(x, y);
    default:
      return orderValues(operator, x, y);
  }
}

/** Gives `outcome` where both are equal. */
function planEqual(left: Operand, right: Operand, outcome: boolean): Evaluate {
  const kind = left.type.kind === right.type.kind ? left.type.kind : "dyn";
  if (kind !== "string" && kind !== "int" && kind !== "bool") return planGenericEqual(left, right, outcome);
  if (left.plan.kind === "constant") return planIdentical(right.plan, left.plan.value, outcome);
  if (right.plan.kind === "constant") return planIdentical(left.plan, right.plan.value, outcome);
  const a = closureOf(left.plan);
  const b = closureOf(right.plan);
  return (frame) => {
    const x = a(frame);
    if (x instanceof Fault) return x;
    const y = b(frame);
    return x === y ? outcome : y instanceof Fault ? y : !outcome;
  };
}

/** Compares a string, an int or a bool with a constant of the same type. */
function planIdentical(operand: Plan, wanted: Value, outcome: boolean): Evaluate {
  const { read, missing } = variableOf(operand);
  return (frame) => {
    const value = read(frame);
    if (value === wanted) return outcome;
    if (value === undefined) return missing;
    // A value of the static type is a primitive: only a fault is an object.
    return typeof value === "object" ? value : !outcome;
  };
}

function planGenericEqual(left: Operand, right: Operand, outcome: boolean): Evaluate {
  return both(closureOf(left.plan), closureOf(right.plan), (x, y) => (equal(x, y) ? outcome : !outcome));
}

function planIn(left: Operand, right: Operand): Evaluate {
  if (right.plan.kind === "constant" && Array.isArray(right.plan.value)) {
    const constant = planInConstant(left, right.plan.value);
    if (constant !== undefined) return constant;
  }
  return both(closureOf(left.plan), closureOf(right.plan), isIn);
}

function isIn(value: Value, container: Value): boolean | Fault {
  if (container instanceof CelMap) return container.has(value);
  return Array.isArray(container) ? container.some((each: Value) => equal(value, each)) : NOT_A_CONTAINER;
}

function planInConstant({ plan, type }: Operand, list: readonly Value[]): Evaluate | undefined {
  const [only] = list;
  if (type.kind === "string" && list.every((each) => typeof each === "string")) {
    if (only !== undefined && list.length === 1) return planIdentical(plan, only, true);
    const strings = stringsOf(list);
    const { read, missing } = variableOf(plan);
    return (frame) => {
      const value = read(frame);
      if (typeof value === "string") return strings.has(value);
      return value === undefined ? missing : (value as Fault);
    };
  }
  const lookup = lookUp(list);
  if (lookup === undefined) return undefined;
  const item = closureOf(plan);
  return (frame) => {
    const value = item(frame);
    return value instanceof Fault ? value : lookup(value);
  };
}

const stringsOf = oncePerList((list): ReadonlySet<Value | undefined> => new Set(list));
const lookUp = oncePerList(lookupOf);

/** Sets for a constant list of simple values; the meaning is that of comparing with each, `compareNumbers` included. */
function lookupOf(list: readonly Value[]): ((value: Value) => boolean) | undefined {
  if (!list.every(isSimple)) return undefined;
  const exact = new Set(list.map((each) => (each instanceof Uint ? each.value : each)));
  const doubles = new Set(list.filter((each) => typeof each === "number"));
  const rounded = new Set(list.filter(isNumeric).map((each) => Number(each instanceof Uint ? each.value : each)));
  return (value) => {
    const whole = value instanceof Uint ? value.value : value;
    if (typeof whole === "bigint") return exact.has(whole) || (doubles.size > 0 && doubles.has(Number(whole)));
    return typeof whole === "number" ? !Number.isNaN(whole) && rounded.has(whole) : exact.has(whole);
  };
}
