import type { Key, RangeDemand } from "./demand.ts";
import { readKey } from "./exact-places.ts";
import { NOWHERE, type Places, UNKNOWN } from "./rule-index.ts";

/**
 * A segment tree: the bounds of all ranges cut the numbers into stretches, its leaves; a range stands at the few nodes that
 * cover its stretches, at most two a level. Ranges overlap as they like, so nothing smaller tells which of them contain a
 * number: with n different bounds a range takes up to 2 log₂ n places, 32 where it is one of ports.
 */
export function rangePlaces(key: Key, demands: readonly RangeDemand[]): Places<RangeDemand> {
  // Each is where a stretch begins; the first stretch begins at minus infinity.
  const bounds = Float64Array.from(new Set(demands.flatMap(({ low, high }) => [low, high + 1])))
    .filter(Number.isFinite)
    .sort();
  const leaves = bounds.length + 1;
  // Node 1 is the root, the nodes below `i` are `2 * i` and `2 * i + 1`, leaf `i` is node `leaves + i`.
  const parents = Int32Array.from({ length: 2 * leaves }, (_, node) => (node > 1 ? node >> 1 : NOWHERE));
  return {
    parents,
    *nodesOf({ low, high }) {
      let from = leaves + stretchOf(bounds, low);
      let to = leaves + stretchOf(bounds, high) + 1;
      if (low > high) return;
      for (; from < to; from >>= 1, to >>= 1) {
        if (from & 1) yield from++;
        if (to & 1) yield --to;
      }
    },
    find(state) {
      const value = readKey(key, state);
      return typeof value === "number" ? leaves + stretchOf(bounds, value) : UNKNOWN;
    },
  };
}

/** How many stretches begin at the number or before it, but for the first. */
function stretchOf(bounds: Float64Array, number: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] as number) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}
