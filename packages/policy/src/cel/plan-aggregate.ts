import type { Span } from "./ast.ts";
import type { Frame } from "./environment.ts";
import { OptionalValue } from "./optional.ts";
import { closureOf, constant, dynamic, firstFault, NOT_OPTIONAL, noFrame, type Plan } from "./plan-node.ts";
import { CelMap, Fault, type MapKey, Uint, type Value } from "./value.ts";

export const NOT_A_KEY: Fault = new Fault("no-such-overload", "a map key is a bool, an int, a uint or a string");

/** Plans `[a, ?b]`; `optionals` are the indices of elements that may be left out. */
export function planList(elements: readonly Plan[], optionals: ReadonlySet<number>, at: Span): Plan {
  const failed = firstFault(elements);
  if (failed !== undefined) return failed;
  const closures = elements.map(closureOf);
  const build = (frame: Frame): readonly Value[] | Fault => {
    const list: Value[] = [];
    for (let i = 0; i < closures.length; i++) {
      const value = closures[i]?.(frame) as Value | Fault;
      if (value instanceof Fault) return value;
      if (!optionals.has(i)) list.push(value);
      else if (!(value instanceof OptionalValue)) return NOT_OPTIONAL;
      else if (value.held !== undefined) list.push(value.held);
    }
    return list;
  };
  return isConstant(elements) ? constant(build(noFrame()), at) : dynamic(build);
}

/** Plans `{k: a, ?l: b}`. */
export function planMap(
  entries: readonly { readonly key: Plan; readonly value: Plan }[],
  optionals: ReadonlySet<number>,
  at: Span,
): Plan {
  const plans = entries.flatMap(({ key, value }) => [key, value]);
  const failed = firstFault(plans);
  if (failed !== undefined) return failed;
  const closures = entries.map(({ key, value }) => [closureOf(key), closureOf(value)] as const);
  const build = (frame: Frame): CelMap | Fault => {
    const made: [MapKey, Value][] = [];
    for (const [i, [evaluateKey, evaluateValue]] of closures.entries()) {
      const key = evaluateKey(frame);
      if (key instanceof Fault) return key;
      if (!isMapKey(key)) return NOT_A_KEY;
      const value = evaluateValue(frame);
      if (value instanceof Fault) return value;
      if (!optionals.has(i)) made.push([key, value]);
      else if (!(value instanceof OptionalValue)) return NOT_OPTIONAL;
      else if (value.held !== undefined) made.push([key, value.held]);
    }
    return mapOfEntries(made);
  };
  return isConstant(plans) ? constant(build(noFrame()), at) : dynamic(build);
}

/** A map in which no key may be there twice. */
export function mapOfEntries(entries: readonly (readonly [MapKey, Value])[]): CelMap | Fault {
  const map = CelMap.of(entries);
  return map.size === entries.length ? map : new Fault("invalid-argument", "a key of the map is there twice");
}

function isConstant(plans: readonly Plan[]): boolean {
  return plans.every(({ kind }) => kind === "constant");
}

export function isMapKey(value: Value): value is MapKey {
  return ["string", "bigint", "boolean"].includes(typeof value) || value instanceof Uint;
}
