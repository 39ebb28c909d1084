import { describe, expect, test } from "vitest";
import { type CheckOptions, checkFiles, checkPolicies } from "./check-files.ts";

function found(text: string): string[] {
  return checkPolicies(text).diagnostics.map(
    ({ code, severity, range }) => `${severity} ${code}@${range.start.line}:${range.start.column}`,
  );
}

const WRONG = "on_tcp_connect: [{actions: [{type: denyy}]}]";

describe("a policy is found and placed in", () => {
  test.each([
    ["a document of its own", WRONG, "error unknown-action@1:36"],
    [
      "an agent configuration, version 3",
      `version: 3\nendpoints:\n  - url: tcp://a:1\n    traffic_policy:\n      ${WRONG}\n`,
      "error unknown-action@5:42",
    ],
    [
      "an agent configuration, version 2",
      `version: 2\ntunnels:\n  a:\n    proto: tcp\n    traffic_policy:\n      ${WRONG}\n`,
      "error unknown-action@6:42",
    ],
    [
      "an AgentEndpoint",
      `apiVersion: v1\nkind: AgentEndpoint\nspec:\n  url: tls://a\n  trafficPolicy:\n    inline:\n      ${WRONG}\n`,
      "error unknown-action@7:42",
    ],
    [
      "a CloudEndpoint",
      `apiVersion: v1\nkind: CloudEndpoint\nspec:\n  url: tls://a\n  trafficPolicy:\n    policy:\n      ${WRONG}\n`,
      "error unknown-action@7:42",
    ],
    [
      "a TrafficPolicy",
      `apiVersion: v1\nkind: NgrokTrafficPolicy\nspec:\n  policy:\n    ${WRONG}\n`,
      "error unknown-action@5:40",
    ],
  ])("%s", (_, text, expected) => {
    expect(found(text)).toEqual([expected]);
  });
});

test("another Kubernetes object holds none", () => {
  expect(checkPolicies("apiVersion: v1\nkind: Service\nspec: {}\n")).toEqual({ policies: 0, diagnostics: [] });
});

test("on an HTTP endpoint only on_tcp_connect is checked", () => {
  const text = `endpoints:\n  - url: https://a\n    traffic_policy:\n      on_http_request: [{actions: [{type: redirect}]}]\n      ${WRONG}\n`;
  expect(found(text)).toEqual(["error unknown-action@5:42"]);
});

test("phases of HTTP under the names that they had once are not ours on an HTTP endpoint either", () => {
  const text = "endpoints:\n  - url: https://a\n    traffic_policy:\n      inbound: [{actions: [{type: deny}]}]\n";
  expect(found(text)).toEqual([]);
});

test("an HTTP endpoint may end in another phase", () => {
  const text = (url: string) =>
    `apiVersion: ngrok.com/v1\nkind: CloudEndpoint\nspec:\n  url: ${url}\n  trafficPolicy:\n    policy: {on_tcp_connect: []}\n`;
  expect(found(text("https://a.example"))).toEqual([]);
  expect(found(text("tls://a.example"))).toEqual(["error not-handled@6:30"]);
});

test("the endpoint's URL gives the protocol", () => {
  const forward = (url: string) =>
    `endpoints:\n  - url: ${url}\n    traffic_policy:\n      on_tcp_connect: [{actions: [{type: forward-internal, config: {url: 'tcp://a.internal:1'}}]}]\n  - url: tcp://a.internal:1\n    upstream: {url: 1}\n`;
  expect(found(forward("tls://a"))).toEqual(["error forward-scheme@4:74"]);
  expect(found(forward("tcp://a:1"))).toEqual([]);
});

test("an internal endpoint may come behind a termination", () => {
  const policy =
    "traffic_policy: {on_tcp_connect: [{expressions: ['conn.tls.version == \"1.3\"'], actions: [{type: deny}]}]}";
  expect(found(`endpoints: [{url: tls://a.internal, upstream: {url: 1}, ${policy}}]`)).toEqual([
    "warning variable-maybe-unknown@1:107",
  ]);
  expect(found(`endpoints: [{url: tls://a.example, upstream: {url: 1}, ${policy}}]`)).toEqual([
    "error variable-not-known@1:106",
  ]);
});

test("a key in a vault is not checked without resources, and must not depend on the connection all the same", () => {
  const policy = (value: string) =>
    `on_tcp_connect: [{actions: [{type: terminate-tls, config: {server_certificate: "${value}", server_private_key: "\${secrets.get('v', 'k')}"}}]}]`;
  expect(found(policy("${secrets.get('v', 'c')}")).map((one) => one.split("@")[0])).toEqual([
    "info not-checked",
    "info not-checked",
  ]);
  expect(found(policy("${secrets.get('v', 'c') + conn.client_ip}")).map((one) => one.split("@")[0])).toContain(
    "error not-constant",
  );
});

test("without resources, what they would tell is not checked", () => {
  const policy =
    "on_tcp_connect: [{actions: [{type: restrict-ips, config: {ip_policies: [x]}}]}, {expressions: ['conn.geo.city == \"x\"'], actions: [{type: deny}]}]";
  expect(found(policy).every((one) => one.startsWith("info not-checked"))).toBe(true);
  expect(checkPolicies(policy, { resources: {} }).diagnostics.map(({ code }) => code)).toEqual([
    "unknown-ip-policy",
    "ip-intelligence-missing",
  ]);
});

describe("files that belong together", () => {
  const sources = (files: Record<string, string>) =>
    Object.entries(files).map(([path, text]) => ({ path, text, named: false }));
  const foundIn = (files: Record<string, string>, options: CheckOptions = {}) =>
    checkFiles(sources(files), options).map(({ path, policies, diagnostics }) => [
      path,
      policies,
      ...diagnostics.map(({ code, range }) => `${code}@${range.start.line}:${range.start.column}`),
    ]);
  const FORWARD = "on_tcp_connect: [{actions: [{type: forward-internal, config: {url: 'tcp://b.internal:1'}}]}]\n";
  const endpoint = (url: string, policy: string) =>
    `endpoints:\n  - url: ${url}\n    upstream: {url: 1}\n    ${policy}\n`;
  const agent = (url: string, rest: string, namespace = "a") =>
    `apiVersion: ngrok.k8s.ngrok.com/v1alpha1\nkind: AgentEndpoint\nmetadata: {name: x, namespace: ${namespace}}\nspec:\n  url: ${url}\n  upstream: {url: 'tcp://y:1'}\n  ${rest}\n`;
  const named = (policy: string) =>
    `apiVersion: ngrok.k8s.ngrok.com/v1alpha1\nkind: NgrokTrafficPolicy\nmetadata: {name: p, namespace: a}\nspec:\n  policy:\n    ${policy}`;

  test("a policy file is checked for the endpoint that names it", () => {
    const config = endpoint("tls://a.example", "traffic_policy_file: ../policies/p.yml");
    expect(foundIn({ "conf/sluice.yml": config, "policies/p.yml": FORWARD })).toEqual([
      ["conf/sluice.yml", 0],
      ["policies/p.yml", 1, "forward-scheme@1:68"],
    ]);
  });

  test("a policy file that is not among them is read, or told not to be checked", () => {
    const config = { "conf/sluice.yml": endpoint("tcp://a.example:1", "traffic_policy_file: p.yml") };
    const readFile = (path: string) =>
      path === "conf/p.yml" ? "on_tcp_connect: [{actions: [{type: denyy}]}]" : undefined;
    expect(foundIn(config, { readFile })).toEqual([
      ["conf/sluice.yml", 0],
      ["conf/p.yml", 1, "unknown-action@1:36"],
    ]);
    expect(foundIn(config)).toEqual([["conf/sluice.yml", 0, "not-checked@4:26"]]);
  });

  test("a file that holds nothing is the empty policy if a configuration names it", () => {
    const config = endpoint("tcp://a.example:1", "traffic_policy_file: p.yml");
    expect(foundIn({ "sluice.yml": config, "p.yml": "# nothing yet\n" })).toEqual([
      ["sluice.yml", 0],
      ["p.yml", 1],
    ]);
  });

  test("a named policy is checked for each endpoint that refers to it, and told once", () => {
    const files = {
      "tls.yml": agent("tls://a.example", "trafficPolicy: {targetRef: {name: p}}"),
      "tcp.yml": agent("tcp://a.example:1", "trafficPolicy: {targetRef: {name: p}}"),
      "other.yml": agent("tls://b.example", "trafficPolicy: {targetRef: {name: p}}", "b"),
      "p.yml": named(
        "on_tcp_connect: [{actions: [{type: x}, {type: forward-internal, config: {url: 'tcp://b.internal:1'}}]}]",
      ),
      "b.yml": agent("tcp://b.internal:1", ""),
    };
    expect(foundIn(files)).toEqual([
      ["tls.yml", 0],
      ["tcp.yml", 0],
      ["other.yml", 0, "not-checked@7:37"],
      ["p.yml", 1, "unknown-action@6:40", "forward-scheme@6:83"],
      ["b.yml", 0],
    ]);
  });

  test("a forward is followed from file to file", () => {
    const to = (url: string) =>
      `trafficPolicy: {inline: {on_tcp_connect: [{actions: [{type: forward-internal, config: {url: '${url}'}}]}]}}`;
    const files = {
      "1.yml": agent("tcp://a.internal:1", to("tcp://b.internal:1")),
      "2.yml": agent("tcp://b.internal:1", to("tcp://a.internal:1")),
      "3.yml": agent("tcp://c.internal:1", to("tcp://d.internal:1")),
    };
    expect(foundIn(files)).toEqual([
      ["1.yml", 1],
      ["2.yml", 1, "forward-cycle@7:95"],
      ["3.yml", 1, "unknown-endpoint@7:95"],
    ]);
  });

  test("TLS that is terminated behind a policy which does so too is told at the endpoint", () => {
    const config = endpoint("tls://a.example", "traffic_policy_file: p.yml\n    agent_tls_termination: {}");
    expect(foundIn({ "sluice.yml": config, "p.yml": "on_tcp_connect: [{actions: [{type: terminate-tls}]}]" })).toEqual([
      ["sluice.yml", 0, "terminate-tls-twice@5:5"],
      ["p.yml", 1],
    ]);
  });

  test("what holds no policy is passed over, unless it was asked for by its name", () => {
    const text = "services: {web: {image: nginx}}\n";
    expect(foundIn({ "compose.yml": text })).toEqual([["compose.yml", 0]]);
    expect(checkFiles([{ path: "compose.yml", text }])[0]?.diagnostics.map(({ code }) => code)).toEqual([
      "unknown-phase",
    ]);
  });

  test("several documents of a file are checked one by one", () => {
    const text = `${WRONG}\n---\non_tcp_connect: []\n---\nservices: {}\n---\n${WRONG}\n`;
    expect(checkPolicies(text)).toMatchObject({
      policies: 3,
      diagnostics: [{ range: { start: { line: 1 } } }, { range: { start: { line: 7 } } }],
    });
  });
});

test("a comment silences a lint on its line, and a level changes what it counts", () => {
  const text = `on_tcp_connect:
  - actions:
      - type: restrict-ips
        config:
          allow:
            - 10.0.0.1/8 # sluice-ignore cidr-host-bits: as the router prints it
            - 192.168.0.1/16
`;
  const levels = { "cidr-host-bits": "error" } as const;
  expect(
    checkPolicies(text, { levels }).diagnostics.map(({ severity, range }) => [severity, range.start.line]),
  ).toEqual([["error", 7]]);
  expect(checkPolicies(text, { levels: { "cidr-host-bits": "off" } }).diagnostics).toEqual([]);
});

test("of a key that stands twice the first is checked, and by every stage", () => {
  for (const action of ["{type: log}", "{type: set-vars, config: {vars: null}}"]) {
    const text = `on_tcp_connect: [{actions: [${action}]}]\non_tcp_connect: []\n`;
    const codes = checkPolicies(text).diagnostics.map(({ code }) => code);
    expect(codes, text).toEqual(["missing-field", "duplicate-key"]);
  }
});
