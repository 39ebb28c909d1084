import { describe, expect, it } from "vitest";
import { environmentOf, frameOf } from "./environment-of.ts";
import { compileTemplate } from "./template.ts";
import { testEnvironment } from "./testing/environment.ts";
import { DYN, INT, STRING, STRING_LIST } from "./type.ts";
import { Fault } from "./value.ts";

const ENVIRONMENT = environmentOf({ ip: STRING, port: INT, tags: STRING_LIST, any: DYN });
const FRAME = frameOf({ ip: "192.0.2.1", port: 443n, tags: ["a"], any: ["b"] });

describe("compileTemplate", () => {
  it.each([
    ["", ""],
    ["no expression, {braces} and $", "no expression, {braces} and $"],
    ["${port}", 443n],
    ["${tags}", ["a"]],
    [" ${port}", " 443"],
    ["${ip}:${port}", "192.0.2.1:443"],
    ["$${ip} is ${ip}", "${ip} is 192.0.2.1"],
    ["$$${ip}", "$${ip}"],
    ["${'}' + \"}\" + '''}''' + r'\\'}!", "}}}\\!"],
    ["${{'a': {'b': ip}}.a.b}!", "192.0.2.1!"],
    ["${ip // }\n}", "192.0.2.1"],
    [
      "${1.5} ${true} ${b'x'} ${duration('1m')} ${timestamp('2026-01-01T00:00:00Z')}",
      "1.5 true x 60s 2026-01-01T00:00:00Z",
    ],
  ])("%j", (text, expected) => {
    const { template, diagnostics } = compileTemplate(text, ENVIRONMENT);
    expect(diagnostics).toEqual([]);
    expect(template?.evaluate(FRAME)).toEqual(expected);
  });

  it.each([
    ["a ${ip", "template-syntax", 2, 4],
    ["a ${'ip}", "template-syntax", 2, 4],
    ["a ${", "template-syntax", 2, 4],
    ["a ${}", "empty-expression", 4, 4],
    ["ab ${ipp} ", "unknown-variable", 5, 8],
    ["a ${'\\q'} b", "expression-syntax", 5, 7],
    ["a ${'\\q\"}' + x} b", "expression-syntax", 5, 7],
    ["a ${tags}", "template-type", 4, 8],
    ["a ${{'k': 1}}", "template-type", 4, 12],
    ["a ${null}", "template-type", 4, 8],
  ])("%j is wrong at its own offsets", (text, code, start, end) => {
    const { template, diagnostics } = compileTemplate(text, ENVIRONMENT);
    expect(template).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code, start, end }]);
  });

  it("reports the mistakes of all parts", () => {
    expect(compileTemplate("${a} ${b}", ENVIRONMENT).diagnostics).toHaveLength(2);
  });

  it("fails at run time where only then a list turns up", () => {
    const { template } = compileTemplate("a ${any}", ENVIRONMENT);
    expect(template?.evaluate(FRAME)).toBeInstanceOf(Fault);
    expect(template?.evaluate(frameOf({ any: 1n }))).toBe("a 1");
  });

  it("knows constants, types and secrets", () => {
    const environment = testEnvironment({ secrets: { v: { s: "x" } } });
    expect(compileTemplate("${1 + 1}", environment).template).toMatchObject({ constant: 2n, type: INT });
    expect(compileTemplate("a${1 + 1}", environment).template).toMatchObject({ constant: "a2", type: STRING });
    expect(compileTemplate("a${secrets.get('v', 's')}", environment).template).toMatchObject({
      constant: "ax",
      secret: true,
    });
    const { template } = compileTemplate("${conn.tls.sni}-${conn.client_port}", environment);
    expect(Array.from(template?.reads ?? [])).toEqual(["conn.tls.sni", "conn.client_port"]);
    expect(Array.from(template?.requires ?? [])).toEqual(["client-hello"]);
    expect(template).not.toHaveProperty("constant");
  });
});
