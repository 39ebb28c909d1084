import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_COST } from "../cel/limits.ts";
import { compileProgram } from "../compile.ts";
import type { ConnectionFacts } from "../facts.ts";
import type { CompileOptions } from "../policy.ts";
import type { Program } from "../program.ts";
import { begin, start } from "../run.ts";
import { RunState } from "../run-state.ts";
import type { ClientHelloResult, Step, TraceEntry } from "../step.ts";
import { TLS } from "../testing/handshake.ts";

const seed = Number(process.env.SLUICE_SEED ?? 9);
const numRuns = Number(process.env.SLUICE_RUNS ?? 150);

// Few values, near each other: most rules then nearly match, and many do.
const NAMES = ["", "test", "a.test", "b.test", "b.a.test", "xa.test", "A.test", "a.testing", "x".repeat(300)];
const PARTS = ["", "t", "test", ".test", "a.test", "b.test", "a", "b", "b.a", "x", "a.", "sting"];
const PORTS = [-1, 0, 1, 2, 3, 5, 8, 65_535, Number.NaN];
const BLOCKS = [
  ...["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3", "10.1.2.128/25", "192.0.2.0/24"],
  ...["::/0", "2001:db8::/32", "2001:db8::1", "::ffff:10.1.0.0/112"],
];
const ADDRESSES = ["10.1.2.3", "10.1.2.200", "10.1.9.9", "11.0.0.1", "192.0.2.1", "2001:db8::1", "2001:db8::2", "::1"];
const SOCKETS = [...ADDRESSES, "::ffff:10.1.2.3", "fe80::1%eth0", "not an address"];

const quoted = (text: string) => `'${text}'`;
const name = fc.constantFrom(...NAMES).map(quoted);
const part = fc.constantFrom(...PARTS).map(quoted);
const port = fc.constantFrom(...PORTS.filter((each) => each >= 0)).map(String);
const block = fc.constantFrom(...BLOCKS).map(quoted);
const address = fc.constantFrom(...ADDRESSES).map(quoted);
const some = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => `[${items.join(", ")}]`);

const text = fc.constantFrom("conn.tls.sni", "conn.tls.ja4_fingerprint", "endpoint.host", "conn.server_region");
const number = fc.constantFrom("conn.client_port", "conn.server_port", "endpoint.port");
const peer = fc.constantFrom("conn.client_ip", "conn.server_ip");
const order = fc.constantFrom("<", "<=", ">", ">=", "==");

const format = (template: string, ...parts: fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((values) => template.replace(/%/g, () => values.shift() ?? ""));

/** What an index can know. */
const known = fc.oneof(
  format("% == %", text, name),
  format("% == %", name, text),
  format("% in %", text, some(name)),
  format("%.endsWith(%)", text, part),
  format("%.startsWith(%)", text, part),
  format("% % %", number, order, port),
  format("% % %", port, order, number),
  format("(% > % && %)", number, port, format("% <= %", number, port)),
  format("% in %", number, some(port)),
  format("inCidrRange(%, %)", peer, block),
  format("inCidrRanges(%, %)", peer, some(block)),
  format("% == %", peer, address),
  format("% in %", peer, some(address)),
  format("cidr('10.1.0.0/16').containsIP(%)", peer),
  format("ip(%) == ip(%)", peer, address),
);

const shown = fc.constantFrom("conn.tls.sni", "conn.client_port", "conn.server_region", "endpoint.port");
/** Also what may be left out, whose place in the list is not what stands there. */
const element = fc.oneof(
  format("dyn(%)", shown),
  format("dyn(optional.of(%))", shown),
  format("?optional.of(dyn(%))", shown),
);
const pair = (mark: string, value: fc.Arbitrary<string>) =>
  format(`${mark}%: %`, fc.constantFrom("conn.client_port", "'a'", "'b'", "'c'"), value);
const entry = fc.oneof(pair("", format("dyn(%)", shown)), pair("?", format("optional.of(dyn(%))", shown)));
const made = fc.oneof(
  format("%.exists(x, x == dyn(conn.client_port))", some(element)),
  format(
    "{%}.exists(x, x == dyn(conn.client_port))",
    fc.array(entry, { maxLength: 4 }).map((each) => each.join(", ")),
  ),
);

/** What it cannot know: errors, draws, what is counted, what changes while the policy runs, what a secret is in. */
const unknown = fc.constantFrom(
  "1 / (conn.server_port - 5) == 1",
  "rand.double() < 0.5",
  "rand.int(1, 3) == 2",
  "vars.flag == 'set'",
  "vars.flag == 'other'",
  "has(vars.flag)",
  "vars.count > 1",
  "conn.tls.version == '1.3'",
  "has(conn.tls.version)",
  "actions.ngrok.restrict_ips.action == 'deny'",
  "conn.tls.ja4_fingerprint.contains('t')",
  "conn.tls.ja4_fingerprint.split('t').size() > 1",
  "conn.tls.ja4_fingerprint.split('t').exists(part, part == 'es')",
  "(conn.tls.ja4_fingerprint + endpoint.host).lower() == 'x'",
  "(conn.tls.ja4_fingerprint + endpoint.host).lower().matches('^t13d')",
  "secrets.get('vault', 'name') == conn.tls.sni",
  "inCidrRange(conn.client_ip, secrets.get('vault', 'block'))",
  "conn.tls.sni.lower() == 'a.test'",
  "conn.tls.sni.lower().endsWith('test')",
  "conn.tls.sni.matches('^a[.]')",
  "conn.tls.sni.split('.')[1] == 'test'",
  "int(conn.tls.sni.size()) / (conn.client_port - 1) > 2",
  "[conn.tls.sni.lower(), 'b'].exists(x, x == conn.tls.sni)",
  "conn.tls.version.lower() == '1.3'",
  "vars.flag.upper() == 'SET'",
  "true",
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 6, arbitrary: known },
    { weight: 3, arbitrary: unknown },
    { weight: 1, arbitrary: made },
    { weight: 2, arbitrary: format("(% && %)", tie("condition"), tie("condition")) },
    { weight: 2, arbitrary: format("(% || %)", tie("condition"), tie("condition")) },
    { weight: 1, arbitrary: format("!(%)", tie("condition")) },
    { weight: 1, arbitrary: format("(% ? % : %)", tie("condition"), tie("condition"), tie("condition")) },
  ),
}));

const log = { type: "log", config: { metadata: { at: "${conn.client_port}", drawn: "${rand.int(0, 9)}" } } };
const setVars = { type: "set-vars", config: { vars: [{ flag: "set" }, { count: "${rand.int(0, 3)}" }] } };
const setOther = { type: "set-vars", config: { vars: [{ flag: "other" }] } };
const restrict = { type: "restrict-ips", config: { allow: ["10.1.0.0/16"], enforce: false } };
const forward = { type: "forward-internal", config: { url: "tls://x.internal:1", on_error: "continue" } };
const terminate = { type: "terminate-tls" };
const PASSING = [log, setVars, setOther, restrict, forward, terminate];
const action = fc.constantFrom<object>(...PASSING, { type: "deny" }, { type: "close-connection" });

const rule = fc.record({
  expressions: fc.array(condition, { minLength: 1, maxLength: 3 }),
  actions: fc.array(action, { minLength: 1, maxLength: 1 }),
});
/** What may be named later; the port of which it is a condition is rare. */
const FIRST = { expressions: ["conn.client_port == 3"], actions: [setVars, restrict, terminate] };

const rules = fc
  .tuple(
    fc.array(rule, { minLength: 1, maxLength: 40, size: "max" }),
    fc.array(
      fc.record({
        at: fc.nat(40),
        rule: fc.constantFrom({ actions: [log] }, { actions: [setVars] }, { actions: [setOther] }),
      }),
      {
        maxLength: 2,
      },
    ),
  )
  .map(([conditional, others]) => {
    const all: object[] = [...conditional];
    for (const { at, rule: each } of others) all.splice(at, 0, each);
    return [FIRST, ...all];
  });

const connection = fc.record({
  client: fc.constantFrom(...SOCKETS),
  server: fc.constantFrom(...SOCKETS),
  ports: fc.tuple(fc.constantFrom(...PORTS), fc.constantFrom(...PORTS)),
  sni: fc.constantFrom(...NAMES),
  ja4: fc.constantFrom("t13d", "", "test"),
  hello: fc.constantFrom("given", "hello", "not-tls", "malformed"),
  handshake: fc.boolean(),
  /** Of what the run may use: mostly more than it needs. */
  left: fc.oneof({ weight: 2, arbitrary: fc.constant(MAX_COST) }, { weight: 1, arbitrary: fc.nat(80) }),
});
type Connection = typeof connection extends fc.Arbitrary<infer T> ? T : never;

const OPTIONS: CompileOptions = {
  protocol: "tls",
  resources: { secrets: { vault: { name: "a.test", block: "10.1.0.0/16" } } },
};

function compile(policy: readonly object[], optimize: CompileOptions["optimize"]): Program | undefined {
  return compileProgram(JSON.stringify({ on_tcp_connect: policy }), { ...OPTIONS, optimize }).program;
}

function factsOf({ client, server, ports, sni, ja4, hello }: Connection): ConnectionFacts {
  return {
    client: { ip: client, port: ports[0] },
    server: { ip: server, port: ports[1], region: "test" },
    start: new Date(0),
    endpoint: { id: "e", protocol: "tls", host: "a.test", port: 8, url: "tls://a.test:8" },
    ...(hello === "given" ? { hello: { sni, ja4 } } : {}),
  };
}

/** All that a host can see of a run. */
function answers(begun: Step, connection: Connection): unknown[] {
  const { hello, sni, ja4, handshake } = connection;
  const told: unknown[] = [];
  let step = begun;
  for (;;) {
    const { report, ...rest } = step as Step & { resume?: unknown };
    const { logs, vars, ipPolicy, actions } = report;
    told.push(JSON.parse(JSON.stringify({ ...rest, tls: undefined, logs, vars, ipPolicy, actions })));
    switch (step.kind) {
      case "client-hello":
        step = step.resume(
          hello === "hello" ? { kind: hello, hello: { sni, ja4 } } : ({ kind: hello } as ClientHelloResult),
        );
        break;
      case "terminate-tls":
        step = step.resume(handshake ? { ok: true, tls: TLS } : { ok: false, error: { code: "no", message: "no" } });
        break;
      case "forward-internal":
        step = step.resume({ code: "unreachable", message: "nobody there" });
        break;
      default:
        return told;
    }
  }
}

/** With the draws that were made and the cost that was counted. */
function runOf(program: Program, connection: Connection): unknown {
  let draws = 0;
  const random = () => (draws++ * 0.37) % 1;
  const state = new RunState(program);
  state.begin(factsOf(connection), { random, now: new Date(0) }, undefined);
  state.cost = MAX_COST - connection.left;
  const steps = answers(begin(state), connection);
  return { steps, draws, cost: state.cost };
}

/** With the state that the run before it has left. */
function nextStepsOf(program: Program, connection: Connection): unknown {
  let draws = 0;
  const random = () => (draws++ * 0.37) % 1;
  return answers(start(program, factsOf(connection), { random, now: new Date(0) }), connection);
}

function traceOf(program: Program, connection: Connection): unknown {
  let draws = 0;
  const entries: TraceEntry[] = [];
  const random = () => (draws++ * 0.37) % 1;
  const host = { random, now: new Date(0), trace: (entry: TraceEntry) => entries.push(entry) };
  const steps = answers(start(program, factsOf(connection), host), connection);
  return { steps, draws, entries: entries.map(({ ...entry }) => entry) };
}

test("an optimized policy runs as one that asks rule by rule, draws, costs, errors and traces included", {
  timeout: 120_000,
}, () => {
  let compiled = 0;
  fc.assert(
    fc.property(rules, fc.array(connection, { minLength: 1, maxLength: 6 }), (policy, connections) => {
      const plain = compile(policy, "never");
      const optimized = compile(policy, "always");
      const asUsual = compile(policy, "auto");
      expect([optimized === undefined, asUsual === undefined]).toEqual([plain === undefined, plain === undefined]);
      if (plain === undefined || optimized === undefined || asUsual === undefined) return;
      compiled++;
      for (const each of connections) {
        const expected = runOf(plain, each);
        expect(runOf(optimized, each)).toEqual(expected);
        expect(runOf(asUsual, each)).toEqual(expected);
        expect(nextStepsOf(optimized, each)).toEqual(nextStepsOf(plain, each));
        expect(traceOf(optimized, each)).toEqual(traceOf(plain, each));
      }
    }),
    { seed, numRuns },
  );
  // A rule may only be wrong in ways that the whole generator knows nothing of.
  expect(compiled).toBeGreaterThan(numRuns * 0.5);
});
