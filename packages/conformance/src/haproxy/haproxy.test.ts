import type { Vector } from "@sluice/policy/vectors";
import { expect, type TestContext, test } from "vitest";
import { HostCertificates } from "../live/host-certificates.ts";
import { LIVE_REASONS } from "../live/vectors/reasons.ts";
import { requirePeer } from "../testing/peers.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { type ComparedVector, compareLive } from "./comparison.ts";
import { HAPROXY_DIFFERENCES } from "./known-differences.ts";
import { findHaproxy } from "./program.ts";
import { LONGEST_TEXT } from "./quote.ts";
import { formatComparison } from "./report.ts";
import { haproxyTarget } from "./target.ts";
import { policyOf } from "./testing/policies.ts";
import { UNTRANSLATABLE } from "./untranslatable.ts";

async function target(context: TestContext) {
  const program = requirePeer(context, "haproxy", findHaproxy());
  return haproxyTarget({ program, nobody: await new HostCertificates().authority() });
}

test("HAProxy and this project's proxy do as the vectors say, and each other", async (context) => {
  const vectors = await fixedVectors();
  const comparison = await compareLive(vectors, { target: await target(context), differences: HAPROXY_DIFFERENCES });
  expect(comparison.ok, formatComparison(comparison)).toBe(true);
  expect(comparison.compared.length).toBeGreaterThanOrEqual(100);
  // Every one is in exactly one of both, and every reason is of a closed list.
  const left = Object.values(comparison.untranslatable).flat();
  const all = [...comparison.compared.map(({ id }) => id), ...left];
  const decisions = vectors.filter((vector) => vector.expect.outcome !== undefined).map(({ id }) => id);
  expect(all.toSorted()).toEqual(decisions.toSorted());
  const names = [...Object.keys(UNTRANSLATABLE), ...Object.keys(LIVE_REASONS)];
  expect(names).toEqual(expect.arrayContaining(Object.keys(comparison.untranslatable)));
  // Of what only a policy itself knows, HAProxy's log tells.
  const told = new Set(comparison.compared.flatMap(({ values }) => values));
  expect([...told].toSorted()).toEqual(["actions", "logs", "vars"]);
  // All that an outsider can tell apart is among them.
  expect(new Set(comparison.compared.map(({ expected }) => expected)).size).toBe(4);
}, 300_000);

test("a target that lets everybody in is caught", async (context) => {
  const haproxy = await target(context);
  const open = policyOf();
  const comparison = await compareLive([deny("security/deny", "true")], {
    target: {
      ...haproxy,
      serve: (live) => {
        const endpoints = live.configuration.endpoints.map((endpoint) => ({ ...endpoint, traffic_policy: open }));
        return haproxy.serve({ ...live, configuration: { ...live.configuration, endpoints } });
      },
    },
    differences: [],
  });
  expect(comparison.ok).toBe(false);
  expect(comparison.compared).toMatchObject([{ target: { kind: "failed" }, reference: { kind: "passed" } }]);
});

test("a value that is another one is caught, though the connection is let in alike", async (context) => {
  const log = { type: "log", config: { metadata: { port: "${conn.client_port}" } } };
  const expectation = { outcome: "continue", logs: [{ metadata: { port: 1 } }] } as const;
  const vectors = [{ id: "t/port", policy: policyOf({ actions: [log] }), expect: expectation }];
  const { ok, compared } = await compareLive(vectors, { target: await target(context), differences: [] });
  expect(ok).toBe(false);
  expect(compared).toMatchObject([
    { target: { mismatches: [{ path: "told.logs[0].metadata.port", expected: 1, actual: 40_000 }] } },
  ]);
});

/** Denies if the expression is true. */
function deny(id: string, expression: string, more: Partial<Vector> = {}): Vector {
  const policy = policyOf({ expressions: [expression], actions: [{ type: "deny" }] });
  return { id, policy, expect: { outcome: "deny" }, ...more };
}

const from = (client_ip: string, server_ip?: string): Partial<Vector> => ({
  connection: { client_ip, ...(server_ip === undefined ? {} : { server_ip }) },
});
const tls: Partial<Vector> = { connection: { tls: { sni: "App.Example.com" } } };
const region: Partial<Vector> = { connection: { server_region: "a'b\"c,d)é" } };
const terminate = { type: "terminate-tls" };
const setVip = { type: "set-vars", config: { vars: [{ vip: "${conn.client_port + 2}" }] } };

/** Where HAProxy is not like the language by itself, and every operator and function of the translator. */
const TRAPS: readonly Vector[] = [
  deny("traps/6to4-is-not-ipv4", "!inCidrRange(conn.client_ip, '192.0.2.0/24')", from("2002:c000:20a::1")),
  deny("traps/compatible-is-not-ipv4", "!inCidrRange(conn.client_ip, '192.0.2.0/24')", from("::192.0.2.10")),
  deny("traps/around-mapped", "!inCidrRange(conn.client_ip, '::/16')", from("192.0.2.10")),
  deny("traps/around-mapped-ipv6", "inCidrRange(conn.client_ip, '::/16')", from("::1:2:3:4")),
  deny("traps/compatible-in-hexadecimal", "conn.client_ip.startsWith('::c000:')", from("::192.0.2.10")),
  deny("traps/compatible-with-zeros", "conn.client_ip + '' == '::1:0'", from("::0.1.0.0")),
  deny("traps/mapped-text", "conn.client_ip + '' == '192.0.2.10'", from("::ffff:192.0.2.10")),
  deny("traps/loopback-text", "conn.client_ip + '' == '::1'", from("::1")),
  deny("traps/same-address", "conn.client_ip == conn.server_ip", from("2001:db8::1", "2001:db8::1")),
  deny("traps/other-address", "conn.client_ip != conn.server_ip", from("2001:db8::1", "2001:db8::2")),
  deny("traps/text-of-all-kinds", "conn.server_region == 'a\\'b\"c,d)é'", region),
  deny("traps/contains-é", "conn.server_region.contains('é') && conn.server_region.endsWith(')é')", region),
  deny(
    "traps/order-of-text",
    "conn.server_region < 'b' && conn.server_region >= 'a' && conn.server_region > ''",
    region,
  ),
  deny("traps/empty-text", "conn.server_region == '' && conn.server_region.startsWith('')"),
  deny("traps/modulo-keeps-the-sign", "(1 - conn.client_port) % 7 == -1"),
  deny("traps/division-truncates", "(1 - conn.client_port) / 2 == -19999 && -conn.client_port < 0"),
  deny("traps/product", "conn.client_port * 2 - 1 + 1 == 80000"),
  deny("traps/ternary", "(conn.client_port > 1 ? conn.client_ip : 'x') == '192.0.2.10'"),
  deny("traps/all", "[1, 2, 40001].all(x, x != conn.client_port)"),
  deny("traps/in", "conn.client_port in [1, 40000] && !('x' in [conn.client_ip])"),
  {
    ...deny("traps/in-a-list-that-fails", "conn.client_port in [1 / (conn.client_port - 40000), 40000]"),
    expect: { outcome: "error" },
  },
  {
    ...deny("traps/exists-in-a-list-that-fails", "[1 / (conn.client_port - 40000), 1].exists(x, conn.client_port > 1)"),
    expect: { outcome: "error" },
  },
  {
    id: "traps/list-that-fails",
    policy: policyOf({
      actions: [{ type: "set-vars", config: { vars: [{ a: "${[1 / (conn.client_port - 40000)]}" }] } }],
    }),
    expect: { outcome: "error" },
  },
  deny("traps/string-of-numbers", "string(conn.client_port) + string(conn.client_port == 1) == '40000false'"),
  deny("traps/hashes", "hash.md5(conn.client_ip) == '4dddf5c3a7ff9ac7f2ab9a8f8fc58a5a' || conn.client_ip.size() == 10"),
  deny(
    "traps/sha512",
    "conn.client_ip.sha512('base64').size() == 88 && hash.sha1('a') == '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'",
  ),
  deny("traps/base64", "base64.encode(conn.client_ip) == 'MTkyLjAuMi4xMA=='"),
  deny("traps/case", "conn.tls.sni.upper() == 'APP.EXAMPLE.COM' && conn.tls.sni.matches('^app[.].*m$')", tls),
  // A raw string ends where it ends, whatever stands before.
  {
    ...deny("traps/raw-string", "r'\\' == conn.tls.sni || 'x' == 'y'", tls),
    expect: { outcome: "continue" },
  },
  deny("traps/first-part", "conn.tls.sni.split('.')[0] == 'app'", tls),
  {
    id: "traps/set-by-some",
    policy: policyOf(
      { expressions: ["conn.client_port == 1"], actions: [setVip] },
      { expressions: ["conn.client_port == 40000"], actions: [setVip] },
      { expressions: ["vars.vip == 40002"], actions: [{ type: "deny" }] },
    ),
    expect: { outcome: "deny" },
  },
  {
    id: "traps/computed-again-behind-termination",
    policy: policyOf(
      { expressions: ["conn.tls.sni == 'app.example.com'"], actions: [setVip] },
      { actions: [terminate] },
      { expressions: ["vars.vip == 40002", "conn.tls.sni.endsWith('.com')"], actions: [{ type: "deny" }] },
    ),
    ...tls,
    expect: { outcome: "deny" },
  },
  {
    id: "traps/not-terminated-before",
    policy: policyOf(
      { expressions: ["conn.client_port == 1"], actions: [terminate] },
      { expressions: ["has(conn.tls.version)"], actions: [setVip] },
      { expressions: ["conn.client_port == 40000"], actions: [terminate] },
      { expressions: ["has(conn.tls.version)", "!has(vars.vip)"], actions: [{ type: "deny" }] },
    ),
    ...tls,
    expect: { outcome: "deny" },
  },
  {
    id: "traps/second-choice-knows-what-was-set",
    policy: policyOf(
      { expressions: ["conn.client_port == 40000"], actions: [setVip] },
      {
        expressions: ["vars.vip == 40002"],
        actions: [{ type: "forward-internal", config: { url: "tcp://a.internal:1", on_error: "continue" } }],
      },
      {
        expressions: ["vars.vip == 40002", "actions.ngrok.forward_internal.url == 'tcp://a.internal:1'"],
        actions: [{ type: "forward-internal", config: { url: "tcp://b.internal:2" } }],
      },
    ),
    effects: [{ "forward-internal": { error: { code: "upstream-unreachable", message: "" } } }],
    expect: { outcome: "forward", url: "tcp://b.internal:2" },
  },
];

const doubled = Array.from({ length: 8 }, (_, index) => ({
  [`v${index + 1}`]: `\${vars.v${index} + vars.v${index}}`,
}));
const grown = { type: "set-vars", config: { vars: [{ v0: "${conn.tls.sni + conn.tls.sni}" }, ...doubled] } };
const long = (expression: string): Vector => ({
  id: `beyond/${expression}`,
  policy: policyOf({ actions: [grown] }, { expressions: [expression], actions: [{ type: "deny" }] }),
  connection: { tls: { sni: `${"a".repeat(60)}.example.com` } },
  expect: { outcome: "deny" },
});

/** What HAProxy would do otherwise, and without a word. */
const BEYOND: readonly Vector[] = [
  deny("beyond/ways", "conn.tls.sni.matches('^(a*a*a*a*a*a*a*a*a*a*b|a*)$')", {
    connection: { tls: { sni: "a".repeat(63) } },
  }),
  deny("beyond/optional", `conn.tls.sni.matches('^${"a?".repeat(30)}${"a".repeat(30)}$')`, {
    connection: { tls: { sni: "a".repeat(30) } },
  }),
  long("(vars.v8 + 'Z').endsWith('Z')"),
  long("vars.v8 + 'Z' != vars.v8 + 'Y'"),
  deny("beyond/constant", `conn.client_ip + '' != '${"x".repeat(20_000)}'`),
  deny("beyond/pattern", `!conn.tls.sni.contains('${"x".repeat(20_000)}')`, tls),
];

test("what HAProxy would cut off or give up on is not put to it", async (context) => {
  const comparison = await compareLive(BEYOND, { target: await target(context), differences: [] });
  expect(comparison.untranslatable).toEqual({
    "regular-expression": ["beyond/ways", "beyond/optional"],
    text: BEYOND.slice(2).map(({ id }) => id),
  });
});

test("text and patterns of the bound's length are the same to it", async (context) => {
  const texts = ["x".repeat(LONGEST_TEXT), "é".repeat(LONGEST_TEXT / 2), `'"${"x".repeat(LONGEST_TEXT - 2)}`];
  const vectors = texts.map(
    (text, index): Vector => ({
      id: `long/${index}`,
      policy: policyOf(
        { actions: [{ type: "set-vars", config: { vars: [{ a: text }] } }] },
        {
          expressions: [
            `vars.a == ${JSON.stringify(text)}`,
            `vars.a != ${JSON.stringify(`${text.slice(1)}y`)}`,
            ...(text.includes("'") ? [] : [`vars.a.endsWith('${text}')`, `vars.a.contains('${text}')`]),
          ],
          actions: [{ type: "deny" }],
        },
      ),
      expect: { outcome: "deny", vars: { a: text } },
    }),
  );
  const comparison = await compareLive(vectors, { target: await target(context), differences: [] });
  expect(comparison.untranslatable).toEqual({});
  expect(comparison.ok, formatComparison(comparison)).toBe(true);
});

test("what HAProxy's log has no room for is not told, and the rest is", async (context) => {
  const vars = Array.from({ length: 20 }, (_, index) => ({ [`v${index}`]: `${"x".repeat(2_000)}${index}` }));
  const vector: Vector = {
    id: "long/log",
    policy: policyOf({ actions: [{ type: "set-vars", config: { vars } }] }),
    expect: { outcome: "continue", vars: Object.assign({}, ...vars) },
  };
  const { ok, compared } = await compareLive([vector], { target: await target(context), differences: [] });
  expect(compared).toMatchObject([{ values: ["vars"], target: { kind: "passed" } }]);
  expect(ok).toBe(true);
});

const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(49)}.example.com`;

function named(protocol: "tcp" | "tls", sni: string, outcome: "continue" | "error"): Vector {
  const policy = policyOf({ expressions: ["conn.tls.sni == 'x'"], actions: [{ type: "deny" }] });
  const endpoint = { url: protocol === "tcp" ? "tcp://test.example.com:1000" : "tls://*.example.com" };
  const id = `names/${protocol}-${sni.length}-${sni.replaceAll(/\W/g, "-").slice(0, 20)}`;
  return { id, policy, protocol, endpoint, connection: { tls: { sni } }, expect: { outcome } };
}

test.for(["tcp", "tls"] as const)("on %s, who gives a name that is none is refused", async (protocol, context) => {
  const names = ["a_B-1.example.com.", "1.2.3.example.com", longest, `${longest}.`];
  const others = [
    "a b.example.com",
    "a..example.com",
    // Nothing can be sent under this one where the endpoint is found by the name.
    ...(protocol === "tcp" ? [".example.com"] : []),
    "a.example.com..",
    `${"a".repeat(64)}.example.com`,
    `d${longest}`,
    "a\0.example.com",
    "a\n.example.com",
  ];
  const vectors = [
    ...names.map((sni) => named(protocol, sni, "continue")),
    ...others.map((sni) => named(protocol, sni, "error")),
  ];
  expect(longest).toHaveLength(253);
  const comparison = await compareLive(vectors, { target: await target(context), differences: [] });
  expect(comparison.untranslatable).toEqual({});
  expect(comparison.ok, formatComparison(comparison)).toBe(true);
});

test("where HAProxy is another by itself, it is configured to do alike", async (context) => {
  const comparison = await compareLive(TRAPS, { target: await target(context), differences: [] });
  expect(comparison.untranslatable).toEqual({});
  const bad = comparison.compared.filter((each: ComparedVector) => each.target.kind !== "passed");
  expect(
    bad.map(({ id }) => id),
    formatComparison(comparison),
  ).toEqual([]);
  expect(comparison.ok, formatComparison(comparison)).toBe(true);
});
