import { describe, expect, test } from "vitest";
import { Reporter } from "../diagnostics/reporter.ts";
import { readDocuments } from "./documents.ts";
import { findIn } from "./find.ts";
import type { FoundDocument, FoundEndpoint } from "./found.ts";
import { LineIndex } from "./lines.ts";
import type { ListNode, MapNode, Node, ScalarNode } from "./node.ts";

function find(text: string): { found: FoundDocument[]; codes: string[] } {
  const reporter = new Reporter(new LineIndex(text));
  const found = readDocuments(text).map((document) => {
    document.problems.reportTo(reporter);
    return findIn(document, reporter);
  });
  const codes = reporter.diagnostics().map((d) => `${d.code}@${d.range.start.line}:${d.range.start.column}`);
  return { found, codes };
}

function one(text: string): FoundDocument {
  const { found, codes } = find(text);
  expect(codes).toEqual([]);
  expect(found).toHaveLength(1);
  return found[0] as FoundDocument;
}

function endpoint(text: string): FoundEndpoint {
  const { endpoints } = one(text);
  expect(endpoints).toHaveLength(1);
  return endpoints[0] as FoundEndpoint;
}

/** What a document is, and what it holds, in short. */
function kinds(text: string): string[] {
  return find(text).found.map(({ kind, endpoints, policies }) => `${kind} ${endpoints.length} ${policies.length}`);
}

describe("a document is told by its content", () => {
  test.each([
    ["a phase", "on_tcp_connect: []\n", "policy 0 1"],
    ["a phase of another engine", '{"on_http_request": []}', "policy 0 1"],
    ["a misspelled phase", "on_tcp_conect: []\n", "policy 0 1"],
    ["a legacy phase", "on_tls_request: [{actions: []}]\n", "policy 0 1"],
    ["a legacy phase with rules", "inbound:\n  - actions: []\n", "policy 0 1"],
    ["a phase beside what is none", "description: x\non_tcp_connect: []\n", "policy 0 1"],
    ["`inbound` of another program", "inbound: {port: 1}\n", "other 0 0"],
    ["`inbounds` of another program", "inbounds: [{port: 1}]\noutbounds: [{tag: x}]\n", "other 0 0"],
    ["nothing", "\n# nothing\n", "empty 0 0"],
    ["null", "~\n", "empty 0 0"],
    ["a text", "hello\n", "other 0 0"],
    ["a list", "- on_tcp_connect: []\n", "other 0 0"],
    ["a package", '{"name": "x", "version": "2.0.0", "scripts": {"test": "y"}}', "other 0 0"],
    ["a compose file", "version: '3'\nservices: {a: {image: b}}\n", "other 0 0"],
    ["an OpenAPI document", "openapi: 3.0.0\npaths: {}\n", "other 0 0"],
    ["a workflow", "on: {push: {}}\njobs: {}\n", "other 0 0"],
    ["endpoints of something else", "endpoints: [{hostname: a}]\n", "other 0 0"],
    ["tunnels of something else", "tunnels: {a: {peer: b}}\n", "other 0 0"],
    ["an agent configuration, version 3", "version: 3\nendpoints: [{name: a, url: 'tcp://a:1'}]\n", "agent-config 1 0"],
    ["endpoints by name", "endpoints: {a: {url: 'tcp://a:1'}, b: {upstream: {url: 80}}}\n", "agent-config 2 0"],
    ["an agent configuration without a version", "endpoints: [{url: 'tcp://a:1'}]\n", "agent-config 1 0"],
    ["an agent configuration without endpoints", "version: '2'\nauthtoken: x\n", "agent-config 0 0"],
    ["an agent configuration, version 2", "version: 2\ntunnels: {a: {proto: tcp, addr: 22}}\n", "agent-config 1 0"],
    ["tunnels beside endpoints", "tunnels: {a: {addr: 1}}\nendpoints: [{url: 'tcp://a:1'}]\n", "agent-config 2 0"],
    ["another Kubernetes object", "apiVersion: v1\nkind: ConfigMap\ndata: {on_tcp_connect: x}\n", "other 0 0"],
    ["a CloudEndpoint", "apiVersion: ngrok.k8s.ngrok.com/v1alpha1\nkind: CloudEndpoint\n", "manifest 1 0"],
    ["an AgentEndpoint of the later group", "apiVersion: ngrok.com/v1\nkind: AgentEndpoint\n", "manifest 1 0"],
    ["a policy object", "apiVersion: v1\nkind: NgrokTrafficPolicy\nspec: {policy: {}}\n", "manifest 0 1"],
    [
      "another vendor's TrafficPolicy",
      "apiVersion: gateway.example.dev/v1\nkind: TrafficPolicy\nspec: {policy: {}}\n",
      "other 0 0",
    ],
    ["a vendor whose name only ends alike", "apiVersion: notngrok.com/v1\nkind: TrafficPolicy\n", "other 0 0"],
    ["a list without ours", "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Service}]\n", "other 0 0"],
  ])("%s", (_, text, expected) => {
    expect(kinds(text)).toEqual([expected]);
  });

  test("each document of a file for itself", () => {
    const text = "on_tcp_connect: []\n---\na: b\n---\n---\nendpoints: [{url: 'tcp://a:1'}]\n";
    expect(kinds(text)).toEqual(["policy 0 1", "other 0 0", "empty 0 0", "agent-config 1 0"]);
  });

  test("a list of objects is looked into, also where it is nested", () => {
    const text = `apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Service}
  - {apiVersion: ngrok.com/v1, kind: CloudEndpoint, spec: {url: 'tcp://a:1'}}
  - {apiVersion: ngrok.com/v1, kind: TrafficPolicyList, items: [{apiVersion: ngrok.com/v1, kind: TrafficPolicy, spec: {}}]}
`;
    expect(kinds(text)).toEqual(["manifest 1 1"]);
  });

  test("what is too broken to read is ours if something in it says so", () => {
    expect(kinds("a: 'x\n")).toEqual(["other 0 0"]);
    expect(kinds("{{ if .Values.x }}\nkind: Service\n")).toEqual(["other 0 0"]);
    expect(kinds("{{ if .Values.x }}\nkind: AgentEndpoint\n")).toEqual(["unreadable 0 0"]);
    expect(kinds("on_tcp_connect: 'x\n")).toEqual(["unreadable 0 0"]);
  });
});

describe("an endpoint of version 3", () => {
  test("is found with all that a check asks for", () => {
    const text = `endpoints:
  - name: db
    url: tls://db.internal
    pooling_enabled: true
    upstream: {url: 80}
    agent_tls_termination: {server_certificate: a}
    traffic_policy: {on_tcp_connect: []}
`;
    const found = endpoint(text);
    expect(found).toMatchObject({
      source: "agent-v3",
      name: "db",
      scheme: "tls",
      location: { url: "tls://db.internal" },
      internal: true,
      upstream: true,
      pooling: true,
      ipv6: true,
      incomplete: false,
      policy: { kind: "inline", incomplete: false },
    });
    expect(text.slice(found.url?.start, found.url?.end)).toBe("tls://db.internal");
    expect(text.slice(found.agentTermination?.key.start, found.agentTermination?.key.end)).toBe(
      "agent_tls_termination",
    );
  });

  test.each([
    ["", "https", false],
    ["url: ''", "https", false],
    ["url: example.org", "https", false],
    ["url: app.internal", "https", true],
    ["url: 'HTTPS://example.org'", "https", false],
    ["url: 'tcp://'", "tcp", false],
    ["url: '1.tcp.example.io:12345'", undefined, false],
    ["url: [a]", undefined, false],
    ["url: 'tls://*.A.INTERNAL.:8443'", "tls", true],
    ["url: tls://internal", "tls", false],
  ])("with `%s` has the scheme %s", (url, scheme, internal) => {
    expect(endpoint(`version: 3\nendpoints:\n  - upstream: {url: 1}\n    ${url}\n`)).toMatchObject({
      scheme,
      internal,
    });
  });

  test.each([
    ["tcp://127.0.0.1:1", "", false],
    ["tcp://[::1]:1", "", true],
    ["tcp://a:1", "", true],
    ["tcp://a:1", "listen: {address: 127.0.0.1}", false],
    ["tcp://a:1", "listen: {address: '::'}", true],
  ])("at %s with `%s` may be reached over IPv6: %s", (url, listen, ipv6) => {
    expect(endpoint(`endpoints: [{url: '${url}'}]\n${listen}\n`).ipv6).toBe(ipv6);
  });

  test("may take its policy from a file, and have no upstream", () => {
    const found = endpoint("endpoints: [{url: 'tcp://a:1', traffic_policy_file: p.yml}]\n");
    expect(found).toMatchObject({ upstream: false, policy: { kind: "file", path: { value: "p.yml" } } });
  });
});

describe("a tunnel of version 2", () => {
  test.each([
    ["proto: tcp, remote_addr: '1.tcp.example.io:5'", "tcp", "tcp://1.tcp.example.io:5"],
    ["proto: tls, domain: a.example", "tls", "tls://a.example"],
    ["proto: tls, hostname: a.example", "tls", "tls://a.example"],
    ["proto: http", "http", undefined],
    ["labels: [a=b]", undefined, undefined],
  ])("with `%s`", (fields, scheme, url) => {
    const found = endpoint(`tunnels: {a: {addr: 1, ${fields}}}\n`);
    expect(found).toMatchObject({ source: "agent-v2", name: "a", scheme, upstream: true });
    expect(found.location?.url).toBe(url);
  });

  test("may have its policy under the older name, and an IP restriction", () => {
    const found = endpoint("tunnels: {a: {proto: tcp, policy: {inbound: []}, ip_restriction: {allow_cidrs: [x]}}}\n");
    expect(found.policy?.kind).toBe("inline");
    expect(found.ipRestriction?.entries[0]?.key.value).toBe("allow_cidrs");
  });
});

describe("a Kubernetes object", () => {
  const object = (kind: string, spec: string, metadata = "{name: e, namespace: n}") =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;

  test("AgentEndpoint has the upstream it names, shares its URL, and may refer to a policy", () => {
    const spec = "{url: 'tls://a', upstream: {url: b}, tlsTermination: {}, trafficPolicy: {targetRef: {name: p}}}";
    expect(endpoint(object("AgentEndpoint", spec))).toMatchObject({
      source: "agent-endpoint",
      name: "e",
      scheme: "tls",
      upstream: true,
      pooling: true,
      agentTermination: { key: { value: "tlsTermination" } },
      policy: { kind: "reference", namespace: "n", name: { value: "p" } },
    });
  });

  test("CloudEndpoint has no upstream, and may refer to a policy in two ways", () => {
    expect(
      endpoint(object("CloudEndpoint", "{url: 'tcp://a:1', trafficPolicyName: p, poolingEnabled: true}", "{}")),
    ).toMatchObject({
      source: "cloud-endpoint",
      upstream: false,
      pooling: true,
      policy: { kind: "reference", namespace: "default", name: { value: "p" } },
    });
    const later = endpoint(object("CloudEndpoint", "{url: 'tcp://a:1', trafficPolicy: {targetRef: {name: q}}}"));
    expect(later.policy).toMatchObject({ kind: "reference", namespace: "n", name: { value: "q" } });
  });

  test.each(["inline", "policy"])("carries its policy under `%s`", (key) => {
    const found = endpoint(
      object("CloudEndpoint", `{url: 'tcp://a:1', trafficPolicy: {${key}: {on_tcp_connect: []}}}`),
    );
    expect(found.policy).toMatchObject({ kind: "inline", node: { entries: [{ key: { value: "on_tcp_connect" } }] } });
  });

  test("NgrokTrafficPolicy is a policy with a name", () => {
    const [policy] = one(object("NgrokTrafficPolicy", "{policy: {on_tcp_connect: []}}")).policies;
    expect(policy).toMatchObject({ name: { namespace: "n", name: "e" }, incomplete: false });
  });
});

/** The `type` of the first action, as the file has it. */
function typeOf(text: string, policy: Node | undefined): string {
  const field = (node: Node | undefined, key: string) =>
    (node as MapNode).entries.find((entry) => entry.key.value === key)?.value;
  const item = (node: Node | undefined) => (node as ListNode).items[0];
  const type = field(item(field(item(field(policy, "on_tcp_connect")), "actions")), "type") as ScalarNode;
  const [from, to] = type.rangeOf(1, 3);
  return `${text.slice(type.start, type.end)} ${text.slice(from, to)}`;
}

describe("a policy in a string", () => {
  test.each([
    ["a block scalar", "    traffic_policy: |\n      on_tcp_connect:\n        - actions:\n            - type: deny\n"],
    ["a folded scalar", "    traffic_policy: >\n      {on_tcp_connect:\n      [{actions:\n      [{type: deny}]}]}\n"],
    ["JSON in single quotes", `    traffic_policy: '{"on_tcp_connect":[{"actions":[{"type":deny}]}]}'\n`],
    ["JSON in double quotes", `    traffic_policy: "{\\"on_tcp_connect\\":[{\\"actions\\":[{\\"type\\":deny}]}]}"\n`],
  ])("as %s has the positions of the file", (_, policy) => {
    const text = `endpoints:\n  - url: tcp://a:1\n${policy}`;
    const found = endpoint(text).policy;
    expect(found?.kind === "inline" && typeOf(text, found.node)).toBe("deny en");
  });

  test("has its syntax errors where they stand in the file", () => {
    const text = "endpoints:\n  - url: tcp://a:1\n    traffic_policy: |\n      on_tcp_connect: &a [*b]\n";
    expect(find(text).codes).toEqual(["syntax-error@4:27"]);
  });

  test("is one document", () => {
    const text =
      "endpoints:\n  - url: tcp://a:1\n    traffic_policy: |\n      on_tcp_connect: []\n      ---\n      a: b\n";
    expect(find(text).codes).toEqual(["multiple-documents@5:7"]);
  });
});

describe("what could not be read", () => {
  test("is a gap in the rules, and the policy is incomplete", () => {
    const text = "on_tcp_connect:\n  - name: a\n  - expressions: [!(x)]\n  - name: b\n";
    const { found, codes } = find(text);
    expect(codes).toEqual(["yaml-tag@3:19"]);
    const node = found[0]?.policies[0]?.node as MapNode;
    expect(node.entries[0]?.value).toMatchObject({ gaps: [1], items: { length: 2 } });
    expect(found[0]?.policies[0]?.incomplete).toBe(true);
  });

  test("makes an endpoint incomplete", () => {
    const { found, codes } = find("x: &d {upstream: {url: 1}}\nendpoints:\n  - <<: *d\n    name: a\n");
    expect(codes).toEqual(["yaml-merge-key@3:5"]);
    expect(found[0]?.endpoints[0]).toMatchObject({ incomplete: true, scheme: undefined });
  });
});
