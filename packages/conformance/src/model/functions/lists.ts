import type { Library } from "./library.ts";
import { equals, Fault, order, type Value } from "./values.ts";

/** CEL's lists extension. */
export const lists: Library = {
  "(list).slice(int, int)": (list: readonly Value[], start: bigint, end: bigint) => {
    if (start < 0n || end < start || end > BigInt(list.length)) throw new Fault("not a slice of the list");
    return list.slice(Number(start), Number(end));
  },
  "(list).flatten()": (list: readonly Value[]) => flatten(list, 1n),
  "(list).flatten(int)": (list: readonly Value[], depth: bigint) => {
    if (depth < 0n) throw new Fault("a negative depth");
    return flatten(list, depth);
  },
  "(list).sort()": (list: readonly Value[]) => sortedBy(list, list),
  "(list).distinct()": (list: readonly Value[]) =>
    list.filter((item, index) => list.findIndex((other) => Object.is(other, item) || equals(other, item)) === index),
  "(list).reverse()": (list: readonly Value[]) => [...list].reverse(),
  "lists.range(int)": (end: bigint) => Array.from({ length: Math.max(0, Number(end)) }, (_, index) => BigInt(index)),
};

function flatten(list: readonly Value[], depth: bigint): readonly Value[] {
  return list.flatMap((item) => (depth > 0n && Array.isArray(item) ? flatten(item, depth - 1n) : [item]));
}

/** Items in the order of their keys, which must have one; those of equal keys stay as they are. */
export function sortedBy(items: readonly Value[], keys: readonly Value[]): readonly Value[] {
  for (const key of keys) order(keys[0] as Value, key);
  const numbered = items.map((item, index) => ({ item, key: keys[index] as Value }));
  return numbered.sort((a, b) => order(a.key, b.key) || 0).map(({ item }) => item);
}
