import { AddressSet } from "@sluice/policy";
import { describe, expect, test } from "vitest";
import { sameValue } from "./same-value.ts";

/** `count` blocks of both families, new ones with each call. */
function setOf(count: number, last = "192.0.2.0/24"): AddressSet {
  const blocks = Array.from({ length: count }, (_, n) =>
    n % 2 ? `10.${n >> 8}.${n & 255}.0/24` : `2001:db8:${n.toString(16)}::/48`,
  );
  return AddressSet.from([...blocks, last]);
}

describe("two values are equal", () => {
  test.each([1, 10_000, 20_000])("whose sets have the same %i addresses and one more", (count) => {
    const value = (last?: string) => ({ ipp: { allow: [setOf(count, last)], deny: [] } });
    expect(sameValue(value(), value())).toBe(true);
    expect(sameValue(value(), value("192.0.3.0/24"))).toBe(false);
    expect(sameValue(value(), { ipp: { allow: [], deny: [setOf(count)] } })).toBe(false);
  });

  test("that are made of equal ones, and no others", () => {
    const value = { a: [1, "b", undefined], c: new Set(["d"]), e: null };
    expect(sameValue(value, { e: null, c: new Set(["d"]), a: [1, "b", undefined] })).toBe(true);
    for (const other of [
      { ...value, a: [1, "b"] },
      { ...value, c: new Set(["x"]) },
      { ...value, e: undefined },
      { a: value.a, c: value.c },
      { a: value.a, c: value.c, f: null },
      [],
      null,
    ]) {
      expect(sameValue(value, other)).toBe(false);
      expect(sameValue(other, value)).toBe(false);
    }
  });

  test("of whose contents nobody can see anything only if they are one", () => {
    const f = (): void => {};
    expect([sameValue(f, f), sameValue(f, () => {}), sameValue(new Map(), new Map())]).toEqual([true, false, false]);
  });
});
