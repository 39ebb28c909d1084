import { describe, expect, it } from "vitest";
import { compileExpression } from "../compile-expression.ts";
import { environmentOf, frameOf } from "../environment-of.ts";
import { isFault, type Value } from "../value.ts";

/** The value where the host draws these, one after the other. */
function draw(text: string, ...draws: readonly number[]): Value | undefined {
  const left = [...draws];
  const { expression, diagnostics } = compileExpression(text, environmentOf({}));
  if (expression === undefined) return diagnostics[0]?.code;
  const value = expression.evaluate(frameOf({}, () => left.shift() ?? Number.NaN));
  return isFault(value) ? `fault ${value.code}` : value;
}

describe("random numbers", () => {
  it.each([
    ["rand.double()", [0.25], 0.25],
    ["rand.double()", [0], 0],
    ["rand.double()", [1], "fault invalid-argument"],
    ["rand.double()", [-0.1], "fault invalid-argument"],
    ["rand.double()", [], "fault invalid-argument"],
    ["rand.int()", [0.49], 0n],
    ["rand.int()", [0.5], 1n],
    ["rand.int(3, 5)", [0], 3n],
    ["rand.int(3, 5)", [0.999999], 5n],
    ["rand.int(7, 7)", [0.9], 7n],
    ["rand.int(0, 9223372036854775807)", [0.5], 2n ** 62n],
    ["rand.int(0, 9223372036854775807)", [1 - 2 ** -53], 2n ** 63n - 2n ** 10n],
    ["rand.int(int('5'), 3)", [0.5], "fault invalid-argument"],
    ["rand.int(int('-1'), 3)", [0.5], "fault invalid-argument"],
    ["rand.int(5, 3)", [0.5], "constant-fault"],
    ["rand.int(-1, 3)", [0.5], "constant-fault"],
    ["[rand.int(0, 9), rand.int(0, 9), rand.int(0, 9)]", [0.1, 0.5, 0.9], [1n, 5n, 9n]],
    ["rand.int(1)", [0.5], "no-such-overload"],
  ])("%s of the draws %j", (text, draws, expected) => {
    expect(draw(text, ...draws)).toEqual(expected);
  });
});
