import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";
import type { ConnectionFacts } from "./facts.ts";
import type { CompileOptions, Policy } from "./policy.ts";
import type { TraceEntry, TracePart } from "./step.ts";

const FACTS: ConnectionFacts = {
  client: { ip: "192.0.2.7", port: 50123 },
  server: { ip: "192.0.2.1", port: 443, region: "eu" },
  start: new Date("2026-01-01T00:00:00Z"),
  endpoint: { id: "ep", protocol: "tls", host: "a.example.com", port: 443, url: "tls://a.example.com" },
  hello: { sni: "a.example.com", ja4: "" },
};

function compile(text: string, options: CompileOptions = {}): Policy {
  const { policy, diagnostics } = compilePolicy(text, { protocol: "tls", explain: true, ...options });
  if (policy === undefined) throw new Error(JSON.stringify(diagnostics));
  return policy;
}

function traceOf(text: string, options: CompileOptions = {}): readonly TraceEntry[] {
  const entries: TraceEntry[] = [];
  compile(text, options).start(FACTS, { trace: (entry) => entries.push(entry), random: () => 0.5 });
  return entries;
}

function partsOf([entry]: readonly TraceEntry[]): readonly TracePart[] {
  return entry !== undefined && "expression" in entry ? (entry.parts ?? []) : [];
}

describe("a traced expression", () => {
  test("has its sub-values, each at its place in the file, also inside a block scalar", () => {
    const text = [
      "on_tcp_connect:",
      "  - expressions:",
      "      - |",
      "        conn.client_port > 1024",
      "          && conn.tls.sni == 'b.example.com'",
      "    actions: [{ type: deny }]",
    ].join("\n");
    const parts = partsOf(traceOf(text));
    expect(parts).toMatchObject([
      { source: "conn.client_port > 1024", value: true, parts: [{ source: "conn.client_port", value: 50123 }] },
      {
        source: "conn.tls.sni == 'b.example.com'",
        value: false,
        range: { start: { line: 5, column: 14 } },
        parts: [{ source: "conn.tls.sni", value: "a.example.com", range: { start: { line: 5, column: 14 } } }],
      },
    ]);
    for (const { range, source } of parts) {
      expect(text.slice(range.start.offset, range.end.offset)).toBe(source);
    }
  });

  test("has none unless the policy was compiled for it", () => {
    const text = "on_tcp_connect: [{ expressions: ['conn.client_port > 1'], actions: [{ type: deny }] }]";
    const [entry] = traceOf(text, { explain: false });
    expect(entry).toMatchObject({ value: true });
    expect(entry).not.toHaveProperty("parts");
  });

  test("shows a failure at the part that failed", () => {
    const text =
      "on_tcp_connect: [{ expressions: ['1 / (conn.client_port - 50123) == 1'], actions: [{ type: deny }] }]";
    const [entry] = traceOf(text);
    expect(entry).toMatchObject({ error: { code: "division-by-zero" } });
    expect(partsOf([entry as TraceEntry])).toMatchObject([
      { source: "1 / (conn.client_port - 50123)", error: { code: "division-by-zero" } },
    ]);
  });

  test("shows no value that would be too large to print", () => {
    const text =
      "on_tcp_connect: [{ expressions: ['lists.range(9999).map(x, string(x + conn.client_port) + \"-long-enough\").size() > 1'], actions: [{ type: deny }] }]";
    expect(partsOf(traceOf(text))).toMatchObject([{ value: 9999, parts: [{ value: "«too large»" }] }]);
  });
});

describe("what derives from a secret", () => {
  const resources = { secrets: { vault: { token: "hunter2" } } };

  test("is in no part, through variables of the policy too", () => {
    const text = [
      "on_tcp_connect:",
      "  - actions:",
      "      - type: set-vars",
      "        config: { vars: [{ copy: \"x${secrets.get('vault', 'token')}\" }] }",
      "  - expressions: [\"conn.client_port > 1 && vars.copy + 'y' == conn.tls.sni && conn.client_port > 2\"]",
      "    actions: [{ type: deny }]",
      "  - expressions: [\"1 / int(secrets.get('vault', 'token') + conn.tls.sni) > 1\"]",
      "    actions: [{ type: deny }]",
    ].join("\n");
    const entries = traceOf(text, { resources });
    expect(
      JSON.stringify(entries.map(({ rule: _, ...rest }) => rest)).replaceAll(/"source":"[^"]*"/g, ""),
    ).not.toContain("hunter2");
    const [, condition] = entries;
    expect(condition).toMatchObject({ value: "«secret»" });
    expect(partsOf([condition as TraceEntry])).toMatchObject([
      { value: true },
      { value: "«secret»", parts: [{ value: "«secret»", parts: [{ value: "«secret»" }] }, { value: "a.example.com" }] },
    ]);
    expect(entries.at(-1)).toMatchObject({ error: { message: "«secret»" } });
  });
});

test("a run takes the same draws, and decides the same, whether it is traced or not", () => {
  const text =
    "on_tcp_connect: [{ expressions: ['rand.double() < 0.3 || rand.int(1, 10) > 5'], actions: [{ type: deny }] }]";
  const decide = (explain: boolean, trace: boolean) => {
    const draws = [0.5, 0.9, 0.1];
    const step = compile(text, { explain }).start(FACTS, {
      random: () => draws.shift() ?? Number.NaN,
      ...(trace ? { trace: () => undefined } : {}),
    });
    return { kind: step.kind, left: draws };
  };
  const outcomes = [decide(false, false), decide(false, true), decide(true, false), decide(true, true)];
  expect(outcomes).toEqual(outcomes.map(() => ({ kind: "deny", left: [0.1] })));
});

test("a run that is out of cost units is so at the same expression when it is traced", () => {
  const heavy = "lists.range(9000).map(x, string(x)).join(',').size() > conn.client_port";
  const rules = Array.from({ length: 60 }, () => ({ expressions: [heavy, "false"], actions: [{ type: "deny" }] }));
  const text = JSON.stringify({ on_tcp_connect: rules });
  const failedAt = (trace: boolean) => {
    const step = compile(text).start(FACTS, trace ? { trace: () => undefined } : {});
    return step.kind === "error" ? step.rule : step.kind;
  };
  expect(failedAt(true)).toBe(failedAt(false));
});
