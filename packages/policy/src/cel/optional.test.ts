import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { testEnvironment, testFrame } from "./testing/environment.ts";
import { CelMap, isFault, type Value } from "./value.ts";

function evaluate(text: string, values: { readonly [path: string]: Value } = {}) {
  const { expression, diagnostics } = compileExpression(text, testEnvironment());
  if (expression === undefined) return diagnostics.map(({ code }) => code);
  const value = expression.evaluate(testFrame(values));
  return isFault(value) ? `fault ${value.code}` : value;
}

describe("a variable that may not be there", () => {
  it.each([
    ["conn.tls.client.?pem.hasValue()", false],
    ["conn.tls.?client.pem.orValue('none')", "none"],
    ["conn.tls.client.?pem.orValue('none').size()", 4n],
    ["has(conn.tls.?client.pem)", false],
    ["conn.tls.client.?extensions.orValue([]).size()", 0n],
    ["conn.tls.client.?extensions[0].id.orValue('?')", "?"],
    ["conn.tls.client.?extensions.?size", ["unknown-field"]],
    ["conn.tls.client.?pm", ["unknown-field"]],
    ["conn.tls.?client", ["no-such-overload"]],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it("holds its value where it is there", () => {
    expect(evaluate("conn.tls.client.?pem.orValue('none')", { "conn.tls.client.pem": "x" })).toBe("x");
    expect(evaluate("conn.tls.client.?pem.value() + 'y'", { "conn.tls.client.pem": "x" })).toBe("xy");
  });
});

describe("types", () => {
  it.each([
    ["[?1]", ["no-such-overload"]],
    ["{?'a': 1}", ["no-such-overload"]],
    ["optional.of(1).orValue('a')", ["no-such-overload"]],
    ["optional.of(1) + 1", ["no-such-overload"]],
    ["optional.of('a').size()", ["no-such-overload"]],
    ["'a'.optMap(x, x)", ["no-such-overload"]],
    ["optional.of(1).optFlatMap(x, x)", ["no-such-overload"]],
    ["has({}.?a)", ["invalid-macro"]],
    ["optional.of(conn.client_port).value() + 'a'", ["no-such-overload"]],
    ["optional.none().value() == 1", ["constant-fault"]],
  ])("%s is refused", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe("values known only at run time", () => {
  const any = { "vars.any": CelMap.fromRecord({ a: CelMap.fromRecord({ b: "x" }), l: ["y"] }) };
  it.each([
    ["vars.any.?a.b.orValue('')", "x"],
    ["vars.any.?c.b.orValue('none')", "none"],
    ["vars.any.?a.?c.orValue('none')", "none"],
    ["vars.any.l[?0].orValue('none')", "y"],
    ["vars.any.l[?1].orValue('none')", "none"],
    ["vars.any[?'constructor'].hasValue()", false],
    ["vars.any.?__proto__.hasValue()", false],
    ["vars.any.a.b.?c", "fault no-such-overload"],
    ["[?vars.any.?a, ?vars.any.?z].size()", 1n],
    ["[?vars.any.l]", "fault no-such-overload"],
    ["vars.any.?a.optMap(m, m.b + '!').orValue('')", "x!"],
    ["vars.any.a.optMap(m, m)", "fault no-such-overload"],
    ["vars.any.?a.orValue(1 / 0 == 1)", CelMap.fromRecord({ b: "x" })],
  ])("%s", (text, expected) => {
    expect(evaluate(text, any)).toEqual(expected);
  });
});
