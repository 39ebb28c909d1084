import { matchesPattern } from "@sluice/policy";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { NameTable } from "./name-table.ts";

function tableOf(patterns: readonly string[]): NameTable<string> {
  const table = new NameTable<string>();
  for (const pattern of patterns) table.set(pattern, pattern);
  return table;
}

describe("NameTable", () => {
  const table = tableOf(["a.example", "*.example", "*.b.example", "x.b.example"]);

  test.each([
    ["a.example", "a.example"],
    ["c.example", "*.example"],
    ["b.example", "*.example"],
    ["y.b.example", "*.b.example"],
    ["z.y.b.example", "*.b.example"],
    ["x.b.example", "x.b.example"],
    ["w.x.b.example", "*.b.example"],
    ["example", undefined],
    ["other", undefined],
    ["", undefined],
    [".example", undefined],
    ["*.example", "*.example"],
  ])("%s is matched by %s", (name, pattern) => expect(table.match(name)).toBe(pattern));

  test("tells a name from the pattern over it", () => {
    expect(table.get("*.b.example")).toBe("*.b.example");
    expect(table.get("b.example")).toBeUndefined();
  });

  test.each([10, 10_000])("looks up as often as a name has labels, of %i names and as many patterns", (count) => {
    const large = new NameTable<number>();
    for (let n = 0; n < count; n++) {
      large.set(`host${n}.example`, n);
      large.set(`*.any${n}.example`, n);
    }
    const lookups = vi.spyOn(Map.prototype, "get");
    const counted = (name: string): number => {
      lookups.mockClear();
      large.match(name);
      return lookups.mock.calls.length;
    };
    try {
      expect(counted("host7.example")).toBe(1);
      expect(counted("a.any7.example")).toBe(2);
      expect(counted("d.c.b.a.any7.example")).toBe(5);
      expect(counted("d.c.b.a.example")).toBe(5);
    } finally {
      lookups.mockRestore();
    }
  });

  test("agrees with the patterns taken one by one", () => {
    const label = fc.constantFrom("a", "b", "c");
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
    const pattern = fc.oneof(
      name,
      name.map((text) => `*.${text}`),
    );
    fc.assert(
      fc.property(fc.uniqueArray(pattern, { maxLength: 8 }), name, (patterns, text) => {
        const fitting = patterns.filter((each) => matchesPattern(each, text));
        // An exact name is longer than a pattern that fits it, once the star is left out.
        const best = fitting.toSorted((a, b) => b.replace("*", "").length - a.replace("*", "").length)[0];
        expect(tableOf(patterns).match(text)).toBe(best);
      }),
    );
  });
});
