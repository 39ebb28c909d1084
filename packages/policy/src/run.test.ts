import { describe, expect, test, vi } from "vitest";
import { compilePolicy } from "./compile.ts";
import type { ClientHelloFacts, ConnectionFacts, TlsFacts } from "./facts.ts";
import { AddressSet } from "./net/index.ts";
import type { CompileOptions, Host, Policy } from "./policy.ts";
import type { ClientHelloStep, ForwardInternalStep, Step, TerminateTlsStep, TraceEntry } from "./step.ts";
import { TLS } from "./testing/handshake.ts";

interface RuleText {
  expressions?: string[];
  actions: object[];
}

function compile(rules: RuleText[], options: CompileOptions = { protocol: "tls" }): Policy {
  const { policy, diagnostics } = compilePolicy(JSON.stringify({ on_tcp_connect: rules }), options);
  if (policy === undefined) throw new Error(JSON.stringify(diagnostics));
  return policy;
}

const HELLO: ClientHelloFacts = { sni: "app.example.com", ja4: "t13d" };

function facts(overrides: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return deepFreeze({
    client: { ip: "192.0.2.10", port: 40000 },
    server: { ip: "192.0.2.1", port: 443, region: "" },
    start: new Date("2026-01-01T00:00:00Z"),
    endpoint: { id: "ep_test", protocol: "tls", host: "app.example.com", port: 443, url: "tls://app.example.com" },
    hello: HELLO,
    ...overrides,
  });
}

/** A policy only reads; whatever it wrote to would throw here. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}

function run(rules: RuleText[], overrides: Partial<ConnectionFacts> = {}, host: Host = {}): Step {
  return compile(rules).start(facts(overrides), host);
}

const deny = { type: "deny" };
const close = { type: "close-connection" };
const restrict = (config: object) => ({ type: "restrict-ips", config });
const log = (metadata: object) => ({ type: "log", config: { metadata } });
const setVars = (...vars: object[]) => ({ type: "set-vars", config: { vars } });
const forward = (url: string, on_error = "halt") => ({ type: "forward-internal", config: { url, on_error } });
const terminate = (config?: object) => ({ type: "terminate-tls", ...(config === undefined ? {} : { config }) });

const NO_ERROR = { code: "", message: "" };

describe("rules", () => {
  test("run in order until one ends the policy", () => {
    const step = run([{ expressions: ["conn.client_port == 1"], actions: [deny] }, { actions: [close] }]);
    expect(step).toMatchObject({ kind: "close", rule: 1, action: 0 });
  });

  test("that all pass let the connection go on", () => {
    expect(run([{ expressions: ["false"], actions: [deny] }])).toMatchObject({ kind: "continue" });
  });

  test("without an upstream the end of the policy is an error", () => {
    const policy = compile([{ expressions: ["conn.client_port == 1"], actions: [deny] }], {
      protocol: "tls",
      upstream: false,
    });
    expect(policy.start(facts())).toMatchObject({
      kind: "error",
      rule: -1,
      error: { code: "not-handled", ngrok: "ERR_NGROK_2235" },
    });
  });
});

describe("a fact that is broken refuses the connection", () => {
  // As from `socket.remoteAddress` and `remotePort` of a client that has gone.
  const gone = undefined as never;

  test.each<[string, Partial<ConnectionFacts>, Host]>([
    ["conn.client_ip != ''", { client: { ip: "nowhere", port: 1 } }, {}],
    ["conn.client_ip != ''", { client: { ip: gone, port: gone } }, {}],
    ["conn.client_port >= 0", { client: { ip: "192.0.2.10", port: gone } }, {}],
    ["conn.client_port >= 0", { client: { ip: "192.0.2.10", port: 1.5 } }, {}],
    ["conn.ts.start > timestamp(0)", { start: new Date(Number.NaN) }, {}],
    ["time.now != ''", {}, { now: new Date(Number.NaN) }],
  ])("%s", (expression, overrides, host) => {
    expect(run([{ expressions: [expression], actions: [deny] }], overrides, host)).toMatchObject({
      kind: "error",
      error: { code: "expression-failed", message: expect.stringContaining(" not ") },
    });
  });
});

describe("a list of expressions", () => {
  const FAILS = "int(conn.tls.sni) == 1";

  test.each([
    [["true", "true"], "deny"],
    [["true", "false"], "continue"],
    [[FAILS], "error"],
    [[FAILS, "true"], "error"],
    [[FAILS, "conn.client_port == 1"], "continue"],
    [["conn.client_port == 1", FAILS], "continue"],
  ])("%j: a false anywhere wins over an error anywhere", (expressions, kind) => {
    expect(run([{ expressions, actions: [deny] }])).toMatchObject({ kind });
  });

  test("that fails names the rule, the expression and its text, and is never false", () => {
    expect(run([{ actions: [log({})] }, { expressions: ["true", FAILS], actions: [deny] }])).toMatchObject({
      kind: "error",
      rule: 1,
      error: { code: "expression-failed", ngrok: "ERR_NGROK_2253", expression: 1, source: FAILS },
    });
  });
});

describe("of several expressions that fail", () => {
  test("the first is told", () => {
    const first = "int(conn.tls.sni) == 1";
    const step = run([{ expressions: ["true", first, "1 / (conn.client_port - 40000) == 1"], actions: [deny] }]);
    expect(step).toMatchObject({ kind: "error", error: { expression: 1, source: first } });
  });
});

describe("an expression whose type is known only when it runs", () => {
  test.each(["[1]", "['true']", "[null]"])("refuses the connection if it is no bool: %s", (json) => {
    const text = json.replaceAll("'", '\\"');
    const step = run([{ expressions: [`json.decode("${text}" + conn.server_region)[0]`], actions: [deny] }]);
    expect(step).toMatchObject({
      kind: "error",
      error: { code: "expression-failed", message: "a `bool` was needed", expression: 0 },
    });
  });

  test("decides if it is one", () => {
    const decoded = (value: boolean) => [`json.decode("[${value}]" + conn.server_region)[0]`];
    expect(run([{ expressions: decoded(true), actions: [deny] }]).kind).toBe("deny");
    expect(run([{ expressions: decoded(false), actions: [deny] }]).kind).toBe("continue");
  });
});

describe("restrict-ips", () => {
  test("tells the host how it decided, and that it did not run", () => {
    expect(run([{ actions: [restrict({ allow: ["192.0.2.0/24"] })] }]).report.ipPolicy).toBe("allow");
    expect(run([{ actions: [restrict({ enforce: false, allow: ["10.0.0.0/8"] })] }]).report.ipPolicy).toBe("deny");
    expect(run([{ actions: [log({})] }]).report.ipPolicy).toBeNull();
  });

  test("shows no block that derives from a secret, and compares it all the same", () => {
    const secrets = { vault: { cidr: "192.0.2.0/24" } };
    const entries: TraceEntry[] = [];
    const step = compile(
      [
        { actions: [restrict({ allow: ["${secrets.get('vault', 'cidr')}"] })] },
        { expressions: ["actions.ngrok.restrict_ips.matched_cidr == '192.0.2.0/24'"], actions: [deny] },
      ],
      { protocol: "tls", resources: { secrets } },
    ).start(facts(), { trace: (entry) => entries.push(entry) });
    expect(step.kind).toBe("deny");
    expect(step.report.actions).toMatchObject({ restrict_ips: { action: "allow", matched_cidr: "«secret»" } });
    expect(JSON.stringify(entries)).not.toContain('"192.0.2.0/24"');
  });

  const result = (step: Step) => step.report.actions.restrict_ips;

  test.each([
    ["192.0.2.10", { allow: ["192.0.2.0/24"] }, "continue", "192.0.2.0/24"],
    ["192.0.2.10", { allow: ["192.0.2.0/24", "192.0.2.8/29"] }, "continue", "192.0.2.8/29"],
    ["192.0.2.10", { allow: ["192.0.2.0/24"], deny: ["192.0.2.10"] }, "deny", "192.0.2.10/32"],
    ["192.0.2.10", { allow: ["10.0.0.0/8"] }, "deny", ""],
    ["192.0.2.10", { deny: ["10.0.0.0/8"] }, "deny", ""],
    ["::ffff:192.0.2.10", { allow: ["192.0.2.0/24"] }, "continue", "192.0.2.0/24"],
    ["192.0.2.10", { allow: ["::ffff:192.0.2.0/120"] }, "continue", "192.0.2.0/24"],
    ["192.0.2.10", { allow: ["::/0"] }, "deny", ""],
    ["fe80::1%eth0", { allow: ["fe80::/10"] }, "continue", "fe80::/10"],
  ])("%s with %j: %s", (ip, config, kind, matched) => {
    const step = run([{ actions: [restrict(config)] }], { client: { ip, port: 1 } });
    expect(step.kind).toBe(kind);
    const action = kind === "continue" ? "allow" : "deny";
    expect(result(step)).toEqual({ action, matched_cidr: matched, error: { code: "", message: "" } });
  });

  test("that is not enforced records and goes on", () => {
    const step = run([{ actions: [restrict({ enforce: false, allow: ["10.0.0.0/8"] })] }]);
    expect(step.kind).toBe("continue");
    expect(result(step)).toMatchObject({ action: "deny" });
  });

  test("whose dynamic item is no CIDR refuses, and goes on if it is not enforced", () => {
    const config = { allow: ["0.0.0.0/0", "${conn.tls.sni}"] };
    expect(run([{ actions: [restrict(config)] }])).toMatchObject({ kind: "error", error: { code: "invalid-cidr" } });
    const step = run([{ actions: [restrict({ ...config, enforce: false })] }]);
    expect(step.kind).toBe("continue");
    expect(result(step)).toMatchObject({ action: "deny", error: { code: "invalid-cidr" } });
  });

  test("whose item fails refuses also where another is no CIDR and nothing is enforced, in any order", () => {
    const failing = "${string(1 / (conn.client_port - conn.client_port))}";
    const wrong = "${conn.tls.sni}";
    for (const lists of [
      { allow: ["0.0.0.0/0", wrong, failing] },
      { allow: ["0.0.0.0/0", failing, wrong] },
      { allow: ["0.0.0.0/0", failing], deny: [wrong] },
      { allow: ["0.0.0.0/0", wrong], deny: [failing] },
    ]) {
      const step = run([{ actions: [restrict({ ...lists, enforce: false })] }]);
      expect(step, JSON.stringify(lists)).toMatchObject({ kind: "error", error: { code: "template-failed" } });
    }
  });

  test("takes a whole list from one expression", () => {
    const rules = [
      { actions: [setVars({ nets: ["10.0.0.0/8", "192.0.2.0/24"] }), restrict({ allow: "${vars.nets}" })] },
    ];
    expect(run(rules).kind).toBe("continue");
  });

  test("refuses a client address that is none", () => {
    const step = run([{ actions: [restrict({ allow: ["0.0.0.0/0"] })] }], { client: { ip: "010.0.0.1", port: 1 } });
    expect(step).toMatchObject({ kind: "error", error: { code: "invalid-address" } });
  });

  test("adds the rules of ip policies", () => {
    const resources = {
      ip_policies: {
        ipp: [
          { cidr: "192.0.2.0/24", action: "allow" },
          { cidr: "192.0.2.10", action: "deny" },
        ] as const,
      },
    };
    const policy = compile([{ actions: [restrict({ ip_policies: ["ipp"] })] }], { resources });
    expect(policy.start(facts()).kind).toBe("deny");
    expect(policy.start(facts({ client: { ip: "192.0.2.11", port: 1 } })).kind).toBe("continue");
  });

  describe("with ip policies that are sets", () => {
    const outcome = (policy: Policy, ip: string) => {
      const { kind, report } = policy.start(facts({ client: { ip, port: 1 } }));
      return [kind, report.actions.restrict_ips];
    };

    test("looks in all of them, and in what stands beside them", () => {
      const ip_policies = {
        guests: { allow: [AddressSet.from(["192.0.2.0/24"]), AddressSet.from(["192.0.2.0/28", "2001:db8::/32"])] },
        blocked: { deny: [AddressSet.from(["192.0.2.66"])] },
        nobody: {},
      };
      const rules = [{ actions: [restrict({ allow: ["198.51.100.0/24"], ip_policies: Object.keys(ip_policies) })] }];
      const policy = compile(rules, { resources: { ip_policies } });
      const allowed = (cidr: string) => ["continue", { action: "allow", matched_cidr: cidr, error: NO_ERROR }];
      const denied = (cidr: string) => ["deny", { action: "deny", matched_cidr: cidr, error: NO_ERROR }];
      expect(outcome(policy, "192.0.2.3")).toEqual(allowed("192.0.2.0/28"));
      expect(outcome(policy, "192.0.2.33")).toEqual(allowed("192.0.2.0/24"));
      expect(outcome(policy, "2001:db8::1")).toEqual(allowed("2001:db8::/32"));
      expect(outcome(policy, "198.51.100.7")).toEqual(allowed("198.51.100.0/24"));
      expect(outcome(policy, "192.0.2.66")).toEqual(denied("192.0.2.66/32"));
      expect(outcome(policy, "203.0.113.1")).toEqual(denied(""));
    });

    test("shares a set with all that name it, and makes no block before it is read", () => {
      const set = AddressSet.from(["192.0.2.0/24"]);
      const find = vi.spyOn(set, "find");
      const at = vi.spyOn(set, "at");
      const resources = { ip_policies: { a: { allow: [set] }, b: { allow: [set] } } };
      const policies = ["a", "b"].map((id) => compile([{ actions: [restrict({ ip_policies: [id] })] }], { resources }));
      const steps = policies.map((policy) => policy.start(facts()));
      expect(steps.map(({ kind }) => kind)).toEqual(["continue", "continue"]);
      expect([find.mock.calls.length, at.mock.calls.length]).toEqual([2, 0]);
      expect(steps[1]?.report.actions.restrict_ips).toMatchObject({ matched_cidr: "192.0.2.0/24" });
      expect(at.mock.calls.length).toBe(1);
    });

    test("warns where none of them has anybody", () => {
      const rules = [{ actions: [restrict({ ip_policies: ["a"] })] }];
      const of = (allow: readonly AddressSet[], incomplete = false) =>
        compilePolicy(JSON.stringify({ on_tcp_connect: rules }), {
          protocol: "tcp",
          resources: { ip_policies: { a: { allow, incomplete } } },
        }).diagnostics.map(({ code }) => code);
      expect(of([AddressSet.from([])])).toEqual(["no-allowed-cidr"]);
      // Nobody is on it because it could not be read, which the host has told.
      expect(of([AddressSet.from([])], true)).toEqual([]);
      expect(of([AddressSet.from([]), AddressSet.from(["::/0"])])).toEqual([]);
    });
  });
});

describe("variables and logs", () => {
  test("keep their CEL types", () => {
    const step = run([
      {
        actions: [
          setVars({ a: 5 }, { b: "${vars.a + 1}" }, { c: "x${vars.b}" }),
          log({ b: "${vars.b}", list: [1, "${vars.c}"], n: null, d: 1.5 }),
        ],
      },
    ]);
    expect(step.report.vars).toEqual({ a: 5, b: 6, c: "x6" });
    expect(step.report.logs).toEqual([{ metadata: { b: 6, list: [1, "x6"], d: 1.5, n: null } }]);
  });

  test("an int beyond 2^53 is told as a string", () => {
    expect(run([{ actions: [setVars({ a: "${9007199254740993}" })] }]).report.vars).toEqual({ a: "9007199254740993" });
  });

  test("a variable that its condition left unset refuses the connection", () => {
    const rules = [
      { expressions: ["conn.client_port == 1"], actions: [setVars({ a: 1 })] },
      { expressions: ["vars.a == 1"], actions: [deny] },
    ];
    expect(run(rules)).toMatchObject({ kind: "error", rule: 1 });
  });

  test("a failing `${…}` refuses the connection", () => {
    expect(run([{ actions: [log({ a: "${int(conn.tls.sni)}" })] }])).toMatchObject({
      kind: "error",
      error: { code: "template-failed", ngrok: "ERR_NGROK_2254", action: 0 },
    });
  });

  test("what derives from a secret is never shown", () => {
    const entries: TraceEntry[] = [];
    const policy = compile(
      [
        { actions: [setVars({ s: "${secrets.get('v', 'n')}" })] },
        { expressions: ["vars.s == 'x' || int(vars.s) == 1"], actions: [deny] },
      ],
      { resources: { secrets: { v: { n: "hunter2" } } } },
    );
    const step = policy.start(facts(), { trace: (entry) => entries.push(entry) });
    expect(step.kind).toBe("error");
    expect(step.report.vars).toEqual({ s: "«secret»" });
    expect(JSON.stringify([entries, step, step.report.vars])).not.toContain("hunter2");
  });

  test("`time.now` is read once, from the host", () => {
    const now = new Date("2026-03-04T05:06:07Z");
    expect(run([{ actions: [log({ a: "${time.now}" })] }], {}, { now }).report.logs[0]?.metadata.a).toBe(
      "2026-03-04T05:06:07Z",
    );
  });

  test("the host is asked for the time once by a policy that reads it, and never by any other", () => {
    let asked = 0;
    const host = {
      get now() {
        asked += 1;
        return new Date("2026-03-04T05:06:07Z");
      },
    };
    run([{ expressions: ["conn.client_port == 1"], actions: [deny] }], {}, host);
    expect(asked).toBe(0);
    run([{ actions: [log({ a: "${time.now}", b: "${time.now}" })] }], {}, host);
    expect(asked).toBe(1);
  });

  test("`time.now` is the wall clock where the host has none", () => {
    const before = Date.now();
    const step = run([{ actions: [log({ a: "${time.now}" })] }, { expressions: ["time.now == ''"], actions: [deny] }]);
    const now = Date.parse(String(step.report.logs[0]?.metadata.a));
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  test("a draw is taken where the host gives none", () => {
    const drawn = run([{ actions: [log({ a: "${rand.double()}" })] }]).report.logs[0]?.metadata.a;
    expect(drawn).toBeGreaterThanOrEqual(0);
    expect(drawn).toBeLessThan(1);
  });

  test("a failing `${…}` tells why, but of a secret only what kind of failure it is", () => {
    const resources = { secrets: { v: { n: "hunter2" } } };
    const failing = (text: string) =>
      compile([{ actions: [setVars({ a: `\${int(${text}) + conn.client_port}` })] }], { resources }).start(facts());
    const hidden = failing("conn.server_region + secrets.get('v', 'n')");
    expect(hidden).toMatchObject({ kind: "error", error: { code: "template-failed" } });
    expect(JSON.stringify(hidden)).not.toContain("hunter2");
    expect(failing("conn.tls.sni")).toMatchObject({ error: { message: expect.not.stringContaining("secret") } });
    expect(hidden).toMatchObject({ error: { message: expect.stringContaining("derives from a secret") } });
  });

  test("a draw that is none refuses the connection", () => {
    const rules = [{ expressions: ["rand.double() < 0.5"], actions: [deny] }];
    expect(compile(rules).requires.randomness).toBe(true);
    expect(run(rules, {}, { random: () => 0.2 }).kind).toBe("deny");
    expect(run(rules, {}, { random: () => Number.NaN }).kind).toBe("error");
  });
});

describe("the ClientHello", () => {
  const rules = [
    { expressions: ["conn.client_port == 1"], actions: [deny] },
    { expressions: ["conn.tls.sni == 'a'"], actions: [close] },
    { expressions: ["conn.tls.sni == ''"], actions: [deny] },
  ];
  const start = (port = 40000) =>
    compile(rules, {}).start(facts({ hello: undefined, client: { ip: "192.0.2.10", port } }));

  test("is asked for right before the first expression that needs it, once", () => {
    expect(start(1)).toMatchObject({ kind: "deny", rule: 0 });
    const step = start() as ClientHelloStep;
    expect(step.kind).toBe("client-hello");
    expect(step.resume({ kind: "hello", hello: { sni: "b", ja4: "" } })).toMatchObject({ kind: "continue" });
  });

  test("that is not there because the connection is not TLS reads as no name", () => {
    expect((start() as ClientHelloStep).resume({ kind: "not-tls" })).toMatchObject({ kind: "deny", rule: 2 });
  });

  test.each(["malformed", "late", "too-large"] as const)("that is %s refuses the connection", (kind) => {
    expect((start() as ClientHelloStep).resume({ kind })).toMatchObject({
      kind: "error",
      rule: 1,
      error: { code: `client-hello-${kind}` },
    });
  });

  test("that the facts bring is not asked for", () => {
    expect(run(rules).kind).toBe("continue");
  });

  test("is not asked for behind a false in the same list", () => {
    const policy = compile([{ expressions: ["conn.client_port == 1", "conn.tls.sni == 'a'"], actions: [deny] }], {});
    expect(policy.requires.clientHello).toBe("maybe");
    expect(policy.start(facts({ hello: undefined })).kind).toBe("continue");
  });
});

describe("terminate-tls", () => {
  const after = (step: Step, tls: Partial<TlsFacts> = {}) =>
    (step as TerminateTlsStep).resume({ ok: true, tls: { ...TLS, ...tls } });

  test("hands its settings to the host and lets later rules see the result", () => {
    const step = run([
      { actions: [terminate({ min_version: "1.3" })] },
      {
        expressions: ["conn.tls.version == '1.3'", "actions.ngrok.terminate_tls.cipher_suite == conn.tls.cipher_suite"],
        actions: [deny],
      },
    ]);
    expect(step).toMatchObject({
      kind: "terminate-tls",
      rule: 0,
      action: 0,
      tls: { minVersion: "1.3", maxVersion: "1.3" },
    });
    expect(after(step)).toMatchObject({ kind: "deny", rule: 1 });
  });

  test("tells no error of a certificate that a careless host brings unasked", () => {
    const untold = "actions.ngrok.terminate_tls.error.code == '' && actions.ngrok.terminate_tls.error.message == ''";
    const step = run([{ actions: [terminate()] }, { expressions: [untold], actions: [deny] }]);
    expect(after(step, { clientCertificate: {} as never, chain: "untrusted" }).kind).toBe("deny");
  });

  test("that did not run has no results, whatever the hello says", () => {
    const skipped = { expressions: ["conn.client_port == 1"], actions: [terminate()] };
    for (const field of ["sni", "warnings", "version", "error.code"]) {
      const asking = { expressions: [`has(actions.ngrok.terminate_tls.${field})`], actions: [deny] };
      expect(run([skipped, asking]).kind, field).toBe("continue");
    }
    const reading = { expressions: ["actions.ngrok.terminate_tls.sni == 'other.example.com'"], actions: [deny] };
    expect(run([skipped, reading])).toMatchObject({ kind: "error", error: { code: "expression-failed" } });
  });

  test("that fails ends the run with the reason", () => {
    const step = run([{ actions: [terminate()] }, { actions: [deny] }]) as TerminateTlsStep;
    const failed = step.resume({ ok: false, error: { code: "handshake-failed", message: "no shared cipher" } });
    expect(failed).toMatchObject({ kind: "error", rule: 0, error: { code: "handshake-failed" } });
    expect(failed.report.actions.terminate_tls).toMatchObject({ error: { code: "handshake-failed" } });
  });

  test("of a connection that is not TLS is an error", () => {
    const step = compile([{ actions: [terminate()] }], {}).start(facts({ hello: undefined })) as ClientHelloStep;
    expect(step.resume({ kind: "not-tls" })).toMatchObject({ kind: "error", error: { code: "not-tls" } });
  });

  test("a second time, where that was conditional, is an error", () => {
    const step = run([{ expressions: ["conn.client_port != 1"], actions: [terminate()] }, { actions: [terminate()] }]);
    expect(after(step)).toMatchObject({ kind: "error", rule: 1, error: { code: "tls-already-terminated" } });
  });

  test("decides again on what the host reports, so that a careless host lets nobody in", () => {
    const step = run([{ actions: [terminate({ mutual_tls_verification_strategy: "require-any" })] }]);
    expect(after(step)).toMatchObject({ kind: "error", error: { code: "client-certificate-required" } });
  });

  test("brings the key where it is asked for, and shows it to no log", () => {
    const pem = (label: string) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----`;
    const config = { server_certificate: pem("CERTIFICATE"), server_private_key: pem("PRIVATE KEY") };
    const step = run([{ actions: [terminate(config)] }]) as TerminateTlsStep;
    expect(step.tls.privateKey).toBe(config.server_private_key);
    expect(JSON.stringify(step)).not.toContain("PRIVATE KEY");
  });

  test("has one digest for equal settings and different ones otherwise", () => {
    const digest = (config: object) => (run([{ actions: [terminate(config)] }]) as TerminateTlsStep).tls.digest;
    expect(digest({})).toBe(digest({ min_version: "1.2" }));
    const all = [
      {},
      { min_version: "1.3" },
      { max_version: "1.2" },
      { mutual_tls_verification_strategy: "request" },
      { mutual_tls_verification_strategy: "require-any" },
    ];
    expect(new Set(all.map(digest)).size).toBe(all.length);
  });
});

describe("an internal endpoint", () => {
  const rules = [{ expressions: ["has(conn.tls.version) && conn.tls.version == '1.3'"], actions: [deny] }];
  const internal: CompileOptions = { protocol: "tls", internal: true };

  test("sees what the endpoint that forwarded has learnt from its handshake", () => {
    const policy = compile(rules, internal);
    expect(policy.start(facts({ tls: TLS })).kind).toBe("deny");
    expect(policy.start(facts()).kind).toBe("continue");
  });

  test("cannot terminate TLS a second time", () => {
    const policy = compile([{ actions: [terminate()] }], internal);
    expect(policy.start(facts({ tls: TLS }))).toMatchObject({
      kind: "error",
      error: { code: "tls-already-terminated" },
    });
    expect(policy.start(facts()).kind).toBe("terminate-tls");
  });
});

describe("forward-internal", () => {
  test("is written in full, whatever the policy says", () => {
    expect(run([{ actions: [forward("tls://DB.internal")] }])).toMatchObject({
      kind: "forward-internal",
      url: "tls://db.internal:443",
    });
  });

  test("that takes its name from a secret tells it to the host alone", () => {
    const secrets = { vault: { name: "hunter2" } };
    const policy = compile([{ actions: [forward("tls://${secrets.get('vault', 'name')}.internal", "continue")] }], {
      protocol: "tls",
      resources: { secrets },
    });
    const step = policy.start(facts()) as ForwardInternalStep;
    expect(step.url).toBe("tls://hunter2.internal:443");
    const failure = { code: "no-endpoint", message: "nobody is tls://hunter2.internal:443" };
    const after = step.resume(failure);
    expect(after.report.actions).toEqual({
      forward_internal: { url: "«secret»", error: { code: "no-endpoint", message: "«secret»" } },
    });
    const final = (policy.start(facts()) as ForwardInternalStep).resume({ ...failure, final: true });
    expect(final).toMatchObject({ kind: "error", error: { code: "no-endpoint", message: "«secret»" } });
  });

  test("takes its name from an expression, which must name an internal endpoint", () => {
    const rules = [{ actions: [forward("tls://${conn.tls.sni}.internal")] }];
    expect(run(rules)).toMatchObject({ url: "tls://app.example.com.internal:443" });
    expect(run([{ actions: [forward("tls://${conn.tls.sni}")] }])).toMatchObject({
      kind: "error",
      error: { code: "invalid-url" },
    });
    expect(run(rules, { hello: { sni: "a b", ja4: "" } })).toMatchObject({
      kind: "error",
      error: { code: "invalid-url" },
    });
  });

  const failure = { code: "upstream-unreachable", message: "refused" };

  test("that fails halts, unless it is to continue", () => {
    const halted = (run([{ actions: [forward("tls://a.internal")] }]) as ForwardInternalStep).resume(failure);
    expect(halted).toMatchObject({ kind: "error", rule: 0, error: { code: "upstream-unreachable" } });
    const rules = [{ actions: [forward("tls://a.internal", "continue"), close] }];
    const continued = (run(rules) as ForwardInternalStep).resume(failure);
    expect(continued).toMatchObject({ kind: "close", rule: 0, action: 1 });
    expect(continued.report.actions.forward_internal).toEqual({ url: "tls://a.internal:443", error: failure });
  });

  test("that the internal endpoint refused ends the connection whatever `on_error` says", () => {
    const step = run([{ actions: [forward("tls://a.internal", "continue"), log({})] }]) as ForwardInternalStep;
    expect(step.resume({ ...failure, final: true })).toMatchObject({ kind: "error" });
  });
});

describe("steps", () => {
  test("can be resumed once", () => {
    const step = run([{ actions: [forward("tls://a.internal", "continue")] }]) as ForwardInternalStep;
    step.resume({ code: "a", message: "" });
    expect(() => step.resume({ code: "b", message: "" })).toThrow("once");
    expect(step.report.actions.forward_internal).toMatchObject({ error: { code: "a" } });
  });

  test("of two interleaved connections do not disturb each other", () => {
    const policy = compile([
      { actions: [setVars({ p: "${conn.client_port}" }), terminate()] },
      { actions: [log({ p: "${vars.p}" })] },
    ]);
    const [a, b] = [1, 2].map((port) => policy.start(facts({ client: { ip: "192.0.2.1", port } })) as TerminateTlsStep);
    for (const [step, port] of [
      [b, 2],
      [a, 1],
    ] as const) {
      expect(step?.resume({ ok: true, tls: TLS }).report.logs).toEqual([{ metadata: { p: port } }]);
    }
  });

  test("with a trace, tell every expression and action in order, with their place in the file", () => {
    const entries: TraceEntry[] = [];
    const rules = [
      { expressions: ["conn.client_port == 40000", "false"], actions: [deny] },
      { actions: [setVars({ a: 1 }), restrict({ allow: ["0.0.0.0/0"] }), deny] },
    ];
    run(rules, {}, { trace: (entry) => entries.push(entry) });
    expect(entries).toMatchObject([
      { rule: 0, expression: 0, source: "conn.client_port == 40000", value: true, range: { start: { line: 1 } } },
      { rule: 0, expression: 1, value: false },
      { rule: 1, action: 0, type: "set-vars", result: { a: 1 } },
      { rule: 1, action: 1, type: "restrict-ips", result: { action: "allow", matched_cidr: "0.0.0.0/0" } },
      { rule: 1, action: 2, type: "deny", result: {} },
    ]);
  });
});

describe("a trace", () => {
  test("tells an action that needs the world once, with its result, when the world has answered", () => {
    const entries: TraceEntry[] = [];
    const rules = [
      { expressions: ["conn.client_port == 1"], actions: [setVars({ b: 1 })] },
      {
        actions: [setVars({ a: 1 }), terminate(), forward("tls://a.internal", "continue"), log({ n: "${vars.a}" })],
      },
      { expressions: ["has(vars.b) || true"], actions: [deny] },
    ];
    const waiting = run(rules, {}, { trace: (entry) => entries.push(entry) }) as TerminateTlsStep;
    const told = () => entries.flatMap((entry) => ("type" in entry ? [entry.type] : []));
    expect(told()).toEqual(["set-vars"]);
    const forwarding = waiting.resume({ ok: true, tls: TLS }) as ForwardInternalStep;
    expect(told()).toEqual(["set-vars", "terminate-tls"]);
    forwarding.resume({ code: "no-endpoint", message: "" });
    expect(entries.filter((entry) => "type" in entry)).toEqual([
      { rule: 1, action: 0, type: "set-vars", result: { a: 1 } },
      { rule: 1, action: 1, type: "terminate-tls", result: expect.objectContaining({ version: "1.3" }) },
      {
        rule: 1,
        action: 2,
        type: "forward-internal",
        result: expect.objectContaining({ url: "tls://a.internal:443" }),
      },
      { rule: 1, action: 3, type: "log", result: { metadata: { n: 1 } } },
      { rule: 2, action: 0, type: "deny", result: {} },
    ]);
  });

  test("tells an action that failed, and none of the variables that it did not set", () => {
    const entries: TraceEntry[] = [];
    const failing = setVars({ a: 1 }, { b: "${int(conn.tls.sni)}" }, { c: 3 });
    const step = run([{ actions: [failing] }], {}, { trace: (entry) => entries.push(entry) });
    expect(step).toMatchObject({ kind: "error", error: { code: "template-failed" } });
    expect(entries).toStrictEqual([{ rule: 0, action: 0, type: "set-vars", result: { a: 1 } }]);
  });

  test("tells an action without a result as an empty one", () => {
    const entries: TraceEntry[] = [];
    const step = compile([{ actions: [terminate()] }], {}).start(facts({ hello: undefined }), {
      trace: (entry) => entries.push(entry),
    });
    (step as ClientHelloStep).resume({ kind: "not-tls" });
    expect(entries).toEqual([{ rule: 0, action: 0, type: "terminate-tls", result: {} }]);
  });
});

describe("IP intelligence", () => {
  const options: CompileOptions = { resources: { ip_intelligence: ["geo", "as", "categories"] } };
  const policy = compile(
    [
      {
        actions: [
          log({
            c: "${conn.client_ip.categories}",
            n: "${conn.client_ip.as.number}",
            city: "${conn.geo.city}",
            eu: "${conn.client_ip.geo.location.is_eu}",
          }),
        ],
      },
    ],
    options,
  );

  test("is looked up once for each side", () => {
    const both = compile(
      [{ actions: [log({ c: "${conn.client_ip.categories}", s: "${conn.server_ip.categories}" })] }],
      {
        resources: { ip_intelligence: ["categories"] },
      },
    );
    expect(both.requires.ipIntelligence).toBe(true);
    let lookups = 0;
    const server = () => {
      lookups++;
      return { categories: ["own"] };
    };
    const twice = compile(
      [
        { expressions: ["'own' in conn.server_ip.categories && !conn.server_ip.is_tor_node"], actions: [log({})] },
        { expressions: ["'own' in conn.server_ip.categories"], actions: [deny] },
      ],
      { resources: { ip_intelligence: ["categories"] } },
    );
    const intelligence = { client: () => ({ categories: ["other"] }), server };
    const step = both.start({ ...facts(), intelligence });
    expect(step.report.logs[0]?.metadata).toEqual({ c: ["other"], s: ["own"] });
    lookups = 0;
    expect(twice.start({ ...facts(), intelligence }).kind).toBe("deny");
    expect(lookups).toBe(1);
    expect(both.start(facts()).report.logs[0]?.metadata).toEqual({ c: [], s: [] });
  });

  test("is what it was in the only variable, whatever the host writes into its own list later", () => {
    const known = ["hosting"];
    const intelligence = { client: () => ({ categories: known }), server: () => ({}) };
    const keeping = compile([{ actions: [setVars({ list: "${conn.client_ip.categories}" })] }], options);
    const { report } = keeping.start({ ...facts(), intelligence });
    known[0] = "another";
    expect(report.vars).toEqual({ list: ["hosting"] });
  });

  test("is what it was in a variable, whatever the host writes into its own list later", () => {
    const vars = [
      { client: "${conn.client_ip.categories}" },
      { both: ["${conn.server_ip.categories}", "${[vars.client]}"] },
    ];
    const known = ["hosting"];
    const own = ["own"];
    const intelligence = { client: () => ({ categories: known }), server: () => ({ categories: own }) };
    const keeping = compile([{ actions: [{ type: "set-vars", config: { vars } }] }], options);
    const { report } = keeping.start({ ...facts(), intelligence });
    known[0] = own[0] = "another";
    expect(report.vars).toEqual({ client: ["hosting"], both: [["own"], [["hosting"]]] });
  });

  test("yields each dotted prefix of a category, and nothing where nothing is known", () => {
    let lookups = 0;
    const client = () => {
      lookups++;
      return { categories: ["proxy.anonymous.tor"], location: { city: "Bern" } };
    };
    const step = policy.start({ ...facts(), intelligence: { client, server: () => ({}) } });
    expect(step.report.logs[0]?.metadata).toEqual({
      c: ["proxy.anonymous.tor", "proxy.anonymous", "proxy"],
      n: 0,
      city: "Bern",
      eu: false,
    });
    expect(lookups).toBe(1);
    expect(policy.start(facts()).report.logs[0]?.metadata).toEqual({ c: [], n: 0, city: "", eu: false });
  });
});
