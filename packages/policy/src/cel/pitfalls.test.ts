import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile.ts";
import { compileExpression } from "./compile-expression.ts";
import { testEnvironment, testFrame } from "./testing/environment.ts";
import { CelMap, isFault, Uint, type Value } from "./value.ts";

/** What others got wrong about expressions in policies, one by one. */

function evaluate(text: string, values: { readonly [path: string]: Value } = {}) {
  const { expression, diagnostics } = compileExpression(text, testEnvironment());
  if (expression === undefined) return diagnostics.map(({ code }) => code);
  const value = expression.evaluate(testFrame(values));
  return isFault(value) ? `fault ${value.code}` : value;
}

function startOf(policyText: string) {
  const { policy, diagnostics } = compilePolicy(policyText, { protocol: "tcp" });
  const endpoint = { id: "ep", url: "tcp://a.example:1", host: "a.example", port: 1, protocol: "tcp" as const };
  const facts = {
    client: { ip: "192.0.2.1", port: 1 },
    server: { ip: "192.0.2.2", port: 1, region: "" },
    start: new Date(0),
    endpoint,
  };
  return { step: policy?.start(facts), codes: diagnostics.map(({ code }) => code) };
}

describe("conditions that look right", () => {
  it("an address is never compared with a CIDR", () => {
    expect(evaluate("conn.client_ip in ['203.0.113.4/32']")).toEqual(["address-compared-with-cidr"]);
  });

  it("`==` beside `<` is read from left to right", () => {
    expect(evaluate("1 < 2 == true")).toBe(true);
    expect(evaluate("true == 1 < 2")).toEqual(["no-such-overload"]);
    expect(evaluate("1 == 1 != false in [true]")).toBe(true);
  });

  it("a missing field in a deny condition is a failure, not `false`", () => {
    const { step } = startOf(
      "on_tcp_connect: [{expressions: [\"json.decode(conn.server_region + '{}').role == 'guest'\"], actions: [{type: deny}]}]",
    );
    expect(step).toMatchObject({ kind: "error", rule: 0 });
  });

  it("a failed rule is not skipped, whatever the next one says", () => {
    const rule = '{expressions: ["[1][conn.client_port] == 1"], actions: [{type: deny}]}';
    const { step } = startOf(`on_tcp_connect: [${rule}, {actions: [{type: log, config: {metadata: {a: b}}}]}]`);
    expect(step).toMatchObject({ kind: "error", rule: 0 });
  });

  it("a rule after an unconditional terminating action is dead", () => {
    const { codes } = startOf("on_tcp_connect: [{actions: [{type: deny}]}, {actions: [{type: close-connection}]}]");
    expect(codes).toEqual(["unreachable-rule"]);
  });
});

describe("a pattern takes time linear in the text", () => {
  it.each(["^(a+)+$", "^(a|aa)+$", "^(.*a){20}$", "(x+x+)+y"])("%s", (pattern) => {
    const text = `${"a".repeat(10_000)}!`;
    expect(
      evaluate(`conn.tls.sni.matches('${pattern}') || conn.tls.sni.size() == 10001`, { "conn.tls.sni": text }),
    ).toBe(true);
  });
});

describe("what parsers refuse or read wrongly", () => {
  it.each<[string, unknown]>([
    ["{'a-b': 1}.`a-b`", 1n],
    ["br'\\x41' == b'\\\\x41'", true],
    [".99 + .01", 1],
    ["[?optional.of(1), ?optional.none()]", [1n]],
    ["{?'a': optional.none()}.size()", 0n],
    ["9223372036854775807", 9223372036854775807n],
    ["-9223372036854775808", -9223372036854775808n],
    ["9223372036854775808", ["literal-out-of-range"]],
    ["18446744073709551615u", new Uint(18446744073709551615n)],
    ["18446744073709551616u", ["literal-out-of-range"]],
    ["0x8000000000000000", ["literal-out-of-range"]],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each([
    ["sums", Array(900).fill("1").join(" + ")],
    ["members", `{'b': 1}${".b".repeat(200)}`],
    ["calls", `'a'${".trim()".repeat(200)}`],
    ["comparisons", Array(900).fill("true").join(" == ")],
    ["terms", Array(4000).fill("true").join(" && ")],
    ["branches", `${"true ? 1 : ".repeat(200)}1`],
    ["parentheses", `${"(".repeat(250)}1${")".repeat(250)}`],
    ["lists", `${"[".repeat(240)}1${"]".repeat(240)}`],
  ])("a long chain of %s compiles, or is too large; nothing overflows", (_, text) => {
    const { diagnostics } = compileExpression(text, testEnvironment());
    expect(diagnostics.filter(({ code }) => code !== "constant-fault" && code !== "unknown-field")).toEqual([]);
  });
});

describe("what evaluators read wrongly", () => {
  it.each<[string, unknown]>([
    ["int('')", ["constant-fault"]],
    ["int(' 1')", ["constant-fault"]],
    ["timestamp('2026-01-01')", ["invalid-literal"]],
    ["timestamp('2026-02-30T00:00:00Z')", ["invalid-literal"]],
    ["timestamp('Thu, 01 Jan 2026 00:00:00 GMT')", ["invalid-literal"]],
    ["duration('1')", ["invalid-literal"]],
    ["{1: 'int', '1': 'string'}.size()", 2n],
    ["{1: 'int', '1': 'string'}['1']", "string"],
    ["{'__proto__': 1}['__proto__']", 1n],
    ["has({'a': 1}.constructor)", false],
    ["{'a': 1}.?toString.hasValue()", false],
    ["true || 1 / 0 == 1", true],
    ["'\\u0041' == 'A'", true],
    ["'a'.endsWith('a')", true],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it("a map of a host's own has no names but its keys", () => {
    expect(evaluate("vars.any.constructor", { "vars.any": CelMap.of([]) })).toBe("fault no-such-key");
    expect(evaluate("vars.any.__proto__", { "vars.any": CelMap.of([]) })).toBe("fault no-such-key");
  });
});
