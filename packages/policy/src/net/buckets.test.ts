import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Buckets } from "./buckets.ts";

const bucketsOf = (keys: readonly number[]) => new Buckets(keys.length, (i) => keys[i] ?? Number.NaN);

const ascending = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 300 })), { maxLength: 60 })
  .map((keys) => keys.sort((a, b) => a - b));

describe("Buckets", () => {
  it("leaves nothing between its bounds out that is as large as the key", () => {
    fc.assert(
      fc.property(ascending, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (keys, other) => {
        const buckets = bucketsOf(keys);
        const near = keys.flatMap((key) => [key, Math.max(0, key - 1), Math.min(2 ** 32 - 1, key + 1)]);
        for (const key of [0, other, 2 ** 32 - 1, ...near]) {
          const [low, high] = [buckets.low(key), buckets.high(key)];
          expect(low).toBeLessThanOrEqual(high);
          expect(keys.slice(0, low).filter((each) => each >= key)).toEqual([]);
          expect(keys.slice(high).filter((each) => each <= key)).toEqual([]);
        }
      }),
    );
  });

  it.each([1, 2, 256, 2 ** 20, 3_000_017])("starts within three keys of the goal where keys are %i apart", (step) => {
    const keys = Array.from({ length: 1000 }, (_, i) => 5000 + i * step);
    const buckets = bucketsOf(keys);
    for (const [i, key] of keys.entries()) {
      expect(buckets.low(key)).toBeGreaterThanOrEqual(i - 2);
      expect(buckets.low(key)).toBeLessThanOrEqual(i);
      expect(buckets.high(key)).toBeGreaterThanOrEqual(i + 1);
      expect(buckets.high(key)).toBeLessThanOrEqual(i + 3);
    }
  });

  it("knows at once what lies before its first key and behind its last", () => {
    const buckets = bucketsOf([10, 20, 30]);
    expect([buckets.low(9), buckets.high(9)]).toEqual([0, 0]);
    expect([buckets.low(31), buckets.high(31)]).toEqual([3, 3]);
    expect([buckets.low(10), buckets.high(30)]).toEqual([0, 3]);
    const toTheEnd = bucketsOf([3, 20, 2 ** 32 - 1]);
    expect([toTheEnd.low(0), toTheEnd.high(0)]).toEqual([0, 0]);
  });

  it("asks for no key where there is none", () => {
    const buckets = new Buckets(0, (i) => {
      throw new Error(`there is no key ${i}`);
    });
    for (const key of [0, 1, 2 ** 32 - 1]) expect([buckets.low(key), buckets.high(key)]).toEqual([0, 0]);
  });

  it("takes at most four bytes a key, and two indexes", () => {
    for (const count of [0, 1, 2, 3, 100, 1000]) {
      const { bytes } = bucketsOf(Array.from({ length: count }, (_, i) => i * 4_000_000));
      expect(bytes).toBeGreaterThanOrEqual(8);
      expect(bytes).toBeLessThanOrEqual(4 * count + 8);
    }
  });
});
