import { expect, test } from "vitest";
import { CERTIFICATE, policyOf, rulesOf, translatePolicy } from "./testing/policies.ts";
import { translate } from "./translate.ts";

test("a rule with no condition", () => {
  expect(rulesOf(translatePolicy(policyOf({ actions: [{ type: "deny" }] })))).toEqual([["tcp-request content reject"]]);
});

test("what always resets does so before anything is read", () => {
  const policy = policyOf({ actions: [{ type: "close-connection" }] });
  expect(rulesOf(translatePolicy(policy))).toEqual([["tcp-request connection reject"]]);
});

test("a comparison: unset where an operand is, and then the connection is refused", () => {
  const policy = policyOf({ expressions: ["1 / conn.client_port < 2"], actions: [{ type: "deny" }] });
  expect(rulesOf(translatePolicy(policy))).toEqual([
    [
      "tcp-request content set-var(txn.f0_1) src_port",
      "tcp-request content set-var(txn.f0_2) int(1)",
      "tcp-request content set-var(txn.f0_3) var(txn.f0_2),div(txn.f0_1) if { var(txn.f0_2) -m found } { var(txn.f0_1) -m found } !{ var(txn.f0_1) -m int 0 }",
      "tcp-request content set-var(txn.f0_4) int(2)",
      "tcp-request content set-var(txn.f0_5) var(txn.f0_3),sub(txn.f0_4) if { var(txn.f0_3) -m found } { var(txn.f0_4) -m found }",
      "tcp-request content set-var(txn.f0_6) int(0) if { var(txn.f0_5) -m found }",
      "tcp-request content set-var(txn.f0_6) int(1) if { var(txn.f0_5) -m int lt 0 }",
      "tcp-request content set-var(txn.f0_7) int(1) if { var(txn.f0_6) -m int 1 }",
      "tcp-request content set-var(txn.f0_7) int(0) if { var(txn.f0_6) -m int 0 }",
      "tcp-request content reject if !{ var(txn.f0_7) -m found }",
      "tcp-request content reject if { var(txn.f0_7) -m int 1 }",
    ],
  ]);
});

test("ranges of IPv4 are written as IPv6, and those around the mapped block leave IPv4 out", () => {
  const config = { enforce: false, allow: ["192.0.2.7/24", "2001:db8::/32"], deny: ["::/0"] };
  const [rules = []] = rulesOf(translatePolicy(policyOf({ actions: [{ type: "restrict-ips", config }] })));
  expect(rules.slice(0, 4)).toEqual([
    "tcp-request content set-var(txn.f0_1) int(0)",
    "tcp-request content set-var(txn.f0_1) int(1) if { src -m ip ::ffff:192.0.2.0/120 2001:db8::/32 }",
    "tcp-request content set-var(txn.f0_2) int(0)",
    "tcp-request content set-var(txn.f0_2) int(1) if { src -m ip ::/0 } !{ src -m ip ::ffff:0:0/96 }",
  ]);
  expect(rules.filter((rule) => rule.includes("reject"))).toEqual([]);
});

test("the hello is awaited by the first expression that needs it, unless one before it is false", () => {
  const expressions = ["conn.client_port == 1", "conn.tls.sni == 'a'"];
  const [rules = []] = rulesOf(translatePolicy(policyOf({ expressions, actions: [{ type: "deny" }] })));
  const at = rules.findIndex((rule) => rule.includes("req.ssl_hello_type"));
  expect(rules.slice(0, at).join("\n")).toContain("src_port");
  expect(rules[at]).toBe(
    "tcp-request content set-var(txn.hello) int(1) if !{ var(txn.f0_4) -m int 0 } { req.ssl_hello_type 1 }",
  );
});

test.each([
  ["conn.client_ip == 'conn.tls.sni'", false],
  ["r'\\' == conn.tls.sni || 'x' == 'y'", true],
  ["conn.client_port == 1 || !(conn . tls . sni in ['a'])", true],
  ["['a', 'b'].exists(x, conn.tls.sni == x)", true],
])("%s: whether it needs the hello", (expression, expected) => {
  const policy = policyOf({ expressions: [expression], actions: [{ type: "deny" }] });
  expect(rulesOf(translatePolicy(policy)).flat().join("\n").includes("req.ssl")).toBe(expected);
});

test("behind terminate-tls comes a frontend that computes again, and decides by nothing twice", () => {
  const policy = policyOf(
    { expressions: ["conn.client_port == 1"], actions: [{ type: "deny" }, { type: "set-vars", config: { vars: [] } }] },
    { actions: [{ type: "terminate-tls", config: { min_version: "1.3" } }, { type: "deny" }] },
  );
  const result = translatePolicy(policy);
  const [plain = [], terminated = []] = rulesOf(result);
  expect(plain.filter((rule) => /reject|accept|txn\.to/.test(rule))).toEqual([
    "tcp-request content reject if !{ var(txn.f0_5) -m found }",
    "tcp-request content reject if { var(txn.f0_5) -m int 1 }",
    "tcp-request content reject if !{ var(txn.hello) -m found } { req.payload(0,1) -m bin 16 }",
    "tcp-request content reject if !{ var(txn.hello) -m found } { req.len 0 }",
    expect.stringContaining("reject if { var(txn.sni_sent) -m found } !{ var(txn.sni_sent) -m reg -- '^"),
    "tcp-request content reject if !{ var(txn.hello) -m found }",
    "tcp-request content set-var(txn.to) str(b1)",
    "tcp-request content accept",
  ]);
  expect(terminated.filter((rule) => rule.includes("reject"))).toEqual(["tcp-request content reject"]);
  expect(result).toMatchObject({
    configuration: {
      frontends: [
        { name: "f0" },
        { name: "f1", tls: { minVersion: "1.3", maxVersion: "1.3", certificate: "CHAIN\nKEY" } },
      ],
      backends: [{ name: "upstream" }, { name: "b1", servers: [{ kind: "frontend", name: "f1" }] }],
    },
  });
});

test("a forward that lets the policy go on dials first, and goes on in a frontend", () => {
  const config = { url: "tcp://a.internal:1", on_error: "continue" };
  const policy = policyOf({ actions: [{ type: "forward-internal", config }, { type: "deny" }] });
  const result = translatePolicy(policy);
  expect(rulesOf(result)).toEqual([
    ["tcp-request content set-var(txn.to) str(b1)", "tcp-request content accept"],
    ["tcp-request content reject"],
  ]);
  expect(result).toMatchObject({
    configuration: {
      backends: [
        { name: "upstream" },
        {
          servers: [
            { kind: "address", address: "127.0.0.1:2001" },
            { kind: "frontend", name: "f1" },
          ],
        },
      ],
    },
  });
});

test.each(["tcp://A.Internal:1", "tcp://a.internal.:1"])("%s is the same endpoint in another spelling", (url) => {
  const policy = policyOf({ actions: [{ type: "forward-internal", config: { url } }] });
  expect(rulesOf(translatePolicy(policy)).flat()).toContain("tcp-request content accept");
});

test("a computed URL is held against every spelling of every endpoint, and else refused", () => {
  const policy = policyOf({
    actions: [{ type: "forward-internal", config: { url: "tcp://${conn.client_ip}.internal:1" } }],
  });
  const rules = rulesOf(translatePolicy(policy)).flat();
  const texts = rules.filter((rule) => /str\(tcp:..a[.]internal[.]?:1\)/.test(rule));
  expect(texts).toHaveLength(2);
  expect(rules.at(-1)).toMatch(/^tcp-request content reject if/);
});

test("a forward to no endpoint is refused, or skipped", () => {
  const forward = (on_error: string) => ({ type: "forward-internal", config: { url: "tcp://b.internal:1", on_error } });
  expect(rulesOf(translatePolicy(policyOf({ actions: [forward("halt")] })))).toEqual([["tcp-request content reject"]]);
  expect(rulesOf(translatePolicy(policyOf({ actions: [forward("continue")] })))).toEqual([[]]);
});

test("an endpoint without upstream refuses what nothing has handled", () => {
  const endpoints = [{ url: "tcp://test.example.com:1000", traffic_policy: policyOf() }];
  expect(rulesOf(translate({ endpoints }))).toEqual([["tcp-request content reject"]]);
  expect(translatePolicy(policyOf(), { endpoints })).toMatchObject({ kind: "untranslatable", name: "endpoint" });
});

test("a server name that is not the endpoint's is refused", () => {
  const rules = (url: string) => rulesOf(translate({ endpoints: [{ url }] })).flat();
  expect(rules("tls://app.example.com")).toContain(
    "tcp-request content reject if !{ var(txn.sni) -m str app.example.com }",
  );
  expect(rules("tls://*.example.com")).toContain("tcp-request content reject if !{ var(txn.sni) -m end .example.com }");
});

test.each([
  ["a policy of an internal endpoint", { url: "tcp://b.internal:1", traffic_policy: policyOf() }],
  ["termination behind the policy", { url: "tcp://b.example.com:1", agent_tls_termination: {} }],
])("%s is refused by name", (_, endpoint) => {
  expect(translatePolicy(policyOf(), { endpoints: [endpoint] })).toMatchObject({ name: "endpoint" });
});

test("a rule of many conditions goes over several lines", () => {
  const expressions = Array.from({ length: 40 }, (_, index) => `conn.client_port != ${index}`);
  const rules = rulesOf(translatePolicy(policyOf({ expressions, actions: [{ type: "deny" }] }))).flat();
  expect(Math.max(...rules.map((rule) => rule.split(" ").length))).toBeLessThanOrEqual(64);
});

test("a termination without a certificate is refused by name", () => {
  const policy = policyOf({ actions: [{ type: "terminate-tls" }] });
  expect(translatePolicy(policy, { certificates: [] })).toMatchObject({ name: "endpoint" });
  expect(translatePolicy(policy, { certificates: [CERTIFICATE] }).kind).toBe("configuration");
});
