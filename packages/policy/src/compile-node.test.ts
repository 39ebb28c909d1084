import { describe, expect, test } from "vitest";
import { compileNode, compilePolicy } from "./compile.ts";
import type { ConnectionFacts } from "./facts.ts";
import type { CompileOptions, Policy } from "./policy.ts";
import { type Embedded, LineIndex, policyIn, readDocuments } from "./source/index.ts";
import type { TraceEntry } from "./step.ts";
import { TLS } from "./testing/handshake.ts";

const FACTS: ConnectionFacts = {
  client: { ip: "192.0.2.7", port: 4000 },
  server: { ip: "192.0.2.1", port: 443, region: "" },
  start: new Date(0),
  endpoint: { id: "e", protocol: "tls", host: "a.test", port: 443, url: "tls://a.test" },
  hello: { sni: "a.test", ja4: "" },
};

interface Compiled {
  readonly policy: Policy | undefined;
  /** `code@offset`. */
  readonly told: readonly string[];
}

/** A policy that is read apart from being compiled, as a host does that keeps what it has read. */
function compileRead(text: string, options: CompileOptions = {}, read: Partial<Embedded> = {}): Compiled {
  const told: string[] = [];
  const sink = { report: (code: string, start: number) => told.push(`${code}@${start}`) };
  const embedded = { ...policyIn(text, sink, (span) => span), ...read };
  const policy = compileNode(embedded, { protocol: "tls", ...options, sink, places: new LineIndex(text) });
  return { policy, told };
}

const DENY = "on_tcp_connect: [{ actions: [{ type: deny }] }]";
const ALLOW_WITHOUT = "on_tcp_connect: [{ expressions: [conn.client_port == 1], actions: [{ type: deny }] }]";

describe("a policy that was read already", () => {
  test("runs as it would from its text", () => {
    for (const text of [DENY, ALLOW_WITHOUT, "", "on_tcp_connect:"]) {
      const { policy, told } = compileRead(text);
      expect(told).toEqual([]);
      expect(policy?.start(FACTS).kind).toBe(compilePolicy(text, { protocol: "tls" }).policy?.start(FACTS).kind);
    }
  });

  test("with a mistake is none, and the mistakes are told in the order of their places", () => {
    const text = "on_tcp_connect: [{ expressions: [conn.client_prt == 1], actions: [{ type: denyy }], more: 1 }]";
    const { policy, told } = compileRead(text);
    expect(policy).toBeUndefined();
    expect(told).toEqual([
      `unknown-field@${text.indexOf("client_prt")}`,
      `unknown-action@${text.indexOf("denyy")}`,
      `unknown-key@${text.indexOf("more")}`,
    ]);
  });

  test("with a warning is one", () => {
    const { policy, told } = compileRead(`on_http_request: []\n${DENY}`);
    expect(told).toEqual(["empty-http-phase@0"]);
    expect(policy?.start(FACTS).kind).toBe("deny");
  });

  test("of which a part could not be read is none, even if the rest of it is right", () => {
    const [document] = readDocuments(DENY);
    expect(compileRead(DENY, {}, { node: document?.root, incomplete: true })).toEqual({ policy: undefined, told: [] });
  });

  test("of which a part could not be read is told of what is wrong with the rest, and of nothing that it may not lack", () => {
    const text = ALLOW_WITHOUT.replace("conn.client_port", "conn.client_prt");
    expect(compileRead(text, { upstream: false }, { incomplete: true }).told).toEqual([
      `unknown-field@${text.indexOf("client_prt")}`,
    ]);
    expect(compileRead("", { upstream: false }, { incomplete: true }).told).toEqual([]);
    expect(compileRead("", { upstream: false }).told).toEqual(["not-handled@0"]);
  });

  test("finds what it refers to in the resources, and nothing without any", () => {
    const text = "on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { ip_policies: [known] } }] }]";
    const resources = { ip_policies: { known: [{ cidr: "192.0.2.0/24", action: "allow" } as const] } };
    expect(compileRead(text, { resources }).policy?.start(FACTS).kind).toBe("continue");
    expect(compileRead(text)).toMatchObject({
      policy: undefined,
      told: [`unknown-ip-policy@${text.indexOf("known")}`],
    });
  });
});

describe("what a policy is compiled for", () => {
  const both = (text: string, options: CompileOptions) => [
    compileRead(text, options).policy,
    compilePolicy(text, { protocol: "tls", ...options }).policy,
  ];

  test("is an endpoint with an upstream, unless it is said that there is none", () => {
    const upstream = (options: CompileOptions) =>
      both(ALLOW_WITHOUT, options).map((policy) => policy?.start(FACTS).kind ?? "does not compile");
    expect(upstream({})).toEqual(["continue", "continue"]);
    expect(upstream({ upstream: true })).toEqual(["continue", "continue"]);
    expect(upstream({ upstream: false })).toEqual(["error", "error"]);
  });

  test("is no internal endpoint, unless it is said", () => {
    const text = `on_tcp_connect: [{ expressions: ["has(conn.tls.version) && conn.tls.version == '1.3'"], actions: [{ type: deny }] }]`;
    const internal = (options: CompileOptions) =>
      both(text, options).map((policy) => policy?.start({ ...FACTS, tls: TLS }).kind ?? "does not compile");
    expect(internal({ internal: true })).toEqual(["deny", "deny"]);
    expect(internal({})).not.toContain("deny");
  });

  test("is a run that explains itself only if it is said", () => {
    const parts = (options: CompileOptions) =>
      both(ALLOW_WITHOUT, options).map((policy) => {
        const entries: TraceEntry[] = [];
        policy?.start(FACTS, { trace: (entry) => entries.push(entry) });
        return entries.map((entry) => "parts" in entry);
      });
    expect(parts({})).toEqual([[false], [false]]);
    expect(parts({ explain: true })).toEqual([[true], [true]]);
  });
});

describe("a policy that runs", () => {
  test("can be written to nowhere: every connection has the same one", () => {
    const text = `on_tcp_connect:
  - name: only
    actions: [{ type: terminate-tls }, { type: forward-internal, config: { url: 'tls://a.internal' } }]`;
    for (const { policy } of [compileRead(text), compilePolicy(text, { protocol: "tls" })]) {
      expect(policy).toMatchObject({ ruleNames: ["only"], terminations: [{}], forwards: [{}] });
      const parts = [policy, policy?.requires, policy?.terminations, policy?.forwards, policy?.ruleNames];
      expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true));
    }
  });

  test("asks nobody where it is started without a host", () => {
    const policy = compilePolicy(
      "on_tcp_connect: [{ expressions: [\"rand.double() < 1.0 && time.now > '2020'\"], actions: [{ type: deny }] }]",
    ).policy;
    expect(policy?.start(FACTS).kind).toBe("deny");
    expect(policy?.start(FACTS, {}).kind).toBe("deny");
  });
});
