import { describe, expect, test } from "vitest";
import { answerVector } from "./answer-vector.ts";
import { compareAnswer } from "./compare.ts";
import { testVector } from "./test-vector.ts";
import type { ExpectedDiagnostic, Vector } from "./vector.ts";

const SHADOWED = `on_tcp_connect:
  - expressions: [conn.client_port < 1024]
    actions: [{ type: deny }]
  - expressions: [conn.client_port < 512]
    actions: [{ type: close-connection }]
`;
const CONFIGURATION = `endpoints:
  - url: tcp://db.example.com:5432
    upstream: { url: 5432 }
    traffic_policy:
      on_tcp_connect:
        - actions: [{ type: denny }]
`;
const codesOf = (diagnostics: readonly ExpectedDiagnostic[] | undefined) => diagnostics?.map(({ code }) => code);

describe("lints in an answer", () => {
  test("are told on demand, beside the outcome", () => {
    const question = { id: "t/a", policy: SHADOWED };
    expect(answerVector(question)).toMatchObject({ outcome: "continue", diagnostics: [] });
    const { outcome, diagnostics } = answerVector(question, { lints: true });
    expect(outcome).toBe("continue");
    expect(diagnostics).toMatchObject([{ code: "rule-never-reached", severity: "warning", line: 4, column: 5 }]);
  });

  test("what compiling tells as well is told once, and all in the order of the document", () => {
    const policy = `on_tcp_connect:
  - actions: [{ type: set-vars, config: { vars: [{ a: 1 }] } }]
  - actions: [{ type: restrict-ips, config: { allow: [192.0.2.1/24, '2001:db8::/32'] } }]
`;
    const { diagnostics } = answerVector({ id: "t/a", policy }, { lints: true });
    expect(codesOf(diagnostics)).toEqual(["unused-variable", "cidr-host-bits"]);
  });

  test("are those of the vector's endpoint", () => {
    const policy = "on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { allow: [192.0.2.0/24] } }] }]";
    const of = (url: string) =>
      codesOf(answerVector({ id: "t/a", policy, endpoint: { url } }, { lints: true }).diagnostics);
    expect(of("tcp://db.example.com:1")).toEqual(["ipv4-only"]);
    expect(of("tcp://192.0.2.1:1")).toEqual([]);
  });

  test("never keep a policy from running, also where a comment is wrong", () => {
    const policy = "# sluice-ignore redundant-cidr\non_tcp_connect: [{ actions: [{ type: deny }] }]\n";
    expect(answerVector({ id: "t/a", policy }, { lints: true })).toMatchObject({ outcome: "deny", diagnostics: [] });
  });

  test("a policy's own tests have them where they expect a warning", () => {
    const vector = (code: string): Vector => ({
      id: "t/a",
      policy: SHADOWED,
      expect: { outcome: "continue", diagnostics: [{ code, severity: "warning" }] },
    });
    expect(testVector(vector("rule-never-reached")).mismatches).toEqual([]);
    expect(testVector(vector("redundant-cidr")).mismatches).toHaveLength(1);
    expect(testVector({ id: "t/a", policy: SHADOWED, expect: { outcome: "continue" } }).answer.diagnostics).toEqual([]);
  });
});

describe("mode check", () => {
  const check = (policy: string, diagnostics: readonly ExpectedDiagnostic[], more: Partial<Vector> = {}): Vector => ({
    id: "t/a",
    mode: "check",
    policy,
    expect: { diagnostics },
    ...more,
  });
  const mismatches = (vector: Vector) => compareAnswer(vector, answerVector(vector));

  test("the text is a file with policies in it, and nothing is run", () => {
    const answer = answerVector(check(CONFIGURATION, []));
    expect(answer.outcome).toBeUndefined();
    expect(answer.diagnostics).toMatchObject([{ code: "unknown-action", line: 6, column: 29 }]);
    expect(testVector(check(CONFIGURATION, [{ code: "unknown-action", line: 6 }])).mismatches).toEqual([]);
  });

  test("warnings are held exactly", () => {
    expect(mismatches(check(SHADOWED, [{ code: "rule-never-reached", severity: "warning" }]))).toEqual([]);
    expect(mismatches(check(SHADOWED, []))).toHaveLength(1);
    expect(mismatches({ id: "t/a", policy: SHADOWED, expect: { outcome: "continue", diagnostics: [] } })).toEqual([]);
  });

  test("without resources what needs them is not checked, with them it is", () => {
    const policy = "on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { ip_policies: [ipp] } }] }]";
    expect(mismatches(check(policy, [{ code: "not-checked", severity: "info" }]))).toEqual([]);
    expect(mismatches(check(policy, [{ code: "unknown-ip-policy" }], { resources: {} }))).toEqual([]);
  });

  test("the protocol is not known unless it is given", () => {
    const policy = "on_tcp_connect: [{ actions: [{ type: forward-internal, config: { url: 'tls://a.internal' } }] }]";
    expect(mismatches(check(policy, []))).toEqual([]);
    expect(mismatches(check(policy, [{ code: "forward-scheme" }], { protocol: "tcp" }))).toEqual([]);
  });
});
