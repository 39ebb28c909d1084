import { describe, expect, test } from "vitest";
import { compileProgram } from "./compile.ts";
import type { AddressIntelligence, CertificateFacts, ConnectionFacts, TlsFacts } from "./facts.ts";
import type { CompileOptions, Host } from "./policy.ts";
import type { Program } from "./program.ts";
import { start } from "./run.ts";
import type { Step } from "./step.ts";
import { uncollected } from "./testing/collected.ts";

const RESOURCES = { ip_intelligence: ["categories", "geo", "as"] } as const;
const DENY = [{ type: "deny" }];
const RESTRICT = { type: "restrict-ips", config: { allow: ["10.0.0.0/8", "10.1.0.0/16"], deny: ["10.9.0.0/16"] } };

function program(rules: object[], options: CompileOptions = {}): Program {
  const text = JSON.stringify({ on_tcp_connect: rules });
  const { program, diagnostics } = compileProgram(text, { protocol: "tls", resources: RESOURCES, ...options });
  if (program === undefined) throw new Error(JSON.stringify(diagnostics));
  return program;
}

function denyIf(...expressions: string[]): Program {
  return program(expressions.map((expression) => ({ expressions: [expression], actions: DENY })));
}

function facts(overrides: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    client: { ip: "10.1.2.3", port: 40_000 },
    server: { ip: "192.0.2.1", port: 443, region: "" },
    start: new Date("2026-01-01T00:00:00Z"),
    endpoint: { id: "ep", protocol: "tls", host: "example.com", port: 443, url: "tls://example.com" },
    hello: { sni: "example.com", ja4: "t13d" },
    tls: undefined,
    intelligence: undefined,
    ...overrides,
  };
}

function from(ip: string): ConnectionFacts {
  return facts({ client: { ip, port: 40_000 } });
}

const run = (program: Program, connection = facts(), host: Host = {}): Step => start(program, connection, host);

/** The state that the next run will have. */
function spareOf(program: Program): object {
  const state = program.spare.take(program, facts(), {}, undefined);
  program.spare.giveBack(state);
  return state;
}

describe("the state of a run", () => {
  test("is that of the one before", () => {
    const policy = denyIf("conn.client_port == 1", "conn.client_ip == '10.0.0.1'");
    run(policy);
    const first = spareOf(policy);
    for (const ip of ["10.0.0.1", "10.0.0.2", "not an address"]) {
      run(policy, from(ip));
      expect(spareOf(policy)).toBe(first);
    }
  });

  test("is that of the one before, however that has ended", () => {
    const rule = (port: number, type: string) => ({
      expressions: [`conn.client_port == ${port}`],
      actions: [{ type }],
    });
    const policy = program([rule(1, "close-connection"), rule(2, "deny"), rule(3, "terminate-tls")]);
    const first = spareOf(policy);
    const ended = [1, 2, 3, 4].map((port) => {
      const step = run(policy, facts({ client: { ip: "10.0.0.1", port } }));
      return [step.kind, spareOf(policy) === first];
    });
    expect(ended).toEqual([
      ["close", true],
      ["deny", true],
      ["terminate-tls", false],
      ["continue", false],
    ]);
  });

  test("is kept by a run that goes on", () => {
    const policy = program([{ expressions: ["conn.tls.sni == 'a'"], actions: DENY }]);
    run(policy);
    const first = spareOf(policy);
    const step = run(policy, facts({ hello: undefined }));
    const second = run(policy, facts({ hello: undefined }));
    if (step.kind !== "client-hello" || second.kind !== "client-hello") throw new Error("no hello asked for");
    expect(spareOf(policy)).not.toBe(first);
    expect(second.resume({ kind: "hello", hello: { sni: "b", ja4: "" } }).kind).toBe("continue");
    expect(step.resume({ kind: "hello", hello: { sni: "a", ja4: "" } }).kind).toBe("deny");
  });

  test("of one run tells nothing to the next", () => {
    const policy = program([
      { expressions: ["conn.client_port == 1"], actions: [{ type: "set-vars", config: { vars: [{ x: "set" }] } }] },
      { expressions: ["has(vars.x)"], actions: DENY },
      { expressions: ["conn.client_ip == '10.0.0.1'"], actions: [RESTRICT] },
      { expressions: ["has(actions.ngrok.restrict_ips.action)"], actions: [{ type: "close-connection" }] },
      { expressions: ["conn.client_ip.categories.exists(c, c == 'vpn')"], actions: DENY },
      { expressions: ["1 / (conn.client_port - 2) == 7"], actions: DENY },
      { expressions: ["['a'].map(a, a + conn.tls.sni).size() == 2"], actions: DENY },
    ]);
    const intelligence = { client: () => ({ categories: ["vpn"] }), server: () => ({}) };
    const cases: [ConnectionFacts, Step["kind"]][] = [
      [facts(), "continue"],
      [facts({ client: { ip: "10.0.0.9", port: 1 } }), "deny"],
      [from("10.0.0.1"), "close"],
      [facts({ intelligence }), "deny"],
      [facts({ client: { ip: "10.0.0.9", port: 2 } }), "error"],
      [from("nowhere"), "error"],
    ];
    for (const [connection, kind] of [...cases, ...cases, ...cases.toReversed()]) {
      expect(run(policy, connection).kind).toBe(kind);
      expect(run(policy).kind).toBe("continue");
    }
  });

  test("holds nothing of a connection once it has ended", async () => {
    const policy = denyIf(
      "conn.client_ip.startsWith('9')",
      "conn.client_ip.categories.filter(c, c == 'a').size() > 0",
      "conn.client_ip.categories.all(c, c == 'b')",
      "conn.tls.sni == 'a'",
    );
    let step: Step | undefined;
    const refs = (() => {
      const known: AddressIntelligence = { categories: ["c"] };
      const connection = facts({ intelligence: { client: () => known, server: () => known } });
      step = run(policy, connection, { random: () => 0 });
      return [connection, connection.client, connection.start, known, known.categories ?? []].map(
        (each) => new WeakRef(each),
      );
    })();
    expect(await uncollected(refs)).toEqual([]);
    expect(step?.report.ipPolicy).toBe(null);
  });
});

describe("a run inside of another", () => {
  const inner = (policy: Program, host: Host = {}) => run(policy, from("10.0.0.1"), host).kind;

  test("begun by the host's intelligence", () => {
    const policy = denyIf("conn.client_ip == '10.0.0.1'", "conn.client_ip.is_tor_node", "conn.client_ip != '10.1.2.3'");
    const seen: string[] = [];
    const client = () => {
      seen.push(inner(policy));
      return { isTorNode: false };
    };
    expect(run(policy, facts({ intelligence: { client, server: () => ({}) } })).kind).toBe("continue");
    expect(seen).toEqual(["deny"]);
  });

  test("begun by the host's random numbers, in the middle of a list", () => {
    const policy = denyIf(
      "conn.client_ip == '10.0.0.1'",
      "['a', 'b', 'c'].filter(x, rand.double() < 0.5 && x != 'b').size() != 2",
      "['a', 'b', 'c'].map(x, rand.double() < 0.5 ? x : '') != ['a', 'b', 'c']",
    );
    const seen: string[] = [];
    const random = () => {
      seen.push(inner(policy));
      return 0;
    };
    expect(run(policy, facts(), { random }).kind).toBe("continue");
    expect(seen).toEqual(Array.from({ length: 6 }, () => "deny"));
  });

  test("begun by who looks on", () => {
    const policy = denyIf("conn.client_ip == '10.0.0.1'", "conn.client_ip != '10.1.2.3'");
    const seen: string[] = [];
    expect(run(policy, facts(), { trace: () => seen.push(inner(policy)) }).kind).toBe("continue");
    expect(seen).toEqual(["deny", "deny"]);
  });

  test("that throws leaves no state behind", () => {
    const policy = denyIf("rand.double() < 0.5", "conn.client_ip == '10.0.0.1'");
    const random = () => {
      throw new Error("the host's own mistake");
    };
    expect(() => run(policy, facts(), { random })).toThrow("own mistake");
    expect(run(policy, from("10.0.0.1"), { random: () => 1 - 1e-9 }).kind).toBe("deny");
  });
});

describe("a report", () => {
  const policy = program([
    {
      expressions: ["conn.client_port == 7"],
      actions: [{ type: "log", config: { metadata: { ip: "${conn.client_ip}" } } }],
    },
    {
      expressions: ["conn.client_port == 7"],
      actions: [{ type: "set-vars", config: { vars: [{ ip: "${conn.client_ip}" }] } }],
    },
    { actions: [RESTRICT] },
  ]);
  const shown = ({ report }: Step) => [report.ipPolicy, report.actions, report.vars, report.logs];
  const restricted = (action: string, cidr: string) => ({
    restrict_ips: { action, matched_cidr: cidr, error: { code: "", message: "" } },
  });

  test("is that of its run, whenever it is read", () => {
    const steps = ["10.1.0.1", "10.2.0.1", "10.9.0.1", "11.0.0.1"].map((ip) => run(policy, from(ip)));
    expect(steps.map(shown)).toEqual([
      ["allow", restricted("allow", "10.1.0.0/16"), {}, []],
      ["allow", restricted("allow", "10.0.0.0/8"), {}, []],
      ["deny", restricted("deny", "10.9.0.0/16"), {}, []],
      ["deny", restricted("deny", ""), {}, []],
    ]);
  });

  test("has what was set and logged", () => {
    const steps = ["10.1.0.1", "10.9.0.1"].map((ip) => run(policy, facts({ client: { ip, port: 7 } })));
    expect(steps.map(({ report }) => [report.vars, report.logs, report.actions.log])).toEqual(
      ["10.1.0.1", "10.9.0.1"].map((ip) => [{ ip }, [{ metadata: { ip } }], { metadata: { ip } }]),
    );
  });

  test("of a run that goes on tells what comes later, too", () => {
    const forwarding = program([
      { actions: [{ type: "forward-internal", config: { url: "tls://a.internal:1", on_error: "continue" } }] },
      { actions: [RESTRICT] },
    ]);
    const step = run(forwarding);
    if (step.kind !== "forward-internal") throw new Error(step.kind);
    expect(step.report.actions).toEqual({});
    const last = step.resume({ code: "gone", message: "nobody is there" });
    expect(shown(step)).toEqual(shown(last));
    expect(last.report.actions).toMatchObject({
      forward_internal: { error: { code: "gone" } },
      ...restricted("allow", "10.1.0.0/16"),
    });
  });

  test("of nothing is one for all, and nothing can be put into it", () => {
    const quiet = denyIf("conn.client_port == 1");
    const [one, other] = [run(quiet).report, run(quiet).report];
    Object.assign(one.vars, { mine: 1 });
    Object.assign(one.actions, { mine: 1 });
    expect(() => (one.logs as unknown[]).push(1)).toThrow(TypeError);
    expect([other.vars, other.actions, other.logs, other.ipPolicy]).toEqual([{}, {}, [], null]);
  });
});

describe("a fact that no rule looks at", () => {
  /** Every property that is read, but those of `told`. */
  function untouchable<T extends object>(told: Partial<T>): T {
    return new Proxy(told as T, {
      get(target, key) {
        if (Object.hasOwn(target, key)) return target[key as keyof T];
        throw new Error(`\`${String(key)}\` was read`);
      },
    });
  }

  const certificate = untouchable<CertificateFacts>({ serialNumber: "2a" });
  const tls = untouchable<TlsFacts>({ version: "1.3", clientCertificate: certificate });
  const nobody = (): AddressIntelligence => {
    throw new Error("was asked for");
  };
  const server = untouchable<ConnectionFacts["server"]>({});
  const hello = untouchable<NonNullable<ConnectionFacts["hello"]>>({ sni: "example.com" });

  test("is not read: addresses, ports, the hello's fingerprint, the time, what is known of addresses", () => {
    const client = untouchable<ConnectionFacts["client"]>({ port: 40_000 });
    const connection = facts({
      client,
      server,
      start: untouchable<Date>({}),
      endpoint: untouchable<ConnectionFacts["endpoint"]>({ id: "ep" }),
      hello,
      tls,
      intelligence: { client: nobody, server: nobody },
    });
    expect(run(denyIf("conn.client_port == 1 || endpoint.id == 'x' || conn.tls.sni == 'x'"), connection).kind).toBe(
      "continue",
    );
    const looking = denyIf("conn.client_ip == 'x'");
    expect(() => run(looking, connection)).toThrow("`address` was read");
    const told = untouchable<ConnectionFacts["client"]>({ port: 40_000, address: undefined });
    expect(() => run(looking, { ...connection, client: told })).toThrow("`ip` was read");
  });

  test("is not read of a certificate", () => {
    const policy = program(
      [{ expressions: ["conn.tls.client.serial_number == '2b' || conn.tls.version == '1.2'"], actions: DENY }],
      { internal: true },
    );
    expect(run(policy, facts({ server, hello, tls })).kind).toBe("continue");
  });

  test("and one that several look at is asked for once", () => {
    let asked = 0;
    const client = () => {
      asked++;
      return { categories: ["a.b"], isTorNode: false, location: { country: "Chile" } };
    };
    const policy = denyIf(
      "conn.client_ip.categories.size() != 2",
      "conn.client_ip.is_tor_node",
      "conn.client_ip.categories[1] != 'a'",
      "conn.geo.country == 'Peru'",
    );
    for (const expected of [1, 2]) {
      expect(run(policy, facts({ intelligence: { client, server: nobody } })).kind).toBe("continue");
      expect(asked).toBe(expected);
    }
  });
});
