import { describe, expect, test } from "vitest";
import { checkPolicies } from "./check/check-files.ts";
import { compilePolicy } from "./compile.ts";
import { applyFixes } from "./diagnostics/apply-fixes.ts";
import type { ConnectionFacts } from "./facts.ts";
import type { TraceEntry } from "./step.ts";

const FACTS: ConnectionFacts = {
  client: { ip: "192.0.2.7", port: 4000 },
  server: { ip: "192.0.2.1", port: 443, region: "" },
  start: new Date(0),
  endpoint: { id: "e", protocol: "tls", host: "a.test", port: 443, url: "tls://a.test" },
  hello: { sni: "a.test", ja4: "" },
};

const rule = (expression: string) =>
  `on_tcp_connect:\n  - expressions:\n      - ${expression}\n    actions: [{type: deny}]\n`;

/** What is told, but its place. */
function told(text: string) {
  return compilePolicy(text, { protocol: "tls" }).diagnostics.map(
    ({ code, severity, hint }) => [code, severity, hint] as const,
  );
}

describe("an expression without anything in it", () => {
  test.each(["''", "' '", '"\\t\\n "', "|\n\n"])("is a mistake: %j", (text) => {
    expect(told(rule(text))).toEqual([["empty-expression", "error", "remove it, or write a condition"]]);
  });
});

describe("what is wrong with an expression", () => {
  test("is as bad as the expression's own compiler says", () => {
    expect(told(rule("conn.bytes_in > 1"))).toEqual([["bytes-always-zero", "warning", undefined]]);
    expect(told(rule("conn.client_prt == 1"))).toEqual([["unknown-field", "error", expect.anything()]]);
  });

  test("is mended where it stands, in whatever quotes, and the first of its kind is left alone if it is another", () => {
    const wrong = "conn.server_region != '10.0.0.1/8' && inCidrRange(conn.client_ip, '10.0.0.1/8')";
    for (const text of [wrong, JSON.stringify(wrong), `>-\n          ${wrong}`].map(rule)) {
      const mended = applyFixes(text, checkPolicies(text).diagnostics).text;
      expect(mended).toBe(text.replace("client_ip, '10.0.0.1/8'", "client_ip, '10.0.0.0/8'"));
      expect(told(mended)).toEqual([]);
    }
  });

  test("is a comment only where a comment cuts it off, and only if what is left is no expression", () => {
    const isToldOfComment = (expression: string) =>
      told(rule(expression)).map(([code, , hint]) => [code, hint?.includes("starts a comment of YAML") === true]);
    expect(isToldOfComment('conn.tls.sni == "a #b"')).toEqual([["expression-syntax", true]]);
    expect(isToldOfComment('conn.tls.sni == "a')).toEqual([["expression-syntax", false]]);
    expect(isToldOfComment("conn.bytes_in > 1 #why")).toEqual([["bytes-always-zero", false]]);
    expect(isToldOfComment("conn.client_prt == 1 # why")).toEqual([["unknown-field", false]]);
  });
});

describe("a traced expression", () => {
  test("that is too deep to be explained is traced without its parts", () => {
    const deep = `conn.client_port${" + 1".repeat(500)} == 1`;
    const { policy } = compilePolicy(rule(JSON.stringify(deep)), { protocol: "tls", explain: true });
    const entries: TraceEntry[] = [];
    expect(policy?.start(FACTS, { trace: (entry) => entries.push(entry) }).kind).toBe("continue");
    expect(entries).toMatchObject([{ rule: 0, expression: 0, value: false, range: { start: { line: 3 } } }]);
    expect(entries[0]).not.toHaveProperty("parts");
  });
});
