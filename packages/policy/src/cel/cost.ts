import type { Frame } from "./environment.ts";
import { MAX_COST, MAX_NESTING } from "./limits.ts";
import { OptionalValue } from "./optional.ts";
import { CelMap, Fault, Struct, type Value } from "./value.ts";

export const COST_EXCEEDED: Fault = new Fault(
  "cost-exceeded",
  `the run's expressions need more than ${MAX_COST} cost units`,
);

export const NESTED_TOO_DEEP: Fault = new Fault(
  "cost-exceeded",
  `the value is nested more than ${MAX_NESTING} levels deep`,
);

/** Characters that are gone through in the time that one value takes. */
const CHARACTERS = 8;

/** Of two keys while sorting, for each element: more than 2^20 elements do not fit a list. */
export const COMPARISONS = 20;

/**
 * Takes `units` from what the run may use. False if it has none left; it then has none for anything that follows. Of a
 * frame that does not count, nothing is taken.
 */
export function charge(frame: Frame, units: number): boolean {
  if (frame.cost === undefined) return units <= MAX_COST;
  frame.cost += units;
  return frame.cost <= MAX_COST;
}

/**
 * How large a value is: a unit for each value in it and for each eight characters or bytes. Stops beyond `MAX_COST`;
 * `Infinity` for what is nested deeper than values may be.
 */
export function weigh(value: Value): number {
  return weighWithin(value, MAX_COST, 0);
}

/** Whether a value weighs no more than `limit`, found without weighing more of it than that. */
export function weighsAtMost(value: Value, limit: number): boolean {
  return weighWithin(value, limit, 0) <= limit;
}

/** As `weigh`, stopping beyond what the run has left: weighing is work, too, and a fault may be absorbed many times. */
export function weighLeft(frame: Frame, value: Value): number {
  return weighWithin(value, MAX_COST - (frame.cost ?? 0), 0);
}

/** As `weigh`, of a text of so many characters. */
export function weighText(length: number): number {
  return 1 + Math.ceil(length / CHARACTERS);
}

function weighWithin(value: Value, limit: number, depth: number): number {
  if (typeof value === "string" || value instanceof Uint8Array) return weighText(value.length);
  if (typeof value !== "object" || value === null) return 1;
  if (depth > MAX_NESTING) return Number.POSITIVE_INFINITY;
  const inner = depth + 1;
  let weight = 1;
  if (Array.isArray(value)) {
    // A value may hold another one twice, and that one a third: what it prints as can be beyond any bound.
    for (let i = 0; i < value.length && weight <= limit; i++) weight += weighWithin(value[i], limit - weight, inner);
  } else if (value instanceof CelMap) {
    for (const [key, each] of value.entries()) {
      if (weight > limit) break;
      weight += weighWithin(key, limit - weight, inner) + weighWithin(each, limit - weight, inner);
    }
  } else if (value instanceof Struct) {
    for (const [, each] of value.fields()) weight += weighWithin(each, limit - weight, inner);
  } else if (value instanceof OptionalValue && value.held !== undefined) {
    weight += weighWithin(value.held, limit, inner);
  }
  return weight;
}

/** Steps of a regular expression, of which a unit is as many as characters. */
export function weighSteps(steps: number): number {
  return Math.ceil(steps / CHARACTERS);
}
