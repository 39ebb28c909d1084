import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Interval, Ranges } from "./ranges.ts";
import { type TextBounds, Texts } from "./texts.ts";
import type { ValueSet } from "./value-set.ts";

const BOUNDS: Interval = [0n, 30n];
const NAMES = ["a", "b", "c", "d"];
const ONE_OF: TextBounds = { kind: "one-of", texts: new Set(["a", "b", "c"]) };
const ANY: TextBounds = { kind: "any", isPossible: (text) => text !== "c" };

const ranges = fc
  .array(fc.tuple(fc.integer({ min: -3, max: 33 }), fc.integer({ min: -3, max: 33 })), { maxLength: 5 })
  .map(
    (pairs) =>
      new Ranges(
        BOUNDS,
        pairs.map(([a, b]) => [BigInt(Math.min(a, b)), BigInt(Math.max(a, b))]),
      ),
  );

const textsOf = (bounds: TextBounds) =>
  fc
    .tuple(fc.constantFrom("only", "all-but"), fc.subarray(NAMES))
    .map(([kind, texts]) => new Texts(bounds, kind as "only" | "all-but", texts));

/** `values` are all that the sets are asked about; `has` is one of them in a set. */
function holdsLaws<S extends ValueSet, V>(
  sets: fc.Arbitrary<S>,
  values: readonly V[],
  has: (set: S, value: V) => boolean,
) {
  const members = (set: S) => values.filter((value) => has(set, value));
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      const inA = new Set(members(a));
      const inB = new Set(members(b));
      expect(members(a.complement() as S)).toEqual(values.filter((value) => !inA.has(value)));
      expect(members(a.intersect(b) as S)).toEqual(values.filter((value) => inA.has(value) && inB.has(value)));
      const union = values.filter((value) => inA.has(value) || inB.has(value));
      expect(members(a.union(b) as S)).toEqual(union);
      expect(a.includes(b)).toBe([...inB].every((value) => inA.has(value)));
      expect(a.isEmpty).toBe(inA.size === 0);
      expect(a.isAll).toBe(inA.size === values.length);
      expect(members(a.absorb(b) as S)).toEqual(union);
    }),
  );
}

describe("sets are closed under complement, intersection and union", () => {
  test("whole numbers", () => {
    const values = Array.from({ length: 31 }, (_, value) => BigInt(value));
    holdsLaws(ranges, values, (set, value) => set.intervals.some(([first, last]) => first <= value && value <= last));
  });

  test("one of a few texts", () => {
    holdsLaws(textsOf(ONE_OF), ["a", "b", "c"], (set, value) => set.has(value));
  });

  test("texts of which some cannot be", () => {
    holdsLaws(textsOf(ANY), ["a", "b", "d", "any other"], (set, value) => set.has(value));
  });
});
