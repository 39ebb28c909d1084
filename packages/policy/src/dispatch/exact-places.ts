import { isFault } from "../cel/index.ts";
import type { RunState } from "../run-state.ts";
import type { Demand, Key } from "./demand.ts";
import { exactNumber } from "./demand-of.ts";
import { NOWHERE, type Places, UNKNOWN } from "./rule-index.ts";

type Exact = Demand & { readonly kind: "texts" | "numbers" };

/** A node for each text or number that is asked for. */
export function exactPlaces(key: Key, demands: readonly Exact[]): Places<Exact> {
  const nodes = new Map<string | number, number>();
  for (const { values } of demands) {
    for (const value of values) if (!nodes.has(value)) nodes.set(value, nodes.size);
  }
  return {
    parents: new Int32Array(nodes.size).fill(NOWHERE),
    nodesOf: ({ values }) => new Set(values.map((value) => nodes.get(value) as number)),
    find(state) {
      const value = readKey(key, state);
      return value === undefined ? UNKNOWN : (nodes.get(value) ?? NOWHERE);
    },
  };
}

/** `undefined` for what cannot be read, and for a number that a double does not hold. */
export function readKey({ read }: Key, state: RunState): string | number | undefined {
  const value = read(state);
  if (typeof value === "string" || typeof value === "number") return value;
  return isFault(value) ? undefined : exactNumber(value);
}
