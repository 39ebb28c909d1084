import type fc from "fast-check";
import { integer } from "fast-check";

/** Random choices that fast-check can replay and shrink. The first alternative is the simplest: shrinking goes there. */
export interface Dice {
  /** Both ends included. */
  int(min: number, max: number): number;
  pick<T>(first: T, ...others: readonly T[]): T;
  /** True in about `percent` of a hundred cases. */
  chance(percent: number): boolean;
  /** Of a list that is not empty. */
  of<T>(items: readonly T[]): T;
  /** A list of `min` to `max` items. */
  many<T>(min: number, max: number, item: () => T): T[];
}

export function diceOf(generate: fc.GeneratorValue): Dice {
  return diceFrom((min, max) => generate(integer, { min, max }));
}

/** Dice, and others that fall the same way once more. */
export function twice(dice: Dice): { readonly first: Dice; readonly again: () => Dice } {
  const fallen: number[] = [];
  const first = diceFrom((min, max) => {
    const value = dice.int(min, max);
    fallen.push(value);
    return value;
  });
  const again = () => {
    let next = 0;
    return diceFrom((min, max) => Math.min(max, Math.max(min, fallen[next++] ?? min)));
  };
  return { first, again };
}

function diceFrom(int: Dice["int"]): Dice {
  const of = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error("nothing to choose from");
    return items[int(0, items.length - 1)] as T;
  };
  return {
    int,
    of,
    pick: (first, ...others) => of([first, ...others]),
    chance: (percent) => int(0, 99) >= 100 - percent,
    many: (min, max, item) => Array.from({ length: int(min, max) }, item),
  };
}
