import type { Span } from "./ast.ts";
import { closureOf, constant, dynamic, type Evaluate, type Plan } from "./plan-node.ts";
import type { CelType } from "./type.ts";
import { Fault } from "./value.ts";

const MAX_PAIRED = 8;
const NOT_BOOL = new Fault("no-such-overload", "a `bool` was needed");

/** A plan whose value is a bool or a fault, whatever its static type. */
export function planBool(plan: Plan, type: CelType, at: Span): Plan {
  if (plan.kind === "fault" || (plan.kind === "constant" && typeof plan.value === "boolean")) return plan;
  if (plan.kind === "constant") return constant(NOT_BOOL, at);
  if (type.kind === "bool") return plan;
  const { evaluate } = plan;
  return dynamic((frame) => {
    const value = evaluate(frame);
    return typeof value === "boolean" || value instanceof Fault ? value : NOT_BOOL;
  });
}

export function planNot(operand: Plan): Plan {
  if (operand.kind === "fault") return operand;
  if (operand.kind === "constant") return { kind: "constant", value: operand.value !== true };
  const { evaluate } = operand;
  return dynamic((frame) => {
    const value = evaluate(frame);
    return value === true ? false : value === false ? true : value;
  });
}

/** Plans `a && b && …`: false wins over a fault, whichever comes first, as the CEL specification has it. */
export function planAnd(terms: readonly Plan[]): Plan {
  return planChain(terms, false, planAnd2, planAndMany);
}

/** Plans `a || b || …`: true wins over a fault. */
export function planOr(terms: readonly Plan[]): Plan {
  return planChain(terms, true, planOr2, planOrMany);
}

/** `decisive` is the value that decides the whole; the other one does not count. */
function planChain(
  terms: readonly Plan[],
  decisive: boolean,
  two: (a: Evaluate, b: Evaluate) => Evaluate,
  many: (terms: readonly Evaluate[]) => Evaluate,
): Plan {
  const known = terms.find((term) => term.kind === "constant" && term.value === decisive);
  if (known !== undefined) return known;
  const open = terms.filter((term) => term.kind !== "constant");
  const [first, second] = open;
  if (first === undefined) return { kind: "constant", value: !decisive };
  if (second === undefined || open.every((term) => term.kind === "fault")) return first;
  const closures = open.map(closureOf);
  // A few terms run faster as pairs of pairs than in a loop; many would nest too deep.
  return dynamic(open.length <= MAX_PAIRED ? closures.reduce(two) : many(closures));
}

function planAnd2(left: Evaluate, right: Evaluate): Evaluate {
  return (frame) => {
    const a = left(frame);
    if (a === false) return false;
    const b = right(frame);
    return b === false ? false : a === true ? b : a;
  };
}

function planOr2(left: Evaluate, right: Evaluate): Evaluate {
  return (frame) => {
    const a = left(frame);
    if (a === true) return true;
    const b = right(frame);
    return b === true ? true : a === false ? b : a;
  };
}

function planAndMany(terms: readonly Evaluate[]): Evaluate {
  return (frame) => {
    let result: ReturnType<Evaluate> = true;
    for (const term of terms) {
      const value = term(frame);
      if (value === false) return false;
      if (value !== true && result === true) result = value;
    }
    return result;
  };
}

function planOrMany(terms: readonly Evaluate[]): Evaluate {
  return (frame) => {
    let result: ReturnType<Evaluate> = false;
    for (const term of terms) {
      const value = term(frame);
      if (value === true) return true;
      if (value !== false && result === false) result = value;
    }
    return result;
  };
}

/** Plans `condition ? whenTrue : whenFalse`; only one side is evaluated. */
export function planConditional(condition: Plan, whenTrue: Plan, whenFalse: Plan): Plan {
  if (condition.kind === "fault") return condition;
  if (condition.kind === "constant") return condition.value === true ? whenTrue : whenFalse;
  const { evaluate } = condition;
  const yes = closureOf(whenTrue);
  const no = closureOf(whenFalse);
  return dynamic((frame) => {
    const chosen = evaluate(frame);
    return chosen === true ? yes(frame) : chosen === false ? no(frame) : chosen;
  });
}
