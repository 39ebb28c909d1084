import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { environmentOf, frameOf } from "./environment-of.ts";
import { MAX_NESTING } from "./limits.ts";
import { compileTemplate } from "./template.ts";
import { DYN, INT, listOf, mapOf, STRING, typeName } from "./type.ts";
import { isFault, type Value } from "./value.ts";

const ENVIRONMENT = environmentOf({ s: STRING, d: DYN, l: listOf(INT), m: mapOf(STRING, DYN) });

function evaluate(text: string, values: { readonly [name: string]: Value } = {}) {
  const { expression, diagnostics } = compileExpression(text, ENVIRONMENT);
  if (expression === undefined) return diagnostics.map(({ code }) => code);
  const value = expression.evaluate(frameOf({ s: "a", d: 1n, l: [1n], ...values }));
  return isFault(value) ? `fault ${value.code}` : value;
}

/** `last`, in which `name` is a list that holds a list twice which holds … and so on. */
function doubled(name: string, first: string, last: string): string {
  const levels = Array.from({ length: 40 }, () => `cel.bind(${name}, [${name}, ${name}], `);
  return `cel.bind(${name}, ${first}, ${levels.join("")}${last}${")".repeat(41)}`;
}

/** `last`, in which `v` is a list in lists, thousands deep: each of its variables holds the one before. */
function deep(first: string, last: string): string {
  const level = `cel.bind(v, ${"[".repeat(120)}v${"]".repeat(120)}, `;
  return `cel.bind(v, ${first}, ${level.repeat(79)}${last}${")".repeat(80)}`;
}

function nested(levels: number): Value {
  let value: Value = 1n;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}

// Without their bounds, each of these takes minutes or centuries.
describe("work is bounded where", () => {
  it.each([
    ["elements of a list are compared", doubled("a", "s", doubled("b", "s", "a in [b]"))],
    ["elements of a constant list are compared", doubled("a", "1", doubled("b", "1", "a in [b]"))],
    ["values are weighed again and again", doubled("a", "s", "lists.range(9000).exists(i, a == dyn([a]))")],
    ["arguments are weighed again and again", doubled("a", "s", "lists.range(9000).exists(i, a.encodeJson() == s)")],
    ["a text is looked for in what is none", doubled("a", "s", "lists.range(9000).exists(i, dyn(a).startsWith('a'))")],
    ["keys to sort by are long", "lists.range(9000).sortBy(i, s).size() == 0"],
    ["keys to sort by are long and bound", "cel.bind(k, s + s, lists.range(9000).sortBy(i, k).size() == 0)"],
    ["a text is searched again and again", "lists.range(9000).exists(i, s.matches('^(a|b)*c'))"],
    ["a list is gone through again and again", "lists.range(9000).exists(i, l.all(j, x, j < 0 && x == 0))"],
  ])("%s", (_, text) => {
    const l = Array.from({ length: 200_000 }, (__, i) => BigInt(i));
    expect(evaluate(text, { s: "a".repeat(1_000_000), l })).toBe("fault cost-exceeded");
  });

  it("constants are evaluated ahead: what is beyond the bound waits for a run", () => {
    const hashed = (count: number) =>
      `cel.bind(k, '${"a".repeat(18_000)}', ${Array.from({ length: count }, () => "hash.xxhash64(k) == ''").join(" || ")})`;
    expect(compileExpression(hashed(1), ENVIRONMENT).expression?.constant).toBe(false);
    expect(compileExpression(hashed(1500), ENVIRONMENT).expression?.constant).toBeUndefined();
    expect(evaluate(hashed(1500))).toBe("fault cost-exceeded");
  });

  it.each([
    ["s in c", "10.15.159.0/24"],
    ["inCidrRanges(s, c)", "10.15.159.7"],
  ])("a bound list is used again and again: %s", (text, s) => {
    const list = Array.from({ length: 4000 }, (_, i) => `'10.${i >> 8}.${i & 255}.0/24'`);
    const many = `cel.bind(c, [${list}], ${Array.from({ length: 1000 }, () => text).join(" && ")})`;
    expect(evaluate(many, { s })).toBe(true);
    expect(evaluate(many, { s: "11.0.0.1" })).toBe(false);
  });

  it("names are compared with all that are known", () => {
    const names = Array.from({ length: 2000 }, (_, i) => `a_name_that_is_known_${i}`);
    const unknown = names.map((name) => `${name}x == 1`).join(" || ");
    const { diagnostics } = compileExpression(unknown, { variables: { get: () => undefined, names: () => names } });
    expect(diagnostics.length).toBe(2000);
    expect(diagnostics[0]?.hint).toBe("did you mean `a_name_that_is_known_0`?");
    expect(diagnostics.at(-1)?.hint).toBeUndefined();
  });

  it("`has()` guards what is in brackets in brackets", () => {
    const guards = Array.from({ length: 2000 }, (_, i) => `has(m.k${i})`).join(" && ");
    expect(evaluate(`${"(".repeat(240)}d == 2 && ${guards}${" && d == 1)".repeat(240)}`)).toBe(false);
  });
});

describe("values nested thousands deep", () => {
  it.each([
    ["as a result", deep("s", "v"), "fault cost-exceeded"],
    ["as a constant", deep("1", "v"), ["expression-too-large"]],
    ["as a type in a message", deep("dyn(1)", "v + 1"), ["no-such-overload"]],
    ["compared", deep("s", "v == v"), "fault cost-exceeded"],
  ])("%s", (_, text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each(["d == [d]", "d in [[d]]", "[d] in [[d]]", "[d]", "{'a': d}", "json.encode(d) == s"])("%s", (text) => {
    expect(evaluate(text, { d: nested(50_000) })).toBe("fault cost-exceeded");
  });

  it("are of no type that goes as deep, so that variables may be made of variables", () => {
    const type = compileExpression(deep("s", "v"), ENVIRONMENT).expression?.type ?? DYN;
    expect(typeName(type).length).toBeLessThan(2000);
    const { expression } = compileExpression("v == [v]", environmentOf({ v: type }));
    expect(expression?.evaluate(frameOf({ v: [1n] }))).toBe(false);
  });

  it("are of no harm below the bound", () => {
    const d = nested(MAX_NESTING - 10);
    expect(evaluate("[d] == [d]", { d })).toBe(true);
    expect(evaluate("[d] in [[1], [d]]", { d })).toBe(true);
  });
});

it("a key that is not there is told by its beginning", () => {
  const { expression } = compileExpression("m[s] == 1", ENVIRONMENT);
  const fault = expression?.evaluate(frameOf({ s: "k".repeat(1_000_000), m: evaluate("{'a': 1}") as Value }));
  expect(fault).toMatchObject({ code: "no-such-key", message: `no such key: \`${"k".repeat(40)}…\`` });
});

it.each(["${s}", "${s}!"])("texts are counted where they are given away, as %s", (text) => {
  const { template } = compileTemplate(text, ENVIRONMENT);
  const frame = { ...frameOf({ s: "a".repeat(1_000_000) }), cost: 0 };
  let count = 0;
  while (count < 100 && !isFault(template?.evaluate(frame))) count++;
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThan(9);
});
