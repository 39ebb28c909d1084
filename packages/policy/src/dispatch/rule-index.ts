import type { RunState } from "../run-state.ts";
import type { Demand } from "./demand.ts";

/**
 * Where the values of one key fall. Each demand stands at one or more nodes; a value falls on one node, and fulfils the
 * demands that stand there and at the nodes above it, and no others.
 */
export interface Places<D extends Demand> {
  /** Of each node the one above it, -1 for none. */
  readonly parents: Int32Array;
  nodesOf(demand: D): Iterable<number>;
  /** The node of this connection's value; `NOWHERE`, or `UNKNOWN` where the value cannot be read. */
  find(state: RunState): number;
}

export const NOWHERE = -1;
/** The conditions must be asked themselves: they fail as they do. */
export const UNKNOWN = -2;

/** A rule, by its place in the policy, and one of the demands that it goes by. */
export interface Entry<D extends Demand> {
  readonly rule: number;
  readonly demand: D;
}

/** Tells which rules may match a value. Typed arrays, as large as all demands together. */
export class RuleIndex {
  /** The first rule that it knows of. */
  readonly first: number;
  readonly #find: (state: RunState) => number;
  readonly #parents: Int32Array;
  /** The rules of a node, in their order, from `#starts[node]` to `#starts[node + 1]`. */
  readonly #starts: Int32Array;
  readonly #rules: Int32Array;
  readonly #all: Int32Array;

  private constructor(places: Places<never>, starts: Int32Array, rules: Int32Array, all: Int32Array) {
    this.#find = (state) => places.find(state);
    this.#parents = places.parents;
    this.#starts = starts;
    this.#rules = rules;
    this.#all = all;
    this.first = all[0] ?? 0;
  }

  /** `entries` in the order of their rules. */
  static from<D extends Demand>(entries: readonly Entry<D>[], places: Places<D>): RuleIndex {
    const nodes: number[] = [];
    const rules: number[] = [];
    for (const { rule, demand } of entries) {
      for (const node of places.nodesOf(demand)) {
        nodes.push(node);
        rules.push(rule);
      }
    }
    const starts = new Int32Array(places.parents.length + 1);
    for (const node of nodes) starts[node + 1] = (starts[node + 1] as number) + 1;
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
    const free = starts.slice();
    const placed = new Int32Array(rules.length);
    for (const [i, node] of nodes.entries()) {
      const at = free[node] as number;
      placed[at] = rules[i] as number;
      free[node] = at + 1;
    }
    return new RuleIndex(
      places,
      starts,
      placed,
      Int32Array.from(entries, ({ rule }) => rule),
    );
  }

  /** How many places its rules take, all told. */
  get places(): number {
    return this.#rules.length;
  }

  find(state: RunState): number {
    return this.#find(state);
  }

  /** The first rule from `from` on that may match what fell on `node`; `none` if there is none. */
  next(node: number, from: number, none: number): number {
    if (node === UNKNOWN) {
      const at = lowerBound(this.#all, 0, this.#all.length, from);
      return at < this.#all.length ? (this.#all[at] as number) : none;
    }
    let next = none;
    for (let each = node; each >= 0; each = this.#parents[each] as number) {
      const end = this.#starts[each + 1] as number;
      const at = lowerBound(this.#rules, this.#starts[each] as number, end, from);
      if (at < end && (this.#rules[at] as number) < next) next = this.#rules[at] as number;
    }
    return next;
  }
}

/** The first place from `start` to `end` whose number is not below `wanted`. */
function lowerBound(numbers: Int32Array, start: number, end: number, wanted: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
