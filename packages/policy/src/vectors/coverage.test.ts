import { describe, expect, test } from "vitest";
import { Coverage } from "./coverage.ts";
import { countsOf, gapsOf, percentOf, sumOf } from "./coverage-summary.ts";
import { testVector } from "./test-vector.ts";
import type { Vector, VectorConnection } from "./vector.ts";

const EXPECT = { outcome: "continue" } as const;

/** What runs of a policy over connections leave open, and the counts. */
function covered(policy: string, ...runs: readonly (VectorConnection & Pick<Vector, "resources">)[]) {
  const coverage = new Coverage();
  for (const [i, { resources, ...connection }] of runs.entries()) {
    const given = resources === undefined ? {} : { resources };
    testVector({ id: `t/v${i}`, policy, protocol: "tls", connection, ...given, expect: EXPECT }, { coverage });
  }
  const [only, ...others] = coverage.policies();
  if (only === undefined || others.length > 0) throw new Error("one policy was expected");
  const gaps = gapsOf(only).map(({ kind, range, source }) => {
    return `${range.start.line}:${range.start.column} ${kind}${source === undefined ? "" : ` ${source}`}`;
  });
  return { gaps, counts: countsOf(only) };
}

const POLICY = `on_tcp_connect:
  - expressions: ["conn.client_port > 10 && conn.client_port < 20"]
    actions: [{ type: deny }]
  - actions: [{ type: log, config: { metadata: { a: b } } }]
  - expressions: ["conn.client_port == 5 ? conn.tls.sni == 'a' : true"]
    actions: [{ type: close-connection }]
`;
const HELLO = { tls: { sni: "a" } };

describe("coverage", () => {
  test("tells what no vector did, with places", () => {
    expect(covered(POLICY, { client_port: 5, ...HELLO })).toEqual({
      gaps: [
        "2:5 rule-never-ran",
        "2:19 expression-never-true conn.client_port > 10 && conn.client_port < 20",
        "2:45 branch-never-reached conn.client_port < 20",
        "5:5 rule-never-skipped",
        "5:19 expression-never-false conn.client_port == 5 ? conn.tls.sni == 'a' : true",
        "5:66 branch-never-reached true",
      ],
      counts: {
        rules: { covered: 2, total: 3 },
        expressions: { covered: 0, total: 2 },
        branches: { covered: 2, total: 4 },
      },
    });
  });

  test("adds up over vectors until nothing is left", () => {
    const runs = [
      { client_port: 5, ...HELLO },
      { client_port: 15 },
      { client_port: 30, ...HELLO },
      { client_port: 5, tls: { sni: "b" } },
    ];
    const { gaps, counts } = covered(POLICY, ...runs);
    expect(gaps).toEqual([]);
    expect(percentOf(counts)).toBe(100);
  });

  test("says of a rule that was never reached nothing more", () => {
    expect(covered(POLICY, { client_port: 15 }).gaps.filter((each) => each.startsWith("5:"))).toEqual([
      "5:5 rule-never-reached",
    ]);
  });

  test("says of an expression that was never evaluated, and of a branch inside of another, nothing more", () => {
    const policy = `on_tcp_connect:
  - expressions:
      - conn.client_port > 10
      - conn.client_port > 20 && (conn.tls.sni == 'a' || conn.tls.sni == 'b')
    actions: [{ type: deny }]
`;
    expect(covered(policy, { client_port: 5 }).gaps).toEqual([
      "2:5 rule-never-ran",
      "3:9 expression-never-true conn.client_port > 10",
      "4:9 expression-never-evaluated conn.client_port > 20 && (conn.tls.sni == 'a' || conn.tls.sni == 'b')",
    ]);
    expect(covered(policy, { client_port: 15 }).gaps.filter((each) => each.includes("branch"))).toEqual([
      "4:35 branch-never-reached conn.tls.sni == 'a' || conn.tls.sni == 'b'",
    ]);
  });

  test("asks of a constant expression only what it can be", () => {
    const policy = 'on_tcp_connect: [{ expressions: ["1 < 2"], actions: [{ type: deny }] }]';
    expect(covered(policy, {}).gaps).toEqual([]);
  });

  test("asks of an expression that is constant for some resources both outcomes", () => {
    const policy = "on_tcp_connect: [{ expressions: [\"secrets.get('v', 'n') == 'x'\"], actions: [{ type: deny }] }]";
    const secret = (n: string) => ({ resources: { secrets: { v: { n } } } });
    expect(covered(policy, secret("x")).gaps).toEqual([]);
    expect(covered(policy, secret("x"), secret("y")).gaps).toEqual([]);
    expect(covered(policy, secret("y")).gaps).toEqual(["1:18 rule-never-ran"]);
  });

  test("counts a rule that hands the connection over as one that ran", () => {
    const policy = "on_tcp_connect: [{ actions: [{ type: forward-internal, config: { url: 'tls://a.internal' } }] }]";
    expect(covered(policy, HELLO).gaps).toEqual([]);
  });

  test("an expression that only failed was neither true nor false", () => {
    const policy = 'on_tcp_connect: [{ expressions: ["1 / (conn.client_port - 5) > 0"], actions: [{ type: deny }] }]';
    expect(covered(policy, { client_port: 5 }).gaps.map((each) => each.split(" ")[1])).toEqual([
      "rule-never-ran",
      "rule-never-skipped",
      "expression-never-true",
      "expression-never-false",
    ]);
  });

  test("keeps branches of an alias apart, though all stand at one place", () => {
    const policy = `on_tcp_connect:
  - expressions: [&e "conn.client_port > 10 && conn.client_port < 20"]
    actions: [{ type: log, config: { metadata: { a: b } } }]
  - expressions: [*e]
    actions: [{ type: deny }]
`;
    expect(covered(policy, { client_port: 5 }).counts.branches).toEqual({ covered: 2, total: 4 });
  });
});

test("one text on two protocols is two policies, one that does not compile is none", () => {
  const coverage = new Coverage();
  const run = (id: string, policy: string, protocol: "tcp" | "tls") =>
    testVector({ id, policy, protocol, expect: EXPECT }, { coverage });
  run("t/a", "on_tcp_connect: []", "tcp");
  run("t/b", "on_tcp_connect: []", "tls");
  run("t/c", "on_tcp_connect: []", "tcp");
  run("t/d", "on_tcp_connect: 1", "tcp");
  expect(coverage.policies().map(({ vector, protocol }) => [vector, protocol])).toEqual([
    ["t/a", "tcp"],
    ["t/b", "tls"],
  ]);
  expect(percentOf(sumOf(coverage.policies().map(countsOf)))).toBe(100);
});

test("covering changes no answer", () => {
  const vector: Vector = {
    id: "t/a",
    policy:
      "on_tcp_connect: [{ expressions: ['rand.double() < 0.5 && rand.double() < 0.5'], actions: [{ type: deny }] }]",
    connection: { random: [0.1, 0.2] },
    expect: { outcome: "deny" },
  };
  const plain = testVector(vector, {});
  expect(plain.mismatches).toEqual([]);
  expect(testVector(vector, { coverage: new Coverage() })).toEqual(plain);
});

test("a vector that fails has the trace of its run, with sub-values", () => {
  const policy = "on_tcp_connect: [{ expressions: ['conn.client_port > 1 && true'], actions: [{ type: deny }] }]";
  const tested = testVector({ id: "t/a", policy, expect: EXPECT }, {});
  expect(tested.mismatches).toMatchObject([{ path: "outcome", expected: "continue", actual: "deny" }]);
  expect(tested.trace).toMatchObject([
    { rule: 0, expression: 0, value: true, parts: [{ value: true }] },
    { action: 0 },
  ]);
});
