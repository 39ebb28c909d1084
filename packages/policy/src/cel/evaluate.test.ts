import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { environmentOf, frameOf } from "./environment-of.ts";
import { testEnvironment, testFrame } from "./testing/environment.ts";
import { BYTES, DYN, INT, listOf, STRING } from "./type.ts";
import { CelMap, Fault, isFault, Uint, type Value } from "./value.ts";

const TYPES = { d: DYN, i: INT, s: STRING, l: listOf(INT), b: BYTES };

function evaluate(text: string, values: { readonly [name: string]: Value } = {}): Value | Fault {
  const { expression, diagnostics } = compileExpression(text, environmentOf(TYPES));
  if (expression === undefined) throw new Error(JSON.stringify(diagnostics));
  return expression.evaluate(frameOf({ d: 1n, i: 1n, s: "s", l: [1n, 2n, 3n], b: new Uint8Array([1]), ...values }));
}

function faultCode(text: string, values: { readonly [name: string]: Value } = {}): string | undefined {
  const value = evaluate(text, values);
  return isFault(value) ? value.code : undefined;
}

describe("`&&` and `||`", () => {
  it.each([
    ["i / 0 == 1 && false", false],
    ["false && i / 0 == 1", false],
    ["i / 0 == 1 && i == 2", false],
    ["i / 0 == 1 && true && i == 2", false],
    ["i / 0 == 1 || i == 1", true],
    ["i == 1 || i / 0 == 1", true],
    ["i == 2 || i / 0 == 1 || i == 1", true],
    ["d && i == 2", false],
    ["d || i == 1", true],
    ["l.all(x, i / (x - 1) == 7)", false],
    ["l.exists(x, i / (x - 1) == 1)", true],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toBe(expected);
  });

  it.each([
    ["i / 0 == 1 && i == 1", "division-by-zero"],
    ["i == 1 && i / 0 == 1", "division-by-zero"],
    ["i / 0 == 1 || i == 2", "division-by-zero"],
    ["d && i == 1", "no-such-overload"],
    ["d ? 1 : 2", "no-such-overload"],
    ["!d", "no-such-overload"],
    ["l.exists_one(x, i / (x - 1) == 1)", "division-by-zero"],
  ])("%s fails", (text, code) => {
    expect(faultCode(text)).toBe(code);
  });
});

describe("numbers", () => {
  it.each([
    ["i + 1", "overflow", { i: 2n ** 63n - 1n }],
    ["-i", "overflow", { i: -(2n ** 63n) }],
    ["i / -1", "overflow", { i: -(2n ** 63n) }],
    ["i % 0", "division-by-zero", {}],
    ["i * i", "overflow", { i: 2n ** 32n }],
    ["uint(i) - 2u", "overflow", {}],
    ["int(1e300 + double(i))", "overflow", {}],
    ["int(s)", "invalid-conversion", { s: "" }],
    ["int(s)", "invalid-conversion", { s: "0x10" }],
    ["uint(i)", "overflow", { i: -1n }],
    ["double(s)", "invalid-conversion", { s: "1,5" }],
  ])("%s is a fault: %s", (text, code, values) => {
    expect(faultCode(text, values)).toBe(code);
  });

  it.each([
    ["d == 1.0", true],
    ["d == 1u", true],
    ["d < 1.5", true],
    ["d in [1.0, 2.0]", true],
    ["1.0 in l", true],
    ["1u in l", true],
    ["1.5 in l", false],
    ["double(i) in [1, 2]", true],
    ["{1: 'a'}[d]", "a"],
    ["{1: 'a'}[1u]", "a"],
    ["-7 / 2 * i", -3n],
    ["-7 % 2 * i", -1n],
    ["string(double(i) + 0.5)", "1.5"],
    ["double('NaN') == double(s)", false],
    ["double('NaN') != double(s)", true],
    ["[double(s)] == [double(s)]", false],
    ["cel.bind(n, [{'a': double(s)}], n == n)", false],
    ["cel.bind(n, optional.of(double(s)), n != n)", true],
  ])("%s", (text, expected) => {
    expect(evaluate(text, { s: "NaN" })).toBe(expected);
  });

  it("keeps the meaning of `in` for constant lists", () => {
    for (const value of [1n, 1, 1.5, "1", true, null, [1n]] as const) {
      const constant = evaluate("d in [1, 2u, 'a', true]", { d: value });
      const listed = evaluate("l.exists(x, d == x) || d in [dyn(i), 2u, 'a', true]", { d: value, l: [] });
      expect(constant).toBe(listed);
    }
  });
});

describe("strings", () => {
  it.each([
    ["size(s)", 1n],
    ["s < '\\uff5e'", false],
    ["s.charAt(0)", "😀"],
    ["('a' + s).indexOf(s)", 1n],
    ["(s + 'a').substring(1)", "a"],
  ])("%s counts and orders by code points", (text, expected) => {
    expect(evaluate(text, { s: "😀" })).toBe(expected);
  });

  it("grow to a bound, not to the end of memory", () => {
    const doubled = Array(40)
      .fill(0)
      .reduce((text: string) => `cel.bind(s, s + s, ${text})`, "size(s)");
    expect(faultCode(doubled, { s: "abc" })).toBe("cost-exceeded");
  });
});

describe("maps and lists", () => {
  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "length"])("has no `%s` of its own", (name) => {
    expect(evaluate(`has(d.${name})`, { d: CelMap.of([]) })).toBe(false);
    expect(faultCode(`d['${name}']`, { d: CelMap.of([]) })).toBe("no-such-key");
    expect(faultCode(`d.${name}`, { d: [1n] })).toBe("no-such-overload");
    expect(faultCode(`d.${name}`, { d: "text" })).toBe("no-such-overload");
    expect(evaluate(`{'${name}': i}.${name}`)).toBe(1n);
    expect(evaluate(`'{"${name}": 1}'.decodeJson().${name}`)).toBe(1n);
  });

  it.each([
    ["l[3]", "index-out-of-range"],
    ["l[-1]", "index-out-of-range"],
    ["l[i * 4]", "index-out-of-range"],
    ["{'a': i}['b']", "no-such-key"],
    ["{s: 1, 's': 2}", "invalid-argument"],
    ["{d: 1}", "no-such-overload"],
  ])("%s fails", (text, code) => {
    expect(faultCode(text, { d: 1.5 })).toBe(code);
  });

  it("does not mix comprehension variables of several levels", () => {
    expect(evaluate("l.map(x, l.filter(y, y > x).map(z, x * 10 + z))")).toEqual([[12n, 13n], [23n], []]);
    expect(evaluate("cel.bind(x, i + 1, l.map(y, x * y))")).toEqual([2n, 4n, 6n]);
  });
});

describe("variables", () => {
  const run = (text: string, frame = testFrame()) =>
    compileExpression(text, testEnvironment()).expression?.evaluate(frame);

  it("are absent, not false, when they cannot be read", () => {
    expect(run("has(conn.tls.client.pem)")).toBe(false);
    expect(run("has(conn.tls.client)")).toBe(false);
    expect(run("has(conn.tls.client)", testFrame({ "conn.tls.client.pem": "" }))).toBe(true);
    expect(run("conn.tls.client.pem == ''")).toBeInstanceOf(Fault);
    expect(run("has(conn.tls.client.pem) && conn.tls.client.pem == ''")).toBe(false);
  });

  it("draws random numbers in evaluation order", () => {
    const frame = testFrame({}, [0.25, 0.999, 0.5]);
    expect(run("[rand.double(), double(rand.int(1, 6)), double(rand.int())]", frame)).toEqual([0.25, 6, 1]);
    expect(run("rand.double()", frame)).toMatchObject({ code: "invalid-argument" });
    expect(run("rand.double()", testFrame({}, [1]))).toBeInstanceOf(Fault);
  });

  it("never gives anything but a bool where a bool is expected", () => {
    const { expression } = compileExpression("vars.any", testEnvironment(), { expect: "bool" });
    expect(expression?.evaluate(testFrame({ "vars.any": true }))).toBe(true);
    expect(expression?.evaluate(testFrame({ "vars.any": "true" }))).toBeInstanceOf(Fault);
  });
});

describe("`in` a constant list means comparing with each", () => {
  it.each([
    ["d in [1, 2u, 3.0, null, 'a', true]", 3n, true],
    ["d in [1, 2u, 3.0, null, 'a', true]", new Uint(1n), true],
    ["d in [1, 2u, 3.0, null, 'a', true]", 2, true],
    ["d in [1, 2u, 3.0, null, 'a', true]", null, true],
    ["d in [1, 2u, 3.0, null, 'a', true]", 4n, false],
    ["d in [1, 2u, 3.0, null, 'a', true]", Number.NaN, false],
    ["d in [0.0 / 0.0]", Number.NaN, false],
    ["d in [0]", -0, true],
    ["d in [9007199254740993]", 9007199254740992n, false],
    ["d in [9007199254740993]", 9007199254740992, true],
    ["d in [9007199254740992.0]", 9007199254740993n, true],
  ])("%s, of %s", (text, d, expected) => {
    const { expression } = compileExpression(text, environmentOf({ d: DYN }));
    expect(expression?.evaluate(frameOf({ d }))).toBe(expected);
  });
});
