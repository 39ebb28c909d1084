import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { environmentOf, frameOf } from "./environment-of.ts";
import { MAX_COST } from "./limits.ts";
import { DYN, INT, listOf, STRING, STRING_LIST } from "./type.ts";
import { isFault, type Value } from "./value.ts";

const TYPES = { i: INT, s: STRING, words: STRING_LIST, l: listOf(INT), d: DYN };
const WORDS = Array.from({ length: 1000 }, (_, i) => `word-${i}`);
const VALUES = { i: 0n, s: "abc", words: WORDS, l: WORDS.map((_, i) => BigInt(i)), d: WORDS };

/** Compiled with the variables' sizes unknown; the frame tells what was counted. */
function run(text: string, values: { readonly [name: string]: Value } = {}) {
  const { expression, diagnostics } = compileExpression(text, environmentOf(TYPES));
  if (expression === undefined) throw new Error(JSON.stringify(diagnostics));
  const frame = { ...frameOf({ ...VALUES, ...values }), cost: 0 };
  const value = expression.evaluate(frame);
  return { value, code: isFault(value) ? value.code : undefined, cost: frame.cost, frame, expression };
}

describe("what depends on input is counted", () => {
  it("by elements and by what is done with each", () => {
    const { cost } = run("words.exists(w, w == 'no such word')");
    expect(cost).toBeGreaterThan(1000);
    expect(cost).toBeLessThan(10_000);
  });

  it("by characters", () => {
    expect(run("s.contains('x')", { s: "a".repeat(50_000) }).cost).toBeGreaterThan(5_000);
    expect(run("s == words[0]", { s: "a".repeat(50_000) }).cost).toBeGreaterThan(5_000);
    expect(run("s.matches('^a+$')", { s: "a".repeat(50_000) }).cost).toBeGreaterThan(3_000);
  });

  it("by the size of a pattern, with its repetitions written out, and by what compiling it takes", () => {
    const small = run("s.matches(d)", { s: "ab", d: "^a{2}$" }).cost;
    const large = run("s.matches(d)", { s: "ab", d: "^a{900}$" }).cost;
    const again = run("s.matches(d)", { s: "ab", d: "^a{900}$" }).cost;
    expect(large).toBeGreaterThan(50 * small);
    // Whoever used the pattern before: the same connection is decided the same.
    expect(again).toBe(large);
    expect(run("words.all(w, !s.matches(w + '{1,500}'))").code).toBe("cost-exceeded");
    expect(run("s.matches(r'^(?:\\pL{0,30}){0,30}$')", { s: "é".repeat(100) }).cost).toBeGreaterThan(100_000);
    // What our own automaton cannot read takes the other one, which is slower.
    const ascii = run("s.matches('^[^x]*$')", { s: "a".repeat(5000) }).cost;
    expect(run("s.matches('^[^x]*$')", { s: "é".repeat(5000) }).cost).toBeGreaterThan(3 * ascii);
  });

  it("and ends at the bound, in the middle of a comprehension too", () => {
    expect(run("l.all(x, l.all(y, x + y >= i))").code).toBe("cost-exceeded");
    expect(run("l.map(x, words.join(','))").code).toBe("cost-exceeded");
    expect(run("words.all(w, !s.contains(w))", { s: "a".repeat(10_000) }).code).toBe("cost-exceeded");
    expect(run("words.map(w, s + w).size() > 0", { s: "a".repeat(10_000) }).code).toBe("cost-exceeded");
  });

  it("for all expressions that share a frame", () => {
    const { expression, frame } = run("l.all(x, [1, 2, 3].all(y, x + y >= i))");
    let runs = 1;
    while (!isFault(expression.evaluate(frame))) runs++;
    expect(runs).toBeGreaterThan(10);
    expect(runs).toBeLessThan(1000);
    expect(frame.cost).toBeGreaterThan(MAX_COST);
  });

  it("never in a frame that does not count", () => {
    const environment = { ...environmentOf(TYPES), secrets: { v: { pattern: "(" } } };
    const { expression } = compileExpression("s.matches(secrets.get('v', 'pattern')) || i == 0", environment);
    const frame = frameOf(VALUES);
    expect(expression?.evaluate(frame)).toBe(true);
    expect(frame.cost).toBeUndefined();
  });

  it("for each evaluation alone, with a frame that does not count", () => {
    const { expression, cost } = run("words.exists(w, w == 'no such word')");
    const frame = frameOf(VALUES);
    for (let used = 0; used < 2 * MAX_COST; used += cost) expect(expression.evaluate(frame)).toBe(false);
    expect(frame.cost).toBeUndefined();
    expect(isFault(run("l.all(x, l.all(y, x + y >= i))").expression.evaluate(frame))).toBe(true);
  });

  it("where values hold each other many times over", () => {
    const doubled = (last: string) =>
      Array.from({ length: 60 }).reduce<string>((inner) => `cel.bind(d, [d, d], ${inner})`, last);
    expect(run(doubled("d == [d]")).code).toBe("cost-exceeded");
    expect(run(doubled("json.encode(d) == s")).code).toBe("cost-exceeded");
    expect(run(doubled("d.distinct() == d")).code).toBe("cost-exceeded");
    expect(run(doubled("size(d)")).value).toBe(2n);
    // Who is given the value may want to write it into a log.
    expect(run(doubled("d")).code).toBe("cost-exceeded");
    expect(run(doubled("{'a': d}"), { d: 1n }).code).toBe("cost-exceeded");
  });

  it("where elements have to be compared with each other", () => {
    const pairs = Array.from({ length: 3000 }, (_, i) => [BigInt(i)]);
    expect(run("d.distinct().size()", { d: pairs }).code).toBe("cost-exceeded");
    expect(run("words.distinct().size()").value).toBe(1000n);
  });

  it("where ranges are made in a comprehension", () => {
    expect(run("l.all(x, lists.range(9000 + x).size() > 0)").code).toBe("cost-exceeded");
  });

  it("where a text falls apart", () => {
    expect(run("words.all(w, s.split('').size() > 0)", { s: "a".repeat(20_000) }).code).toBe("cost-exceeded");
  });

  it("where a string doubles", () => {
    const doubled = Array.from({ length: 60 }).reduce<string>((inner) => `cel.bind(s, s + s, ${inner})`, "size(s)");
    expect(run(doubled).code).toBe("cost-exceeded");
  });

  it("a fault of the count is absorbed like any other", () => {
    expect(run("l.all(x, l.all(y, x + y >= i)) || i == 0").value).toBe(true);
  });
});

describe("what cannot need much is not counted", () => {
  it.each([
    "i == 1 && s == 'abc'",
    "s in ['a', 'b', 'c']",
    "[1, 2, 3].exists(x, x == i)",
    "lists.range(50).map(x, x + i).size() > 3",
    "lists.range(500).exists(x, x + i == 3)",
    "l[0] + i > 5 && [l[0]] != []",
    "(l == [i] ? 1 : 2) > i || true",
    "i + i * i > 5 ? i : -i",
  ])("%s", (text) => {
    expect(run(text).cost).toBe(0);
  });

  it("by the sizes that an environment tells", () => {
    const read = (frame: ReturnType<typeof frameOf>) => frame.variables.get("s");
    const variable = { path: "s", type: STRING, read, maxSize: 255 };
    const variables = { get: (name: string) => (name === "s" ? variable : undefined), names: () => ["s"] };
    const { expression } = compileExpression("s.lowerAscii().endsWith('.com') && s.matches('^a+$')", { variables });
    const frame = { ...frameOf({ s: "a.com" }), cost: 0 };
    expect(expression?.evaluate(frame)).toBe(false);
    expect(frame.cost).toBe(0);
  });
});

it("patterns that are large all together do not compile", () => {
  const patterns = Array.from({ length: 40 }, (_, i) => `s.matches(r'(?:\\pL{0,30}){0,30}${i}')`);
  const { diagnostics } = compileExpression(patterns.join(" || "), environmentOf(TYPES));
  expect(diagnostics).toMatchObject([{ code: "expression-too-large" }]);
});

it("too large is told beside what else was found", () => {
  const text = "lists.range(2000).all(x, lists.range(2000).all(y, x + y >= 0)) || inCidrRange(s, '10.1.2.3/8')";
  const { diagnostics } = compileExpression(text, environmentOf(TYPES));
  expect(diagnostics.map(({ code }) => code)).toEqual(["cidr-host-bits", "expression-too-large"]);
});

describe("what must need too much does not compile", () => {
  it.each([
    "lists.range(10000).all(x, lists.range(10000).all(y, x + y >= 0))",
    "lists.range(2000).map(x, lists.range(2000).map(y, x))",
    `${"[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].all(x, ".repeat(8)}true${")".repeat(8)}`,
    `cel.bind(a, [1, 2], ${"cel.bind(a, [a, a], ".repeat(30)}a${")".repeat(31)}`,
  ])("%s", (text) => {
    const { expression, diagnostics } = compileExpression(text, environmentOf(TYPES));
    expect(expression).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: "expression-too-large", start: 0 }]);
  });
});
