import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { environmentOf, frameOf } from "./environment-of.ts";
import { DYN, INT, listOf, STRING } from "./type.ts";
import { CelMap, isFault, type Value } from "./value.ts";

const TYPES = { i: INT, s: STRING, l: listOf(INT), d: DYN };

function evaluate(text: string, values: { readonly [name: string]: Value } = {}): unknown {
  const { expression, diagnostics } = compileExpression(text, environmentOf(TYPES));
  if (expression === undefined) return diagnostics.map(({ code, start, end }) => `${code} ${text.slice(start, end)}`);
  const value = expression.evaluate(frameOf({ i: 1n, s: "s", l: [3n, 1n, 2n], d: 1n, ...values }));
  return isFault(value) ? `fault ${value.code}` : value;
}

describe("two variables", () => {
  it.each([
    ["l.exists(k, v, k == 0 && v == 3)", true],
    ["l.exists_one(k, v, k == v)", false],
    ["l.existsOne(k, v, v > i)", false],
    ["{s: i}.all(k, v, k == 's' && v == 1)", true],
    ["l.transformList(k, v, k > 0, v * 10)", [10n, 20n]],
    [
      "l.transformMap(k, v, k > 0, v * 10)",
      CelMap.of([
        [1n, 10n],
        [2n, 20n],
      ]),
    ],
    [
      "{s: i, 'b': 2}.transformMapEntry(k, v, {v: k})",
      CelMap.of([
        [1n, "s"],
        [2n, "b"],
      ]),
    ],
    ["{s: i, 'b': 1}.transformMapEntry(k, v, {v: k})", "fault invalid-argument"],
    ["{s: i}.transformMapEntry(k, v, {})", "fault no-such-overload"],
    ["l.transformMapEntry(k, v, v)", ["no-such-overload v"]],
    ["l.all(k, k, true)", ["invalid-macro k"]],
    ["l.all(k, v.w, true)", ["invalid-macro v.w"]],
    ["s.transformList(k, v, v)", ["no-such-overload s"]],
    ["d.transformList(k, v, v)", "fault no-such-overload"],
    ["l.transformList(x, y, l.transformList(x, z, [x, y, z]))[2][0]", [0n, 2n, 3n]],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe("sortBy", () => {
  it.each([
    ["l.sortBy(x, x)", [1n, 2n, 3n]],
    ["l.sortBy(x, -x)", [3n, 2n, 1n]],
    ["['bb', 'a', s + 'cc', 'd'].sortBy(w, size(w))", ["a", "d", "bb", "scc"]],
    ["[].sortBy(x, x)", []],
    ["l.sortBy(x, double(x) / 0.0 - double(x) / 0.0)", "fault invalid-argument"],
    ["l.sortBy(x, [x])", ["no-such-overload [x]"]],
    ["{'a': 1}.sortBy(x, x)", ["no-such-overload {'a': 1}"]],
    ["[1, 'a', i].sortBy(x, x)", "fault invalid-argument"],
    ["l.sortBy(x, 1 / (x - 1))", "fault division-by-zero"],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe("cel.bind", () => {
  it.each([
    ["cel.bind(x, i + 1, x * x)", 4n],
    ["cel.bind(x, 1 / (i - 1) == 1, i == 1 || x)", true],
    ["cel.bind(x, 1 / (i - 1) == 1, i == 2 || x)", "fault division-by-zero"],
    [
      "l.map(y, cel.bind(x, y * 2, [1, 2].map(z, x + z)))",
      [
        [7n, 8n],
        [3n, 4n],
        [5n, 6n],
      ],
    ],
    ["cel.bind(x, l.map(y, y + 1), l.map(z, x[0] + z))", [7n, 5n, 6n]],
    ["cel.bind(x, ['a', 's'], s in x)", true],
    ["cel.bind(conn.x, 1, 2)", ["invalid-macro conn.x"]],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it("evaluates its value once, when it is first read", () => {
    const { expression } = compileExpression("cel.bind(x, rand.double(), x == x && i == 1)", environmentOf(TYPES));
    let draws = 0;
    const random = () => {
      draws++;
      return 0.5;
    };
    expect(expression?.evaluate(frameOf({ i: 1n }, random))).toBe(true);
    expect(draws).toBe(1);
  });
});

describe("constants", () => {
  it.each([
    ["[1, 2, 3].exists(x, x == 2)", true],
    ["['b', 'a'].map(x, x + '!').sortBy(x, x)", ["a!", "b!"]],
    [
      "cel.bind(x, [1, 2], x.map(y, x.map(z, y * z)))",
      [
        [1n, 2n],
        [2n, 4n],
      ],
    ],
    ["{'a': 1}.transformMap(k, v, v + 1)", CelMap.of([["a", 2n]])],
    ["optional.of(1).optMap(x, x + 1).value()", 2n],
    ["optional.none().or(optional.of(1)).orValue(1 / 0)", 1n],
    ["{'a': 1}.?b.orValue(2) + 1", 3n],
  ])("%s is known when it is compiled", (text, expected) => {
    expect(compileExpression(text, environmentOf({})).expression?.constant).toEqual(expected);
  });

  it.each(["[1].map(x, x + i)", "[1].map(x, rand.int(0, 9))", "l.map(x, 1)", "l.map(x, [1].map(y, x))"])(
    "%s is not",
    (text) => {
      expect(compileExpression(text, environmentOf(TYPES)).expression).not.toHaveProperty("constant");
    },
  );
});

describe("wrong numbers of arguments", () => {
  it.each([
    ["l.exists(x)", ["invalid-macro exists"]],
    ["l.map(x, x, x, x)", ["invalid-macro map"]],
    ["has()", ["invalid-macro has"]],
    ["has(s, s)", ["invalid-macro has"]],
    ["cel.bind(x, 1)", ["invalid-macro cel.bind"]],
    ["l.sortBy(x)", ["invalid-macro sortBy"]],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});
