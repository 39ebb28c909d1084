import { COMPARISONS, COST_EXCEEDED, charge, weighLeft } from "./cost.ts";
import type { Frame } from "./environment.ts";
import { compare, isOrdered } from "./equality.ts";
import { isMapKey, mapOfEntries, NOT_A_KEY } from "./plan-aggregate.ts";
import type { Evaluate } from "./plan-node.ts";
import { enter, type Loop, type Slots } from "./plan-range.ts";
import { CelMap, Fault, type MapKey, type Value } from "./value.ts";

const NOT_ONE_ENTRY = new Fault("no-such-overload", "`transformMapEntry` needs maps of one entry");
const NO_ORDER = new Fault("invalid-argument", "`sortBy` needs keys of one type that has an order");

/** `map` and `transformList`: what `transform` gives for the elements that `keep` takes. */
export function loopMap(slots: Slots, keep: Evaluate | undefined, transform: Evaluate): Loop {
  return (first, second, frame) => {
    const mapped: Value[] = [];
    return visit({ slots, first, second, frame }, keep, transform, (value) => void mapped.push(value)) ?? mapped;
  };
}

/** `transformMap`: as `transformList`, with the keys kept. */
export function loopTransformMap(slots: Slots, keep: Evaluate | undefined, transform: Evaluate): Loop {
  return (first, second, frame) => {
    const entries: [MapKey, Value][] = [];
    const fault = visit({ slots, first, second, frame }, keep, transform, (value, i) => {
      const key = first[i];
      if (key === undefined || !isMapKey(key)) return NOT_A_KEY;
      entries.push([key, value]);
      return undefined;
    });
    return fault ?? mapOfEntries(entries);
  };
}

/** `transformMapEntry`: one map of the entries that `transform` gives, each as a map of its own. */
export function loopTransformEntry(slots: Slots, keep: Evaluate | undefined, transform: Evaluate): Loop {
  return (first, second, frame) => {
    const entries: (readonly [MapKey, Value])[] = [];
    const fault = visit({ slots, first, second, frame }, keep, transform, (value) => {
      if (!(value instanceof CelMap) || value.size !== 1) return NOT_ONE_ENTRY;
      entries.push(...value.entries());
      return undefined;
    });
    return fault ?? mapOfEntries(entries);
  };
}

/** `sortBy`: the elements in the order of their keys; equal ones stay as they are. `counted`: their keys are. */
export function loopSortBy(slots: Slots, keyOf: Evaluate, counted: boolean): Loop {
  return (first, second, frame) => {
    const keyed: { readonly key: Value; readonly element: Value }[] = [];
    const fault = visit({ slots, first, second, frame }, undefined, keyOf, (key, i) => {
      if (!isOrdered(keyed[0]?.key ?? key, key)) return NO_ORDER;
      if (counted && !charge(frame, COMPARISONS * weighLeft(frame, key))) return COST_EXCEEDED;
      keyed.push({ key, element: first[i] as Value });
      return undefined;
    });
    return fault ?? keyed.sort((a, b) => compare(a.key, b.key) || 0).map(({ element }) => element);
  };
}

/** What is gone through, and where its variables are. */
interface Way {
  readonly slots: Slots;
  readonly first: readonly Value[];
  readonly second: readonly Value[];
  readonly frame: Frame;
}

/** Evaluates `transform` for each element that `keep` takes; the first fault, or what `add` refuses, ends it. */
function visit(
  { slots, first, second, frame }: Way,
  keep: Evaluate | undefined,
  transform: Evaluate,
  add: (value: Value, i: number) => Fault | undefined,
): Value | Fault | undefined {
  for (let i = 0; i < first.length; i++) {
    enter(frame, slots, first, second, i);
    if (keep !== undefined) {
      const taken = keep(frame);
      if (taken === false) continue;
      if (taken !== true) return taken;
    }
    const value = transform(frame);
    if (value instanceof Fault) return value;
    const refused = add(value, i);
    if (refused !== undefined) return refused;
  }
  return undefined;
}
