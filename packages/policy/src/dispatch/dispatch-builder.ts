import type { Demand, Demands } from "./demand.ts";
import { type CheckedCondition, demandsOf, rankOf } from "./demands-of.ts";
import { Dispatch, type Dispatches } from "./dispatch.ts";
import { indexOf } from "./index-of.ts";
import type { Entry } from "./rule-index.ts";

/** Rules that one index must know to be worth asking; below that, it takes longer than asking the rules themselves. */
const WORTH_AN_INDEX = 5;

/** Collects what the rules of a policy demand, and makes indexes of it. */
export class DispatchBuilder {
  readonly #worth: number;
  readonly #before: Demands[][] = [];
  readonly #after: Demands[][] = [];
  #needsHello = false;

  /** `always`: also where it does not pay. */
  constructor(always: boolean) {
    this.#worth = always ? 1 : WORTH_AN_INDEX;
  }

  /** The next rule, as it is run. */
  rule(conditions: readonly CheckedCondition[]): void {
    const before = demandsOf(conditions, false);
    this.#before.push(before);
    if (!conditions.some(({ needsHello }) => needsHello)) {
      this.#after.push(before);
      return;
    }
    this.#needsHello = true;
    this.#after.push(demandsOf(conditions, true));
  }

  build(): Dispatches {
    const afterHello = dispatchOf(this.#after, this.#worth);
    return { beforeHello: this.#needsHello ? dispatchOf(this.#before, this.#worth) : afterHello, afterHello };
  }
}

/** `rules`: for each what it may be found by. */
function dispatchOf(rules: readonly (readonly Demands[])[], worth: number): Dispatch | undefined {
  if (rules.length < worth) return undefined;
  const chosen = choose(rules, worth);
  const entries = new Map<string, Entry<Demand>[]>();
  const always = new Int32Array(rules.length + 1).fill(rules.length);
  for (const [rule, demands] of chosen.entries()) {
    if (demands === undefined) always[rule] = rule;
    for (const demand of demands ?? []) {
      const name = nameOf(demand);
      const known = entries.get(name);
      if (known === undefined) entries.set(name, [{ rule, demand }]);
      else known.push({ rule, demand });
    }
  }
  if (entries.size === 0) return undefined;
  for (let rule = rules.length - 1; rule >= 0; rule--) {
    if (always[rule] !== rule) always[rule] = always[rule + 1] as number;
  }
  return new Dispatch(
    Array.from(entries.values(), (each) => indexOf(each)),
    always,
  );
}

/** For each rule what it is found by: what the fewest others demand as well. `undefined`: it is always asked. */
function choose(rules: readonly (readonly Demands[])[], worth: number): (Demands | undefined)[] {
  const shared = new Map<string, number>();
  for (const options of rules) {
    for (const demand of options.flat()) {
      for (const each of valuesOf(demand)) shared.set(each, (shared.get(each) ?? 0) + 1);
    }
  }
  const weigh = (demands: Demands): number =>
    demands.reduce((sum, demand) => valuesOf(demand).reduce((all, each) => all + (shared.get(each) ?? 0), sum), 0);
  const preferred = rules.map((options) =>
    options
      .map((demands) => ({ demands, weight: weigh(demands), rank: rankOf(demands) }))
      .sort((a, b) => a.weight - b.weight || a.rank - b.rank)
      .map(({ demands }) => demands),
  );
  const used = new Map<string, number>();
  for (const [demands] of preferred) {
    for (const name of new Set(demands?.map(nameOf))) used.set(name, (used.get(name) ?? 0) + 1);
  }
  const isWorth = (demands: Demands): boolean => demands.every((demand) => (used.get(nameOf(demand)) ?? 0) >= worth);
  return preferred.map((options) => options.find(isWorth));
}

/** Of the index that it goes into. */
function nameOf({ kind, key }: Demand): string {
  return `${kind} ${key.path}`;
}

/** What it asks for, so that it can be counted how many ask for the same. */
function valuesOf(demand: Demand): readonly string[] {
  const name = nameOf(demand);
  switch (demand.kind) {
    case "texts":
    case "numbers":
      return demand.values.map((value) => `${name} ${value}`);
    case "prefix":
    case "suffix":
      return [`${name} ${demand.text}`];
    case "blocks":
      return demand.blocks.map(({ text }) => `${name} ${text}`);
    case "range":
      return [`${name} ${demand.low} ${demand.high}`];
  }
}
