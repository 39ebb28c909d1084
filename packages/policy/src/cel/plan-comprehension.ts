import type { ComprehensionMacro } from "./ast.ts";
import { COST_EXCEEDED, charge } from "./cost.ts";
import { closureOf, dynamic, type Evaluate, type Plan } from "./plan-node.ts";
import { enter, type Loop, lengthOf, rangeOf } from "./plan-range.ts";
import { loopMap, loopSortBy, loopTransformEntry, loopTransformMap } from "./plan-transform.ts";
import { Fault, type Value } from "./value.ts";

export interface ComprehensionPlan {
  readonly macro: ComprehensionMacro;
  readonly range: Plan;
  readonly slot: number;
  readonly second: number | undefined;
  readonly filter: Plan | undefined;
  readonly body: Plan;
  /** Cost units of each element, where only a run knows how many there are; else 0. */
  readonly unitsEach: number;
}

const NOT_ITERABLE = new Fault("no-such-overload", "only a list or a map can be gone through");

/** Plans `range.macro(variable, body)` and its kin (cel-spec, "Macros"; cel-go's two-variable comprehensions). */
export function planComprehension(planned: ComprehensionPlan): Plan {
  const { range, slot, second, unitsEach } = planned;
  if (range.kind === "fault") return range;
  const evaluate = closureOf(range);
  const loop = loopOf(planned);
  return dynamic((frame) => {
    const value = evaluate(frame);
    if (value instanceof Fault) return value;
    if (unitsEach > 0 && !charge(frame, unitsEach * lengthOf(value))) return COST_EXCEEDED;
    const elements = rangeOf(value, slot, second);
    return elements === undefined ? NOT_ITERABLE : loop(elements, frame);
  });
}

function loopOf({ macro, body, filter, unitsEach }: ComprehensionPlan): Loop {
  const evaluate = closureOf(body);
  const keep = filter === undefined ? undefined : closureOf(filter);
  switch (macro) {
    case "all":
      return loopAll(evaluate);
    case "exists":
      return loopExists(evaluate);
    case "exists_one":
      return loopExistsOne(evaluate);
    case "filter":
      return loopFilter(evaluate);
    case "map":
    case "transformList":
      return loopMap(keep, evaluate);
    case "transformMap":
      return loopTransformMap(keep, evaluate);
    case "transformMapEntry":
      return loopTransformEntry(keep, evaluate);
    case "sortBy":
      return loopSortBy(evaluate, unitsEach > 0);
  }
}

/** As a chain of `&&`: false wins over a fault. */
function loopAll(test: Evaluate): Loop {
  return (range, frame) => {
    let result: Value | Fault = true;
    for (let i = 0; i < range.first.length; i++) {
      enter(range, frame, i);
      const value = test(frame);
      if (value === false) return false;
      if (value !== true && result === true) result = value;
    }
    return result;
  };
}

/** As a chain of `||`: true wins over a fault. */
function loopExists(test: Evaluate): Loop {
  return (range, frame) => {
    let result: Value | Fault = false;
    for (let i = 0; i < range.first.length; i++) {
      enter(range, frame, i);
      const value = test(frame);
      if (value === true) return true;
      if (value !== false && result === false) result = value;
    }
    return result;
  };
}

/** A fault is never absorbed here: it might have been the one, or a second. */
function loopExistsOne(test: Evaluate): Loop {
  return (range, frame) => {
    let count = 0;
    for (let i = 0; i < range.first.length; i++) {
      enter(range, frame, i);
      const value = test(frame);
      if (value === true) count++;
      else if (value !== false) return value;
    }
    return count === 1;
  };
}

function loopFilter(test: Evaluate): Loop {
  return (range, frame) => {
    const kept: Value[] = [];
    for (let i = 0; i < range.first.length; i++) {
      enter(range, frame, i);
      const value = test(frame);
      if (value === true) kept.push(range.first[i] as Value);
      else if (value !== false) return value;
    }
    return kept;
  };
}
