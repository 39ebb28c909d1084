import { describe, expect, it } from "vitest";
import { evaluate, problem } from "../testing/evaluate.ts";
import { Uint } from "../value.ts";

describe("math beyond what cel-spec tests", () => {
  it.each([
    ["math.greatest(1, d, 2.5)", 3n, 3n],
    ["math.greatest(d)", [1n, 2.5], 2.5],
    ["math.least(d)", [], "fault invalid-argument"],
    ["math.least(d)", [1n, "a"], "fault no-such-overload"],
    ["math.least(1, d)", "a", "fault no-such-overload"],
    ["math.least([1, d])", "a", "fault no-such-overload"],
    ["math.greatest(1.0, d)", Number.NaN, "fault invalid-argument"],
    ["math.greatest([])", null, "constant-fault"],
    ["math.round(d)", 0.49999999999999994, 0],
    ["math.round(d)", -2.5, -3],
    ["math.round(d)", 2 ** 51 + 0.5, 2 ** 51 + 1],
    ["math.sqrt(d)", 9n, 3],
    ["math.sqrt(d)", new Uint(16n), 4],
    ["math.isNaN(math.sqrt(d))", -1, true],
    ["math.bitShiftLeft(1, d)", 63n, -(2n ** 63n)],
    ["math.bitShiftLeft(1, d)", 64n, 0n],
    ["math.bitShiftRight(-1, d)", 63n, 1n],
    ["math.bitShiftRight(1, d)", -1n, "fault invalid-argument"],
    ["math.abs(d)", -(2n ** 63n), "fault overflow"],
  ])("%s of %s", (text, d, expected) => {
    expect(evaluate(text, "", d)).toEqual(expected);
  });

  it.each([
    ["math.greatest()", "no-such-overload", "it takes `(number, …)` or `(list(number))`"],
    ["math.greatest('a')", "no-such-overload", "it takes `(number, …)` or `(list(number))`"],
    ["math.least(1, 'a')", "no-such-overload", "it takes `(number, …)` or `(list(number))`"],
    ["math.least(['a'])", "no-such-overload", "it takes `(number, …)` or `(list(number))`"],
    ["math.greatest(1, 2) == 'a'", "no-such-overload", undefined],
    ["math.greatest([1u, 2u]) == 'a'", "no-such-overload", undefined],
    ["math.ceil(1)", "no-such-overload", "it takes `(double)`"],
    ["math.greates(1)", "unknown-function", "did you mean `math.greatest`?"],
  ])("%s does not compile", (text, code, hint) => {
    const [found = "", help] = problem(text);
    expect(found.split(" ")[0]).toBe(code);
    if (hint === undefined) expect(help).toBeUndefined();
    else expect(help).toContain(hint);
  });

  it("compares mixed numbers with anything: only a run knows the result's type", () => {
    expect(problem("math.greatest(1, 2.5) == 'a'")).toEqual([undefined, undefined]);
  });
});
