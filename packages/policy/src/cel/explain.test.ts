import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileChecked } from "./compile-expression.ts";
import { environmentOf, frameOf } from "./environment-of.ts";
import type { Part } from "./explain.ts";
import { toJson } from "./json.ts";
import { testEnvironment, testFrame } from "./testing/environment.ts";
import { VARIABLES, wellTyped } from "./testing/expressions.ts";
import { BOOL, INT, optionalOf, STRING } from "./type.ts";
import { CelMap, Duration, Fault, isFault, Timestamp, Uint, type Value } from "./value.ts";

type Shown = readonly [source: string, value: unknown, ...parts: unknown[]];

function shown(text: string, parts: readonly Part[]): readonly Shown[] {
  return parts.map(({ start, end, value, secret, parts: inner }) => [
    text.slice(start, end),
    secret ? "secret" : isFault(value) ? `fault ${value.code}` : toJson(value),
    ...shown(text, inner),
  ]);
}

const ENVIRONMENT = environmentOf({ a: BOOL, b: BOOL, i: INT, j: INT, s: STRING, o: optionalOf(INT) });

function partsOf(text: string, values: { readonly [name: string]: Value }): readonly Shown[] {
  const { explanation, diagnostics } = compileChecked(text, ENVIRONMENT, { explain: true });
  if (explanation === undefined) throw new Error(JSON.stringify(diagnostics));
  return shown(text, explanation.evaluate(frameOf(values)).parts());
}

describe("what was evaluated of an expression", () => {
  test("operands with their values, literals left out", () => {
    expect(partsOf("i + j * 2 > 10", { i: 1n, j: 3n })).toEqual([["i + j * 2", 7, ["i", 1], ["j * 2", 6, ["j", 3]]]]);
  });

  test("a variable alone has no parts", () => {
    expect(partsOf("a", { a: true })).toEqual([]);
  });

  test("terms of `&&` up to the one that decides", () => {
    expect(partsOf("i > 0 && a && b", { i: 1n, a: false, b: true })).toEqual([
      ["i > 0", true, ["i", 1]],
      ["a", false],
    ]);
    expect(partsOf("a && b", { a: true, b: true })).toEqual([
      ["a", true],
      ["b", true],
    ]);
  });

  test("terms of `||` past a failed one", () => {
    expect(partsOf("1 / i == 1 || a || b", { i: 0n, a: true, b: true })).toEqual([
      ["1 / i == 1", "fault division-by-zero", ["1 / i", "fault division-by-zero", ["i", 0]]],
      ["a", true],
    ]);
  });

  test("terms that are known when compiled stand where they were passed", () => {
    expect(partsOf("1 < 2 && a && 2 < 3", { a: true })).toEqual([
      ["1 < 2", true],
      ["a", true],
      ["2 < 3", true],
    ]);
    expect(partsOf("1 < 2 && a && 2 < 3", { a: false })).toEqual([
      ["1 < 2", true],
      ["a", false],
    ]);
  });

  test("the condition of `?:` and the arm taken", () => {
    expect(partsOf("a ? i > 1 : b", { a: true, i: 5n, b: true })).toEqual([
      ["a", true],
      ["i > 1", true, ["i", 5]],
    ]);
    expect(partsOf("a ? i > 1 : b", { a: false, i: 5n, b: true })).toEqual([
      ["a", false],
      ["b", true],
    ]);
  });

  test("nothing behind an operand that failed", () => {
    expect(partsOf("1 / i + j > 0", { i: 0n, j: 1n })).toEqual([
      ["1 / i + j", "fault division-by-zero", ["1 / i", "fault division-by-zero", ["i", 0]]],
    ]);
  });

  test("of a comprehension the range", () => {
    expect(partsOf("[i, j].exists(x, x > 1)", { i: 1n, j: 2n })).toEqual([["[i, j]", [1, 2], ["i", 1], ["j", 2]]]);
  });

  test("a bound variable where it is first read, and what is never read not at all", () => {
    expect(partsOf("cel.bind(x, i + 1, a && x > 1 && x < 9)", { a: true, i: 4n })).toEqual([
      [
        "a && x > 1 && x < 9",
        true,
        ["a", true],
        ["x > 1", true, ["x", 5, ["i + 1", 5, ["i", 4]]]],
        ["x < 9", true, ["x", 5]],
      ],
    ]);
    expect(partsOf("cel.bind(x, i + 1, a && x > 1)", { a: false, i: 4n })).toEqual([
      ["a && x > 1", false, ["a", false]],
    ]);
  });

  test("the fallback of an optional only where it is needed", () => {
    const text = "optional.of(i).orValue(1 + 1) == j";
    expect(partsOf(text, { i: 1n, j: 2n })).toEqual([
      ["optional.of(i).orValue(1 + 1)", 1, ["optional.of(i)", 1, ["i", 1]]],
      ["j", 2],
    ]);
  });
});

describe("secrets", () => {
  const environment = testEnvironment({ secrets: { v: { n: "hunter2" } } });
  const values = { "conn.client_ip": "192.0.2.1", "vars.token": "hunter2", "conn.server_ip": "192.0.2.2" };

  function parts(text: string): readonly Shown[] {
    const { explanation } = compileChecked(text, environment, { explain: true });
    return shown(text, explanation?.evaluate(testFrame(values)).parts() ?? []);
  }

  test("what derives from one is marked, what does not is shown", () => {
    expect(parts("conn.client_ip == '192.0.2.1' && vars.token + 'x' == 'y'")).toEqual([
      ["conn.client_ip == '192.0.2.1'", true, ["conn.client_ip", "192.0.2.1"]],
      ["vars.token + 'x' == 'y'", "secret", ["vars.token + 'x'", "secret", ["vars.token", "secret"]]],
    ]);
  });

  test("what is evaluated only because of one is left out: its being there would tell", () => {
    expect(parts("vars.token == 'hunter2' && conn.client_ip == 'a'")).toEqual([
      ["vars.token == 'hunter2'", "secret", ["vars.token", "secret"]],
    ]);
    expect(parts("vars.token == 'hunter2' ? conn.client_ip == 'a' : conn.server_ip == 'b'")).toEqual([
      ["vars.token == 'hunter2'", "secret", ["vars.token", "secret"]],
    ]);
  });

  test("a constant from a vault, a variable that is bound to one and what goes through one are marked", () => {
    const given = JSON.stringify([
      parts("secrets.get('v', 'n') + conn.client_ip == 'a'"),
      parts("cel.bind(x, secrets.get('v', 'n') + conn.client_ip, x.size() > 3)"),
      parts("(vars.token + conn.client_ip).split('').exists(c, c == conn.client_ip)"),
    ]);
    expect(given).not.toMatch(/hunter2/);
    expect(given).not.toMatch(/15|true/);
  });
});

describe("branches", () => {
  function branches(text: string, ...runs: readonly { readonly [name: string]: Value }[]): readonly string[] {
    const { explanation } = compileChecked(text, ENVIRONMENT, { explain: true });
    if (explanation === undefined) throw new Error("does not compile");
    const reached = new Set(runs.flatMap((values) => explanation.evaluate(frameOf(values)).reached()));
    return explanation.branches.map(
      ({ kind, start, end }, i) => `${reached.has(i) ? "+" : "-"} ${kind} ${text.slice(start, end)}`,
    );
  }

  test("are the terms of `&&` and `||` and the arms of `?:`, also constant ones", () => {
    const text = "(a || b) && (i > 0 ? true : j > 0)";
    expect(branches(text, { a: true, b: true, i: 1n, j: 0n })).toEqual([
      "+ term a || b",
      "+ term i > 0 ? true : j > 0",
      "+ term a",
      "- term b",
      "+ arm true",
      "- arm j > 0",
    ]);
    expect(branches(text, { a: false, b: true, i: 0n, j: 0n }).filter((each) => each.startsWith("-"))).toEqual([
      "- arm true",
    ]);
  });

  test("are not where it is known when compiled what is taken", () => {
    expect(branches("1 < 2 || a", { a: true })).toEqual([]);
    expect(branches("1 < 2 ? a : b", { a: true, b: true })).toEqual([]);
  });

  test("are not inside of comprehensions", () => {
    expect(branches("[i].all(x, x > 1 && x < 3)", { i: 2n })).toEqual([]);
  });
});

const AT = new Date("2026-03-29T00:59:59.250Z");
const VALUES: { readonly [name: string]: Value } = {
  b: true,
  i: 7n,
  j: -3n,
  u: new Uint(3n),
  d: 0.1,
  s: "añ😀",
  t: "b",
  y: new Uint8Array([97, 255]),
  l: [1n, 2n, 7n],
  w: ["a", "b", "aab"],
  m: CelMap.fromRecord({ a: 1n, b: 2n }),
  at: Timestamp.fromDate(AT),
  span: new Duration(5400, 500_000_000),
};

test("an explained evaluation gives the value and takes the costs of a plain one", () => {
  fc.assert(
    fc.property(wellTyped, (text) => {
      const { expression, explanation } = compileChecked(text, environmentOf(VARIABLES), { explain: true });
      fc.pre(expression !== undefined);
      const plain = { ...frameOf(VALUES), cost: 0 };
      const watched = { ...frameOf(VALUES), cost: 0 };
      const value = expression?.evaluate(plain);
      const explained = explanation?.evaluate(watched);
      expect(explained?.value).toEqual(value);
      expect(watched.cost).toBe(plain.cost);
      checkParts(text, explained?.parts() ?? [], { start: 0, end: text.length });
    }),
    { numRuns: 1000 },
  );
});

/** Each inside of what it is a part of, each an expression that gives the value that it is shown with. */
function checkParts(
  text: string,
  parts: readonly Part[],
  around: { readonly start: number; readonly end: number },
): void {
  for (const { start, end, value, parts: inner } of parts) {
    expect(start).toBeGreaterThanOrEqual(around.start);
    expect(end).toBeLessThanOrEqual(around.end);
    const source = text.slice(start, end);
    const { expression } = compileChecked(source, environmentOf(VARIABLES));
    // What always fails is refused when it stands alone.
    const alone = expression === undefined ? new Fault("overflow", "") : expression.evaluate(frameOf(VALUES));
    if (isFault(value)) expect(isFault(alone)).toBe(true);
    else expect(alone).toEqual(value);
    checkParts(text, inner, { start, end });
  }
}

test("a random draw happens once, and is shown", () => {
  const text = "rand.int(1, 6) > i && rand.double() < 0.5";
  const environment = environmentOf({ i: INT });
  const { explanation } = compileChecked(text, environment, { explain: true });
  const draws = [0.5, 0.25, 0.9];
  const frame = { ...frameOf({ i: 1n }), random: () => draws.shift() ?? Number.NaN };
  const explained = explanation?.evaluate(frame);
  expect(draws).toEqual([0.9]);
  expect(shown(text, explained?.parts() ?? [])).toEqual([
    ["rand.int(1, 6) > i", true, ["rand.int(1, 6)", 4], ["i", 1]],
    ["rand.double() < 0.5", true, ["rand.double()", 0.25]],
  ]);
});

test("what is too deep to be read is compiled, and not explained", () => {
  const text = `${Array.from({ length: 900 }, () => "i").join(" + ")} > 0`;
  const { expression, explanation } = compileChecked(text, ENVIRONMENT, { explain: true });
  expect(expression?.evaluate(frameOf({ i: 1n }))).toBe(true);
  expect(explanation).toBeUndefined();
});

test("without being asked for there is none", () => {
  expect(compileChecked("a && b", ENVIRONMENT).explanation).toBeUndefined();
});
