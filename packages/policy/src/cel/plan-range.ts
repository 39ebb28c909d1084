import type { Frame } from "./environment.ts";
import { intOf } from "./small-int.ts";
import { CelMap, type Fault, type Value } from "./value.ts";

/** The slots of a loop's variables: of one the elements or keys, of two the second beside them. */
export interface Slots {
  readonly slot: number;
  readonly second: number | undefined;
}

/** Goes through `first`, beside `second` where there are two variables. */
export type Loop<L = Value> = (first: readonly Value[], second: readonly Value[], frame: Frame) => L | Fault;

/** How many elements there are to go through. */
export function lengthOf(value: Value): number {
  if (value instanceof CelMap) return value.size;
  return Array.isArray(value) ? value.length : 0;
}

/** What the first variable goes through; `undefined` for what cannot be gone through. A list alone is that list: nothing is made. */
export function firstOf(value: Value, { second }: Slots): readonly Value[] | undefined {
  if (Array.isArray(value)) return second === undefined ? value : value.map((_, i) => intOf(i));
  return value instanceof CelMap ? value.keys() : undefined;
}

/** What the second variable goes through. */
export function secondOf(value: Value, { second }: Slots): readonly Value[] {
  if (second === undefined) return NOTHING;
  return value instanceof CelMap ? Array.from(value.entries(), (entry) => entry[1]) : (value as readonly Value[]);
}

const NOTHING: readonly Value[] = [];

/** Gives the variables the element at `i`. */
export function enter(
  { locals }: Frame,
  { slot, second: secondSlot }: Slots,
  first: readonly Value[],
  second: readonly Value[],
  i: number,
): void {
  locals[slot] = first[i];
  if (secondSlot !== undefined) locals[secondSlot] = second[i];
}
