import type { ComprehensionMacro } from "./ast.ts";
import { MAX_STEPS } from "./limits.ts";
import { closureOf, dynamic, type Evaluate, type Plan } from "./plan-node.ts";
import { CelMap, Fault, type Value } from "./value.ts";

/** Runs over the elements, each in the frame's slot. */
type Loop = (elements: readonly Value[], frame: Parameters<Evaluate>[0]) => Value | Fault;

const TOO_MANY_STEPS = new Fault("cost-exceeded", `comprehensions go through more than ${MAX_STEPS} elements`);
const NOT_ITERABLE = new Fault("no-such-overload", "only a list or the keys of a map can be gone through");

export interface ComprehensionPlan {
  readonly macro: ComprehensionMacro;
  readonly range: Plan;
  readonly slot: number;
  readonly filter?: Plan;
  readonly body: Plan;
}

/** Plans `range.macro(variable, body)` (cel-spec, "Macros"). */
export function planComprehension({ macro, range, slot, filter, body }: ComprehensionPlan): Plan {
  if (range.kind === "fault") return range;
  const elements = closureOf(range);
  const evaluate = closureOf(body);
  const loop = {
    all: () => loopAll(slot, evaluate),
    exists: () => loopExists(slot, evaluate),
    exists_one: () => loopExistsOne(slot, evaluate),
    filter: () => loopFilter(slot, evaluate),
    map: () => loopMap(slot, filter === undefined ? undefined : closureOf(filter), evaluate),
  }[macro]();
  return dynamic((frame) => {
    const value = elements(frame);
    if (value instanceof Fault) return value;
    const list = Array.isArray(value) ? value : value instanceof CelMap ? value.keys() : undefined;
    if (list === undefined) return NOT_ITERABLE;
    frame.steps = (frame.steps ?? 0) + list.length;
    return frame.steps > MAX_STEPS ? TOO_MANY_STEPS : loop(list, frame);
  });
}

/** Plans `cel.bind(variable, value, body)`. */
export function planBind(slot: number, value: Plan, body: Plan): Plan {
  if (value.kind === "fault") return value;
  if (body.kind !== "dynamic") return body;
  const evaluateValue = closureOf(value);
  const { evaluate } = body;
  return dynamic((frame) => {
    const bound = evaluateValue(frame);
    if (bound instanceof Fault) return bound;
    frame.locals[slot] = bound;
    return evaluate(frame);
  });
}

/** As a chain of `&&`: false wins over a fault. */
function loopAll(slot: number, test: Evaluate): Loop {
  return (elements, frame) => {
    let result: Value | Fault = true;
    for (const element of elements) {
      frame.locals[slot] = element;
      const value = test(frame);
      if (value === false) return false;
      if (value !== true && result === true) result = value;
    }
    return result;
  };
}

/** As a chain of `||`: true wins over a fault. */
function loopExists(slot: number, test: Evaluate): Loop {
  return (elements, frame) => {
    let result: Value | Fault = false;
    for (const element of elements) {
      frame.locals[slot] = element;
      const value = test(frame);
      if (value === true) return true;
      if (value !== false && result === false) result = value;
    }
    return result;
  };
}

/** A fault is never absorbed here: it might have been the one, or a second. */
function loopExistsOne(slot: number, test: Evaluate): Loop {
  return (elements, frame) => {
    let count = 0;
    for (const element of elements) {
      frame.locals[slot] = element;
      const value = test(frame);
      if (value === true) count++;
      else if (value !== false) return value;
    }
    return count === 1;
  };
}

function loopFilter(slot: number, test: Evaluate): Loop {
  return (elements, frame) => {
    const kept: Value[] = [];
    for (const element of elements) {
      frame.locals[slot] = element;
      const value = test(frame);
      if (value === true) kept.push(element);
      else if (value !== false) return value;
    }
    return kept;
  };
}

function loopMap(slot: number, filter: Evaluate | undefined, transform: Evaluate): Loop {
  return (elements, frame) => {
    const mapped: Value[] = [];
    for (const element of elements) {
      frame.locals[slot] = element;
      if (filter !== undefined) {
        const taken = filter(frame);
        if (taken === false) continue;
        if (taken !== true) return taken;
      }
      const value = transform(frame);
      if (value instanceof Fault) return value;
      mapped.push(value);
    }
    return mapped;
  };
}
