import type { ComprehensionMacro } from "./ast.ts";
import { COST_EXCEEDED, charge } from "./cost.ts";
import type { Frame } from "./environment.ts";
import { closureOf, dynamic, type Evaluate, type Plan } from "./plan-node.ts";
import { enter, firstOf, type Loop, lengthOf, type Slots, secondOf } from "./plan-range.ts";
import { loopMap, loopSortBy, loopTransformEntry, loopTransformMap } from "./plan-transform.ts";
import { CelMap, Fault, type Value } from "./value.ts";

export interface ComprehensionPlan extends Slots {
  readonly macro: ComprehensionMacro;
  readonly range: Plan;
  readonly filter: Plan | undefined;
  readonly body: Plan;
  /** Cost units of each element, where only a run knows how many there are; else 0. */
  readonly unitsEach: number;
}

const NOT_A_LIST = new Fault("no-such-overload", "`sortBy` needs a list");
const NOT_ITERABLE = new Fault("no-such-overload", "only a list or a map can be gone through");

/** Plans `range.macro(variable, body)` and its kin (cel-spec, "Macros"; cel-go's two-variable comprehensions). */
export function planComprehension(planned: ComprehensionPlan): Plan {
  const { range } = planned;
  if (range.kind === "fault") return range;
  const evaluate = planLoop(planned, loopOf(planned));
  if (planned.macro !== "filter") return dynamic(evaluate);
  return dynamic(evaluate, { length: planLoop(planned, loopCount(planned, closureOf(planned.body))) });
}

function planLoop<L>(planned: ComprehensionPlan, loop: Loop<L>): (frame: Frame) => L | Fault {
  const { macro, range, unitsEach } = planned;
  const evaluate = closureOf(range);
  return (frame) => {
    const value = evaluate(frame);
    if (value instanceof Fault) return value;
    if (unitsEach > 0 && !charge(frame, unitsEach * lengthOf(value))) return COST_EXCEEDED;
    const first = firstOf(value, planned);
    if (first === undefined) return NOT_ITERABLE;
    if (macro === "sortBy" && value instanceof CelMap) return NOT_A_LIST;
    return loop(first, secondOf(value, planned), frame);
  };
}

function loopOf(planned: ComprehensionPlan): Loop {
  const { macro, body, filter, unitsEach } = planned;
  const evaluate = closureOf(body);
  const keep = filter === undefined ? undefined : closureOf(filter);
  switch (macro) {
    case "all":
      return loopAll(planned, evaluate);
    case "exists":
      return loopExists(planned, evaluate);
    case "exists_one":
      return loopExistsOne(planned, evaluate);
    case "filter":
      return loopFilter(planned, evaluate);
    case "map":
    case "transformList":
      return loopMap(planned, keep, evaluate);
    case "transformMap":
      return loopTransformMap(planned, keep, evaluate);
    case "transformMapEntry":
      return loopTransformEntry(planned, keep, evaluate);
    case "sortBy":
      return loopSortBy(planned, evaluate, unitsEach > 0);
  }
}

/** As a chain of `&&`: false wins over a fault. */
function loopAll(slots: Slots, test: Evaluate): Loop {
  return (first, second, frame) => {
    let result: Value | Fault = true;
    for (let i = 0; i < first.length; i++) {
      enter(frame, slots, first, second, i);
      const value = test(frame);
      if (value === false) return false;
      if (value !== true && result === true) result = value;
    }
    return result;
  };
}

/** As a chain of `||`: true wins over a fault. */
function loopExists(slots: Slots, test: Evaluate): Loop {
  return (first, second, frame) => {
    let result: Value | Fault = false;
    for (let i = 0; i < first.length; i++) {
      enter(frame, slots, first, second, i);
      const value = test(frame);
      if (value === true) return true;
      if (value !== false && result === false) result = value;
    }
    return result;
  };
}

/** A fault is never absorbed here: it might have been the one, or a second. */
function loopExistsOne(slots: Slots, test: Evaluate): Loop {
  return (first, second, frame) => {
    let count = 0;
    for (let i = 0; i < first.length; i++) {
      enter(frame, slots, first, second, i);
      const value = test(frame);
      if (value === true) count++;
      else if (value !== false) return value;
    }
    return count === 1;
  };
}

function loopFilter(slots: Slots, test: Evaluate): Loop {
  return (first, second, frame) => {
    const kept: Value[] = [];
    for (let i = 0; i < first.length; i++) {
      enter(frame, slots, first, second, i);
      const value = test(frame);
      if (value === true) kept.push(first[i] as Value);
      else if (value !== false) return value;
    }
    return kept;
  };
}

/** How many elements `filter` keeps, for who asks no more of it: no list is made. */
function loopCount(slots: Slots, test: Evaluate): Loop<number> {
  return (first, second, frame) => {
    let count = 0;
    for (let i = 0; i < first.length; i++) {
      enter(frame, slots, first, second, i);
      const value = test(frame);
      if (value === true) count++;
      else if (value !== false) return value as Fault;
    }
    return count;
  };
}
