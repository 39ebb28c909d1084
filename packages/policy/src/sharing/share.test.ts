import { describe, expect, test, vi } from "vitest";
import { MAX_COST } from "../cel/limits.ts";
import { compileProgram } from "../compile.ts";
import type { CertificateFacts, ConnectionFacts } from "../facts.ts";
import type { CompileOptions } from "../policy.ts";
import type { Program } from "../program.ts";
import { begin, start } from "../run.ts";
import { RunState } from "../run-state.ts";
import type { Step, TraceEntry } from "../step.ts";
import { TLS } from "../testing/handshake.ts";

const DENY = [{ type: "deny" }];
const LOG = [{ type: "log", config: { metadata: { at: "here" } } }];

/** A connection that counts how often its server name is read. */
function counting(): { facts: ConnectionFacts; reads: () => number } {
  let reads = 0;
  const endpoint = { id: "e", protocol: "tls", host: "a.test", port: 443, url: "tls://a.test" };
  const client = { ip: "192.0.2.1", port: 5 };
  const hello = {
    ja4: "t13d",
    get sni() {
      reads++;
      return "A.test";
    },
  };
  const facts = { client, server: { ...client, region: "" }, start: new Date(0), endpoint, hello };
  return { facts, reads: () => reads };
}

/** Runs one rule for each condition, and tells how often the name was read. */
function run(
  conditions: readonly (string | readonly string[])[],
  options: CompileOptions = {},
  actions: readonly object[] = DENY,
) {
  const rules = conditions.map((condition) => ({ expressions: [condition].flat(), actions }));
  const { program, diagnostics } = compileProgram(JSON.stringify({ on_tcp_connect: rules }), {
    protocol: "tls",
    resources: { secrets: { vault: { name: "A.test" } } },
    ...options,
  });
  if (program === undefined) throw new Error(JSON.stringify(diagnostics[0]));
  const { facts, reads } = counting();
  const step = start(program, facts, { random: () => 0.5 });
  return { step, reads: reads(), again: () => start(program, facts, {}), readsNow: reads, program };
}

const LOWER = "conn.tls.sni.lower() == 'b.test'";

describe("evaluated once a connection", () => {
  test("a call that several rules make", () => {
    expect(run([LOWER, LOWER, "conn.tls.sni.lower() in ['c.test', 'd.test']", `true && ${LOWER}`]).reads).toBe(1);
    expect(run([LOWER, LOWER, LOWER], { optimize: "never" }).reads).toBe(3);
  });

  test("a call that one expression makes twice, and one of its own expressions again", () => {
    expect(run([["conn.tls.sni.lower() != conn.tls.sni.lower()"]]).reads).toBe(1);
    expect(
      run([["conn.tls.sni.matches('^A[.]')", "conn.tls.sni.matches('^A[.]') && conn.client_port == 6"]]).reads,
    ).toBe(1);
  });

  test("the outermost call that is shared, and what is in it where others share that alone", () => {
    const outer = "conn.tls.sni.lower().matches('^b')";
    expect(run([outer, outer, LOWER, LOWER]).reads).toBe(1);
    expect(run([outer, outer]).reads).toBe(1);
  });

  test("a macro over a list", () => {
    const some = "conn.tls.sni.split('.').exists(part, part == 'b')";
    expect(run([some, some, some]).reads).toBe(1);
  });

  test("one that fails: it fails the same, and no false beside it is lost", () => {
    const failing = "conn.tls.sni.split('.')[7].lower() == 'x'";
    const { step, reads } = run([[failing, "conn.client_port == 6"], [failing, "conn.client_port == 7"], [failing]]);
    expect(reads).toBe(1);
    expect(step).toMatchObject({ kind: "error", rule: 2, error: { message: "index 7 of 2 elements" } });
  });

  // Of these nobody knows how long they are, so what goes through them is counted.
  test.each([
    "(conn.tls.ja4_fingerprint + conn.tls.sni).lower()",
    "(endpoint.host + conn.tls.sni).lower()",
    "(conn.geo.city + conn.tls.sni).lower()",
  ])("what counts its own cost: %s", (text) => {
    const conditions = [`${text} == 'x'`, `${text} == 'y'`, `${text}.matches('^z')`];
    const options: CompileOptions = { resources: { ip_intelligence: ["geo"] } };
    expect(run(conditions, options).reads).toBe(1);
    expect(run(conditions, { ...options, optimize: "never" }).reads).toBe(3);
  });

  test("what goes through a field of a certificate", () => {
    const text = "conn.tls.client.subject.common_name.lower()";
    const rules = ["x", "y"].map((name) => ({ expressions: [`${text} == '${name}'`], actions: DENY }));
    const { program } = compileProgram(JSON.stringify({ on_tcp_connect: rules }), { protocol: "tls", internal: true });
    if (program === undefined) throw new Error("it compiles");
    const commonName = vi.fn(() => "A client");
    const subject = Object.defineProperty({}, "commonName", { get: commonName });
    const clientCertificate = { ...TLS.clientCertificate, subject } as CertificateFacts;
    start(program, { ...counting().facts, tls: { ...TLS, clientCertificate } }, {});
    expect(commonName).toHaveBeenCalledTimes(1);
  });

  test("and once more by the next run", () => {
    const { reads, again, readsNow } = run([LOWER, LOWER]);
    expect(reads).toBe(1);
    again();
    expect(readsNow()).toBe(2);
  });
});

describe("evaluated each time", () => {
  test("what draws", () => {
    const draw = "string(rand.int(1, 1000)) + conn.tls.sni.lower() == 'x'";
    let draws = 0;
    const { program } = run([draw, draw, draw]);
    start(program, counting().facts, { random: () => draws++ / 10 });
    expect(draws).toBe(3);
  });

  test("what reads a variable that may change between two rules", () => {
    const set = (value: string) => ({ actions: [{ type: "set-vars", config: { vars: [{ name: value }] } }] });
    const asks = (value: string) => ({ expressions: [`vars.name.lower() == '${value}'`], actions: DENY });
    const rules = [set("A"), asks("b"), set("B"), asks("x"), asks("b")];
    const { program } = compileProgram(JSON.stringify({ on_tcp_connect: rules }), { protocol: "tls" });
    if (program === undefined) throw new Error("it compiles");
    expect(start(program, counting().facts, {})).toMatchObject({ kind: "deny", rule: 4 });
  });

  test("what a termination has told since", () => {
    const asks = "has(conn.tls.version) && conn.tls.version.lower() == '1.3' || conn.tls.version.lower() == '1.2'";
    const rules = [
      { expressions: ["conn.client_port == 6"], actions: [{ type: "terminate-tls" }] },
      // It fails, and is passed over: nothing is known of the handshake yet.
      { expressions: [asks, "conn.client_port == 7"], actions: DENY },
      { expressions: ["conn.client_port == 5"], actions: [{ type: "terminate-tls" }] },
      { expressions: [asks], actions: DENY },
    ];
    const { program, diagnostics } = compileProgram(JSON.stringify({ on_tcp_connect: rules }), { protocol: "tls" });
    if (program === undefined) throw new Error(JSON.stringify(diagnostics));
    const step = start(program, counting().facts, {});
    if (step.kind !== "terminate-tls") throw new Error(step.kind);
    expect(step.resume({ ok: true, tls: TLS })).toMatchObject({ kind: "deny", rule: 3 });
  });

  test("what a termination has told since, of what needs no counting either", () => {
    const asks = "has(conn.tls.session_resumed) && string(conn.tls.session_resumed) == 'false'";
    const failing = "string(conn.tls.session_resumed) == 'false'";
    const rules = [
      { expressions: ["conn.client_port == 6"], actions: [{ type: "terminate-tls" }] },
      { expressions: [failing, "conn.client_port == 7"], actions: DENY },
      { expressions: ["conn.client_port == 5"], actions: [{ type: "terminate-tls" }] },
      { expressions: [asks], actions: DENY },
    ];
    const { program, diagnostics } = compileProgram(JSON.stringify({ on_tcp_connect: rules }), { protocol: "tls" });
    if (program === undefined) throw new Error(JSON.stringify(diagnostics));
    const step = start(program, counting().facts, {});
    if (step.kind !== "terminate-tls") throw new Error(step.kind);
    expect(step.resume({ ok: true, tls: TLS })).toMatchObject({ kind: "deny", rule: 3 });
  });

  test("where somebody looks on", () => {
    const entries: TraceEntry[] = [];
    const { program } = run([LOWER, LOWER], { explain: true });
    const { facts, reads } = counting();
    start(program, facts, { trace: (entry) => entries.push(entry) });
    expect(reads()).toBe(2);
    expect(entries[1]).toMatchObject({ rule: 1, parts: [{ source: "conn.tls.sni.lower()", value: "a.test" }] });
  });
});

describe("paid for each time", () => {
  const JOINED = "(endpoint.host + conn.tls.sni)";
  const LONG = `${JOINED}.split('').map(c, c.lower())`;
  const rules = [
    // Each is shared: whole, as the range of another one, and with what runs once an element around it.
    `${LONG}.exists(c, c == '!')`,
    `${LONG}.exists(c, c == '!') || ${LONG}.exists(c, c == '?')`,
    // An error that a false beside it takes away, and one that nothing does.
    `${LONG}.exists(c, c == '?') && conn.client_port == 6`,
    `${JOINED}.lower().matches('[.]x+$') || conn.client_port == 6`,
    `${LONG}.size() == 7`,
    `${JOINED}.lower().matches('[.]x+$')`,
  ];
  const bothWays = (conditions: readonly string[]): [shared: Program, alone: Program] => {
    const on_tcp_connect = conditions.map((expression) => ({ expressions: [expression], actions: DENY }));
    const compiled = (optimize: "always" | "never") => {
      const { program } = compileProgram(JSON.stringify({ on_tcp_connect }), { protocol: "tls", optimize });
      if (program === undefined) throw new Error("it compiles");
      return program;
    };
    return [compiled("always"), compiled("never")];
  };
  const [shared, alone] = bothWays(rules);

  /** With what it has cost, and how often the name was read. */
  const ended = (program: Program, host: string, cost: number) => {
    const { facts, reads } = counting();
    const state = new RunState(program);
    state.begin({ ...facts, endpoint: { ...facts.endpoint, host } }, {}, undefined);
    state.cost = cost;
    const step = begin(state);
    return { end: { step, cost: state.cost }, reads: reads() };
  };

  test("a run that has enough", () => {
    const one = ended(shared, "b.test", 0);
    const other = ended(alone, "b.test", 0);
    expect(one.end).toEqual(other.end);
    expect(one.end).toMatchObject({ step: { kind: "continue" }, cost: expect.any(Number) });
    expect([one.reads, other.reads]).toEqual([1, 7]);
  });

  test("a run that has not runs out where it would have, whatever it had left", () => {
    const places = new Set<unknown>();
    const { cost } = ended(alone, "b.test", 0).end;
    for (let left = 0; left <= cost + 1; left++) {
      const { end } = ended(shared, "b.test", MAX_COST - left);
      expect(end).toEqual(ended(alone, "b.test", MAX_COST - left).end);
      places.add(end.step.kind === "error" ? end.step.rule : end.step.kind);
    }
    expect(places).toEqual(new Set([0, 1, 2, 3, 4, 5, "continue"]));
  });

  test("what costs less elsewhere, where fewer constants were evaluated ahead", () => {
    const call = `${JOINED}.split('t').size() > 1 && [1, 2].exists(i, i == 7)`;
    const same = `[${call}, conn.client_port == 6].exists(b, b)`;
    // As many constants as one expression may evaluate ahead.
    const other = `lists.range(9990).size() < 0 || ${same}`;
    const conditions = [same, other, `${JOINED}.split('q').size() > 1`];
    const host = "t".repeat(250);
    for (const listed of [conditions, conditions.toReversed()]) {
      const [one, each] = bothWays(listed);
      const { cost } = ended(each, host, 0).end;
      for (const left of [0, 1, 40, 100, 200, 260, 300].map((units) => cost - units)) {
        expect(ended(one, host, MAX_COST - left).end, `${left}`).toEqual(ended(each, host, MAX_COST - left).end);
      }
    }
  });
});

test("what reads nothing of the connection is evaluated without a run, where it is evaluated ahead", () => {
  // It counts its own cost, and what stands around it does not.
  const matched = `'${"a".repeat(800)}'.matches('(abc|def){20}')`;
  const { step } = run(
    ["true", "'true'", "'false'"].map(
      (text) => `conn.client_port == 6 || [string(${matched})].exists(x, x == dyn(${text}))`,
    ),
  );
  expect(step).toMatchObject({ kind: "deny", rule: 2 });
});

test("a name of an own variable is not one of a value", () => {
  const inner = (list: string) => `[${list}].exists(x, x.lower() == 'b') && ${LOWER}`;
  expect(run([inner("'a'"), inner("'b'")], {}, LOG).step.kind).toBe("continue");
  const bound = (value: string) => `cel.bind(x, ${value}, x.lower() == 'a.test')`;
  expect(run([bound("conn.server_region"), bound("conn.tls.sni")]).step).toMatchObject({ kind: "deny", rule: 1 });
});

test("what may be left out of a list is not what stands in it", () => {
  const address = "optional.of(conn.client_ip)";
  const name = "optional.of(conn.tls.sni)";
  const { step } = run([
    `conn.client_port == 1 || [?${address}, ?${name}].exists(x, x == dyn(conn.client_port))`,
    `[${address}, ?${name}, conn.client_port].exists(x, x == dyn(conn.client_port))`,
  ]);
  expect(step).toMatchObject({ kind: "deny", rule: 1 });
});

test("constants of different types are different ones", () => {
  const steps = [
    "string(1)",
    "string(1.5)",
    "string(1u)",
    "string(-0.0)",
    "string(0.0)",
    "string('1')",
    "string(null == null)",
  ].map(
    (text): Step =>
      run([`conn.tls.sni.lower() + ${text} == 'x'`, `conn.tls.sni.lower() + ${text} == 'a.test' + ${text}`]).step,
  );
  for (const step of steps) expect(step).toMatchObject({ kind: "deny", rule: 1 });
  const mixed = ["1", "1.0", "1u", "'1'"].map((each) => `type(dyn(endpoint.port) == 443 ? ${each} : ${each}) == int`);
  expect(run([...mixed.slice(1), mixed[0] as string]).step).toMatchObject({ kind: "deny", rule: 3 });
});

test("what derives from a secret tells no more of its failure than alone", () => {
  const secret = "int(conn.tls.sni.lower()) == 1 || secrets.get('vault', 'name') == 'x'";
  const open = "int(conn.tls.sni.lower()) == 1";
  const { step } = run([[secret, "conn.client_port == 6"], [secret]]);
  expect(step).toMatchObject({
    kind: "error",
    error: { message: "invalid-conversion in an expression that reads a secret" },
  });
  expect(run([[secret, "conn.client_port == 6"], open]).step).toMatchObject({
    kind: "error",
    rule: 1,
    error: { message: expect.stringContaining("a.test") },
  });
});
