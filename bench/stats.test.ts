import { describe, expect, it } from "vitest";
import { quantile } from "./stats.js";

describe("a quantile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it("is the smallest number that this part of them does not exceed", () => {
    expect(quantile(hundred, 0.5)).toBe(50);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
  });

  it("is one of the numbers at either end", () => {
    expect(quantile(hundred, 0)).toBe(1);
    expect(quantile(hundred, 1)).toBe(100);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it("goes by numbers and not by text, and leaves the list as it was", () => {
    const numbers = [10, 9, 100];
    expect(quantile(numbers, 1)).toBe(100);
    expect(numbers).toEqual([10, 9, 100]);
  });
});
