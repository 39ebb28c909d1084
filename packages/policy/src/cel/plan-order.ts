import type { RelationalOperator } from "./ast.ts";
import { compare, compareStrings } from "./equality.ts";
import type { Operand } from "./plan-compare.ts";
import { both, closureOf, type Evaluate, type Plan } from "./plan-node.ts";
import { Fault, Timestamp, type Value } from "./value.ts";

const NO_ORDER = new Fault("no-such-overload", "values of these types have no order");

export type Order = Exclude<RelationalOperator, "==" | "!=" | "in">;

const TESTS: Readonly<Record<Order, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

const FLIPPED: Readonly<Record<Order, Order>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** Plans `<` and its kin. */
export function planOrder(operator: Order, left: Operand, right: Operand): Evaluate {
  const a = closureOf(left.plan);
  const b = closureOf(right.plan);
  const primitive = left.type.kind === right.type.kind && (left.type.kind === "int" || left.type.kind === "double");
  if (primitive) return planPrimitiveOrder(operator, a, b);
  const test = TESTS[operator];
  const since = planOrderTo(operator, left.plan, right.plan);
  if (since !== undefined) return since;
  if (left.type.kind === "timestamp" && right.plan.kind === "constant" && right.plan.value instanceof Timestamp) {
    return planSince(test, a, right.plan.value);
  }
  const strings = left.type.kind === "string" && right.type.kind === "string";
  return both(a, b, (x, y) => (strings ? test(compareStrings(x as string, y as string)) : orderValues(operator, x, y)));
}

/** A timestamp that need not be made, against a constant one on either side; `undefined` for anything else. */
function planOrderTo(operator: Order, left: Plan, right: Plan): Evaluate | undefined {
  const flipped = left.kind === "constant";
  const [subject, limit] = flipped ? [right, left] : [left, right];
  const orderTo = subject.kind === "dynamic" ? subject.plain?.orderTo : undefined;
  if (orderTo === undefined || limit.kind !== "constant" || !(limit.value instanceof Timestamp)) return undefined;
  const test = TESTS[flipped ? FLIPPED[operator] : operator];
  const { seconds, nanos } = limit.value;
  return (frame) => {
    const order = orderTo(frame, seconds, nanos);
    return typeof order === "number" ? test(order) : order;
  };
}

/** Any two values, by what they are when it runs. */
export function orderValues(operator: Order, x: Value, y: Value): boolean | Fault {
  const order = compare(x, y);
  return order === undefined ? NO_ORDER : TESTS[operator](order);
}

/** Both ints or both doubles: JavaScript's operator itself, `NaN` included. */
function planPrimitiveOrder(operator: Order, a: Evaluate, b: Evaluate): Evaluate {
  const test = {
    "<": (x: bigint, y: bigint) => x < y,
    "<=": (x: bigint, y: bigint) => x <= y,
    ">": (x: bigint, y: bigint) => x > y,
    ">=": (x: bigint, y: bigint) => x >= y,
  }[operator];
  return (frame) => {
    const x = a(frame);
    if (typeof x === "object") return x;
    const y = b(frame);
    return typeof y === "object" ? y : test(x as bigint, y as bigint);
  };
}

/** A timestamp against a constant one. */
function planSince(test: (order: number) => boolean, operand: Evaluate, { seconds, nanos }: Timestamp): Evaluate {
  return (frame) => {
    const value = operand(frame);
    if (value instanceof Timestamp) return test(value.seconds - seconds || value.nanos - nanos);
    return value instanceof Fault ? value : NO_ORDER;
  };
}
