import type { Span } from "./ast.ts";
import type { Frame } from "./environment.ts";
import { closureOf, constant, dynamic, firstFault, type Plan } from "./plan-node.ts";
import { CelMap, Fault, Uint, type Value } from "./value.ts";

type Key = Parameters<typeof CelMap.of>[0] extends Iterable<readonly [infer K, Value]> ? K : never;

const NO_FRAME: Frame = { locals: [], random: () => Number.NaN };

export function planList(elements: readonly Plan[]): Plan {
  const failed = firstFault(elements);
  if (failed !== undefined) return failed;
  if (elements.every((plan) => plan.kind === "constant")) {
    return { kind: "constant", value: elements.map((plan) => plan.value) };
  }
  const closures = elements.map(closureOf);
  return dynamic((frame) => {
    const list: Value[] = [];
    for (const evaluate of closures) {
      const value = evaluate(frame);
      if (value instanceof Fault) return value;
      list.push(value);
    }
    return list;
  });
}

export function planMap(entries: readonly { readonly key: Plan; readonly value: Plan }[], at: Span): Plan {
  const plans = entries.flatMap(({ key, value }) => [key, value]);
  const failed = firstFault(plans);
  if (failed !== undefined) return failed;
  const closures = entries.map(({ key, value }) => [closureOf(key), closureOf(value)] as const);
  const build = (frame: Frame): CelMap | Fault => {
    const made: [Key, Value][] = [];
    for (const [evaluateKey, evaluateValue] of closures) {
      const key = evaluateKey(frame);
      if (key instanceof Fault) return key;
      if (!isKey(key)) return new Fault("no-such-overload", "a map key is a bool, an int, a uint or a string");
      const value = evaluateValue(frame);
      if (value instanceof Fault) return value;
      made.push([key, value]);
    }
    const map = CelMap.of(made);
    return map.size === made.length ? map : new Fault("invalid-argument", "a key of the map is there twice");
  };
  if (plans.every((plan) => plan.kind === "constant")) return constant(build(NO_FRAME), at);
  return dynamic(build);
}

function isKey(value: Value): value is Key {
  return ["string", "bigint", "boolean"].includes(typeof value) || value instanceof Uint;
}
