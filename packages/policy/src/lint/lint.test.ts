import { describe, expect, test, vi } from "vitest";
import { checkPolicies } from "../check/check-files.ts";
import { type CheckTarget, checkPolicy } from "../check/check-policy.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import { AddressSet } from "../net/index.ts";
import type { CertificateSummary, X509Checks } from "../resources.ts";
import { parseDocument } from "../source/document.ts";
import { LineIndex } from "../source/lines.ts";

const TARGET: CheckTarget = {
  protocol: "tls",
  upstream: true,
  internal: false,
  ipv6: undefined,
  terminatedBehind: false,
};

/** `code "text that is pointed at"` for each warning. */
function found(text: string, target: Partial<CheckTarget> = {}, x509?: X509Checks): string[] {
  const reporter = new Reporter(new LineIndex(text));
  const node = parseDocument(text, reporter);
  const resources = {
    certificate_authorities: { ca: PEM },
    ip_policies: {
      p: [{ cidr: "10.0.0.0/8", action: "allow" as const }],
      set: { allow: [AddressSet.from(["10.0.0.0/8"])] },
      both: { allow: [AddressSet.from(["10.0.0.0/8", "2001:db8::/32"])] },
    },
    ...(x509 === undefined ? {} : { x509 }),
  };
  const world = { resources, x509: undefined, now: new Date("2026-06-01T00:00:00Z") };
  checkPolicy({ node, incomplete: false }, { ...TARGET, ...target }, reporter, world);
  return reporter.diagnostics().map(({ code, range }) => `${code} ${text.slice(range.start.offset, range.end.offset)}`);
}

const PEM = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----";

function restrict(config: string): string {
  return `on_tcp_connect: [{actions: [{type: restrict-ips, config: ${config}}]}]`;
}

describe("the blocks of a restrict-ips", () => {
  test("are made once of a set, whoever names it", () => {
    const set = AddressSet.from(["10.0.0.0/8", "192.168.0.0/16", "2001:db8::/32"]);
    const restricting = '{actions: [{type: restrict-ips, config: {ip_policies: [p], allow: ["192.0.2.1"]}}]}';
    const denying = "{expressions: [\"inCidrRange(conn.client_ip, '11.0.0.0/8')\"], actions: [{type: deny}]}";
    const text = `on_tcp_connect: [${Array(5).fill(restricting)}, ${denying}]`;
    const at = vi.spyOn(AddressSet.prototype, "at");
    try {
      for (const _ of ["one endpoint", "another"]) {
        const reporter = new Reporter(new LineIndex(text));
        const world = { resources: { ip_policies: { p: { allow: [set] } } }, x509: undefined, now: new Date(0) };
        const checked = { node: parseDocument(text, reporter), incomplete: false };
        checkPolicy(checked, { ...TARGET, ipv6: true }, reporter, world);
        expect(reporter.diagnostics().map(({ code }) => code)).toEqual(["rule-never-reached", "ipv4-only"]);
      }
      expect(at.mock.calls.length).toBe(set.size);
    } finally {
      at.mockRestore();
    }
  });

  test.each([
    ["twice", "{allow: [10.0.0.0/8, 192.168.0.0/16, 10.0.0.0/8]}", ["redundant-cidr 10.0.0.0/8"]],
    ["inside of another", "{allow: [10.1.0.0/16, 10.0.0.0/8]}", ["redundant-cidr 10.1.0.0/16"]],
    ["as address and as block", "{deny: [10.0.0.1, 10.0.0.1/32], allow: ['::/0']}", ["redundant-cidr 10.0.0.1/32"]],
    ["mapped and not", "{allow: ['::ffff:10.0.0.0/104', 10.1.0.0/16]}", ["redundant-cidr 10.1.0.0/16"]],
    [
      "inside of two",
      "{allow: ['::/0', '2001:db8::/32', '2001:db8::1']}",
      ["redundant-cidr '2001:db8::/32'", "redundant-cidr '2001:db8::1'"],
    ],
    [
      "allowed and denied",
      "{allow: [10.1.0.0/16, '::/0'], deny: [10.0.0.0/8]}",
      ["cidr-allowed-and-denied 10.1.0.0/16"],
    ],
    ["the same in both", "{allow: [10.0.0.0/8], deny: [10.0.0.0/8]}", ["cidr-allowed-and-denied 10.0.0.0/8"]],
  ])("%s", (_, config, expected) => {
    expect(found(restrict(config))).toEqual(expected);
  });

  test.each([
    ["an exception from what is allowed", "{allow: [10.0.0.0/8], deny: [10.1.0.0/16]}"],
    ["neighbours", "{allow: [10.0.0.0/9, 10.128.0.0/9]}"],
    ["all of both families", "{allow: ['0.0.0.0/0', '::/0']}"],
    ["what an ip policy has too", "{allow: [10.1.0.0/16], ip_policies: [p]}"],
  ])("may be: %s", (_, config) => {
    expect(found(restrict(config))).toEqual([]);
  });

  test("a hundred thousand are looked through", () => {
    const blocks = Array.from({ length: 100_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    expect(found(restrict(`{allow: [${blocks}, 10.0.0.7/32]}`))).toEqual(["redundant-cidr 10.0.0.7/32"]);
  });
});

describe("IPv4 alone where clients may come over IPv6", () => {
  const condition = (text: string) => `on_tcp_connect: [{expressions: ["${text}"], actions: [{type: deny}]}]`;

  test.each([
    [restrict("{allow: [10.0.0.0/8]}"), ["ipv4-only restrict-ips"]],
    [restrict("{ip_policies: [p]}"), ["ipv4-only restrict-ips"]],
    [restrict("{ip_policies: [set]}"), ["ipv4-only restrict-ips"]],
    [restrict("{ip_policies: [both]}"), []],
    [restrict("{ip_policies: [set], deny: ['2001:db8::/32']}"), []],
    [condition("inCidrRange(conn.client_ip, '10.0.0.0/8')"), ["ipv4-only '10.0.0.0/8'"]],
    [
      condition("!inCidrRanges(conn.client_ip, ['10.0.0.0/8', '192.168.0.0/16'])"),
      ["ipv4-only ['10.0.0.0/8', '192.168.0.0/16']"],
    ],
  ])("%s", (text, expected) => {
    expect(found(text, { ipv6: true })).toEqual(expected);
    expect(found(text, { ipv6: false })).toEqual([]);
    expect(found(text)).toEqual([]);
  });

  test.each([
    restrict("{allow: [10.0.0.0/8, '2001:db8::/32']}"),
    restrict("{allow: [10.0.0.0/8], deny: ['::/0']}"),
    restrict("{allow: ['${conn.client_ip}', 10.0.0.0/8]}"),
    condition("inCidrRange(conn.client_ip, '10.0.0.0/8') || inCidrRange(conn.client_ip, 'fd00::/8')"),
    condition("inCidrRange(conn.server_ip, '10.0.0.0/8')"),
  ])("not: %s", (text) => {
    expect(found(text, { ipv6: true })).toEqual([]);
  });
});

describe("a refusal by server name where TLS is passed through", () => {
  const deny = (action: string) =>
    `on_tcp_connect: [{expressions: ["conn.client_port > 1 && conn.tls.sni == 'a'"], actions: [{type: ${action}}]}]`;

  test.each(["deny", "close-connection"])("%s can be avoided", (action) => {
    expect(found(deny(action))).toEqual(["sni-deny-on-passthrough conn.tls.sni"]);
  });

  test("not where TLS is terminated, here or behind the policy, or the endpoint is internal", () => {
    const terminating = `${deny("deny").slice(0, -1)}, {actions: [{type: terminate-tls}]}]`;
    expect(found(terminating)).toEqual([]);
    expect(found(deny("deny"), { terminatedBehind: true })).toEqual([]);
    expect(found(deny("deny"), { internal: true })).toEqual([]);
  });

  test("not where it is asked whether there is a name at all", () => {
    expect(found(`on_tcp_connect: [{expressions: ["conn.tls.sni == ''"], actions: [{type: deny}]}]`)).toEqual([]);
  });

  test("not where a name only chooses", () => {
    expect(found(deny("log, config: {metadata: {a: b}}"))).toEqual([]);
  });
});

describe("variables that nothing reads", () => {
  const vars = (list: string, rest = "") =>
    `on_tcp_connect: [{actions: [{type: set-vars, config: {vars: ${list}}}]}${rest}]`;

  test("are told at their name, once", () => {
    expect(found(vars("[{a: 1}, {b: 2}, {a: 3}]"))).toEqual(["unused-variable a", "unused-variable b"]);
  });

  test.each([
    ["a later variable", "[{a: 1}, {b: '${vars.a}'}]", ", {expressions: ['vars.b == 1'], actions: [{type: deny}]}"],
    ["a template", "[{a: 1}]", ", {actions: [{type: log, config: {metadata: {x: '${vars.a}'}}}]}"],
    ["has()", "[{a: 1}]", ", {expressions: ['has(vars.a)'], actions: [{type: deny}]}"],
  ])("%s reads them", (_, list, rest) => {
    expect(found(vars(list, rest)).filter((each) => each.startsWith("unused"))).toEqual([]);
  });

  test("are told although a sound expression has their name in it, and once, however many rules there are", () => {
    const rest = ", {expressions: ['conn.client_port == 1'], actions: [{type: log, config: {metadata: {b: 1}}}]}";
    expect(found(vars("[{port: 1}]", rest + rest))).toEqual(["unused-variable port"]);
  });

  test("nor is one told that an expression with a mistake may have meant", () => {
    const rest = ", {expressions: ['vars.a == nonsense'], actions: [{type: deny}]}";
    expect(found(vars("[{a: 1}]", rest))).toEqual(["unknown-variable nonsense"]);
  });
});

describe("certificates of terminate-tls", () => {
  const policy =
    "on_tcp_connect: [{actions: [{type: terminate-tls, config: {mutual_tls_certificate_authorities: [ca]}}]}]";
  const x509 = (...certificates: Partial<CertificateSummary>[]): X509Checks => ({
    keyBelongsTo: () => true,
    parseBundle: () => ({ certificates: certificates.map((each) => ({ isCa: true, subject: "CN=x", ...each })) }),
  });

  test.each([
    ["expired", { notAfter: new Date("2026-05-31T00:00:00Z") }, "certificate-expired ca"],
    ["not yet valid", { notBefore: new Date("2026-06-02T00:00:00Z") }, "certificate-not-yet-valid ca"],
    ["RSA of 1024 bits", { key: { type: "rsa", bits: 1024 } }, "weak-key ca"],
    ["a curve of 192 bits", { key: { type: "ec", bits: 192 } }, "weak-key ca"],
    ["DSA", { key: { type: "dsa", bits: 2048 } }, "weak-key ca"],
  ] as const)("%s", (_, certificate, expected) => {
    expect(found(policy, {}, x509(certificate))).toEqual([expected]);
  });

  test.each([
    { notBefore: new Date("2026-06-01T00:00:00Z"), notAfter: new Date("2026-06-01T00:00:00Z") },
    { key: { type: "rsa", bits: 2048 } },
    { key: { type: "ec", bits: 256 } },
    { key: { type: "ec" } },
    { key: { type: "other" } },
  ] as const)("nothing to tell of %j", (certificate) => {
    expect(found(policy, {}, x509(certificate))).toEqual([]);
  });

  test("are told once, however many rules ask for one", () => {
    const rule = (port: number) =>
      `{expressions: [conn.client_port == ${port}], actions: [{type: terminate-tls, config: {mutual_tls_certificate_authorities: [ca]}}, {type: deny}]}`;
    const old = { notAfter: new Date("2020-01-01T00:00:00Z") };
    expect(found(`on_tcp_connect: [${rule(1)}, ${rule(2)}]`, {}, x509(old))).toEqual([
      "certificate-expired ca",
      "certificate-expired ca",
    ]);
  });

  test("each of a bundle is looked at", () => {
    const old = { notAfter: new Date("2020-01-01T00:00:00Z") };
    expect(found(policy, {}, x509({}, old, old))).toEqual(["certificate-expired ca", "certificate-expired ca"]);
  });
});

describe("private keys in clear", () => {
  const config = (label: string) => `# -----BEGIN ${label}-----\non_tcp_connect: []\n`;

  test.each(["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"])("%s", (label) => {
    const { diagnostics } = checkPolicies(config(label));
    expect(diagnostics).toMatchObject([{ code: "private-key-in-clear", range: { start: { line: 1, column: 3 } } }]);
  });

  test("not one under a passphrase, nor a certificate", () => {
    expect(checkPolicies(config("ENCRYPTED PRIVATE KEY")).diagnostics).toEqual([]);
    expect(checkPolicies(config("CERTIFICATE")).diagnostics).toEqual([]);
  });
});

test("ip policies that are not known may hold IPv6 blocks", () => {
  const endpoint =
    "version: 3\nendpoints:\n  - {name: a, url: 'tls://a.example', upstream: {url: 1}, traffic_policy: POLICY}\n";
  const codes = (config: string): string[] =>
    checkPolicies(
      endpoint.replace("POLICY", `{on_tcp_connect: [{actions: [{type: restrict-ips, config: ${config}}]}]}`),
    ).diagnostics.map(({ code }) => code);
  expect(codes("{allow: [10.0.0.0/8]}")).toEqual(["ipv4-only"]);
  expect(codes("{allow: [10.0.0.0/8], ip_policies: [other]}")).toEqual(["not-checked"]);
});
