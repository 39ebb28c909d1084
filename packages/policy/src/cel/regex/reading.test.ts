import { describe, expect, it } from "vitest";
import { compileExpression } from "../compile-expression.ts";
import { environmentOf, frameOf } from "../environment-of.ts";
import { MAX_COST } from "../limits.ts";
import { STRING } from "../type.ts";
import { isFault } from "../value.ts";
import { compileRegex } from "./index.ts";
import { costOfReading } from "./reading.ts";

describe("what reading a pattern costs", () => {
  it("grows with its characters, its classes of Unicode and what ranges fold", () => {
    expect(costOfReading("a".repeat(200))).toBeLessThan(2_000);
    expect(costOfReading("\\pL\\PL")).toBeGreaterThan(2 * costOfReading("a".repeat(200)));
    expect(costOfReading("(?i)[a-z]")).toBeLessThan(1_000);
    expect(costOfReading("[B-\u{1e942}]")).toBeLessThan(1_000);
    expect(costOfReading("(?i)[B-\u{1e942}]")).toBeGreaterThan(100_000);
    expect(costOfReading("(?s-i:[B-\\x{1e942}])")).toBeGreaterThan(100_000);
  });

  it.each(["(?i)[^\\x80-\\x{10ffff}]", "(?i)[а-яё]+", "\\pL".repeat(50)])("%s may be written", (pattern) => {
    expect(compileRegex(pattern)).toHaveProperty("test");
  });

  it.each([`(?i)[^${"B-\u{1e942}".repeat(400)}]`, "\\pL".repeat(600)])("has a bound", (pattern) => {
    expect(compileRegex(pattern)).toContain("too many characters");
  });
});

it.each([
  ["that is none", "\\pL(?i)[a-\u{1e942}]("],
  ["that is one instruction", "(?i)[^b-\u{1e942}]"],
])("a run pays for a pattern %s", (_, pattern) => {
  const text = "lists.range(10000).exists(i, 'x'.matches(s + string(i) + s))";
  const { expression } = compileExpression(text, environmentOf({ s: STRING }));
  const frame = { ...frameOf({ s: pattern }), cost: 0 };
  // The first fault is the one that is told: of what is no pattern, that it is none.
  expect(isFault(expression?.evaluate(frame))).toBe(true);
  expect(frame.cost).toBeGreaterThan(MAX_COST);
});

it.each(["", "("])("patterns that take long to read do not compile all together: with %j behind each", (end) => {
  const patterns = Array.from({ length: 300 }, (_, i) => `s.matches(r'(?i)[^b-\\x{1e942}]${i}${end}')`);
  const { diagnostics } = compileExpression(patterns.join(" || "), environmentOf({ s: STRING }));
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(diagnostics.length).toBeLessThan(50);
});
