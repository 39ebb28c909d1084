import type { Frame } from "./environment.ts";
import { CelMap, type Fault, type Value } from "./value.ts";

/** What is gone through, and the slots for it: of one variable the elements or keys, of two the second beside them. */
export interface Range {
  readonly slot: number;
  readonly first: readonly Value[];
  readonly secondSlot: number;
  readonly second: readonly Value[] | undefined;
  readonly isMap: boolean;
}

export type Loop = (range: Range, frame: Frame) => Value | Fault;

/** How many elements there are to go through. */
export function lengthOf(value: Value): number {
  if (value instanceof CelMap) return value.size;
  return Array.isArray(value) ? value.length : 0;
}

/** `undefined` for what cannot be gone through. */
export function rangeOf(value: Value, slot: number, secondSlot: number | undefined): Range | undefined {
  const alone = secondSlot === undefined;
  if (Array.isArray(value)) {
    if (alone) return { slot, first: value, secondSlot: slot, second: undefined, isMap: false };
    return { slot, first: value.map((_, i) => BigInt(i)), secondSlot, second: value, isMap: false };
  }
  if (!(value instanceof CelMap)) return undefined;
  if (alone) return { slot, first: value.keys(), secondSlot: slot, second: undefined, isMap: true };
  const entries = Array.from(value.entries());
  const second = entries.map((entry) => entry[1]);
  return { slot, first: entries.map(([key]) => key), secondSlot, second, isMap: true };
}

/** Gives the variables the element at `i`. */
export function enter({ slot, first, secondSlot, second }: Range, { locals }: Frame, i: number): void {
  locals[slot] = first[i];
  if (second !== undefined) locals[secondSlot] = second[i];
}
