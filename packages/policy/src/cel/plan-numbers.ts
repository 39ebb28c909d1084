import type { RelationalOperator } from "./ast.ts";
import type { PlainReads } from "./plain-reads.ts";
import type { Evaluate, Plan } from "./plan-node.ts";
import type { Value } from "./value.ts";

type ReadNumber = NonNullable<PlainReads["number"]>;
type Comparison = Exclude<RelationalOperator, "in">;
type Test = (x: number, y: number) => boolean;

const FLIPPED: Readonly<Record<Comparison, Comparison>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

const TESTS: Readonly<Record<Comparison, Test>> = {
  "==": (x, y) => x === y,
  "!=": (x, y) => x !== y,
  "<": (x, y) => x < y,
  "<=": (x, y) => x <= y,
  ">": (x, y) => x > y,
  ">=": (x, y) => x >= y,
};

/** Plans a comparison of two ints that can be read as numbers, as one of numbers; `undefined` for any other. */
export function planNumbers(operator: RelationalOperator, left: Plan, right: Plan): Evaluate | undefined {
  const a = numberOf(left);
  if (operator === "in") return a === undefined ? undefined : planNumberIn(a, right);
  const b = numberOf(right);
  if (a !== undefined && b !== undefined) return planBoth(TESTS[operator], a, b);
  if (a !== undefined) return planWithConstant(TESTS[operator], a, constantOf(right));
  return b === undefined ? undefined : planWithConstant(TESTS[FLIPPED[operator]], b, constantOf(left));
}

function planBoth(test: Test, a: ReadNumber, b: ReadNumber): Evaluate {
  return (frame) => {
    const x = a(frame);
    if (typeof x === "object") return x;
    const y = b(frame);
    return typeof y === "object" ? y : test(x, y);
  };
}

function planWithConstant(test: Test, read: ReadNumber, limit: number | undefined): Evaluate | undefined {
  if (limit === undefined) return undefined;
  return (frame) => {
    const x = read(frame);
    return typeof x === "object" ? x : test(x, limit);
  };
}

function planNumberIn(read: ReadNumber, list: Plan): Evaluate | undefined {
  const values = list.kind === "constant" && Array.isArray(list.value) ? (list.value as readonly Value[]) : [];
  const numbers = values.map(exactNumber);
  if (numbers.length === 0 || numbers.includes(undefined)) return undefined;
  const set: ReadonlySet<number | undefined> = new Set(numbers);
  return (frame) => {
    const x = read(frame);
    return typeof x === "object" ? x : set.has(x);
  };
}

function numberOf(plan: Plan): ReadNumber | undefined {
  return plan.kind === "dynamic" ? plan.plain?.number : undefined;
}

function constantOf(plan: Plan): number | undefined {
  return plan.kind === "constant" ? exactNumber(plan.value) : undefined;
}

/** Of an int that a number holds exactly. */
function exactNumber(value: Value): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
