import { describe, expect, test } from "vitest";
import { Reporter } from "../diagnostics/reporter.ts";
import { readDocuments } from "../source/documents.ts";
import { findIn } from "../source/find.ts";
import type { FoundEndpoint } from "../source/found.ts";
import { LineIndex } from "../source/lines.ts";
import { checkEndpoints } from "./check.ts";
import { reportTerminatedTwice } from "./endpoint.ts";
import { type EndpointFile, endpointsOf } from "./files.ts";
import { checkForwards, type Forward } from "./forwards.ts";
import { PolicyUses, targetsOf } from "./uses.ts";

interface TestFile extends EndpointFile {
  readonly text: string;
  readonly sink: Reporter;
}

function file(text: string, path = "a.yml"): TestFile {
  const sink = new Reporter(new LineIndex(text));
  const documents = readDocuments(text).map((document) => findIn(document, sink));
  return { path, text, sink, documents };
}

/** What was reported, each with what it stands at. */
function reported({ text, sink }: TestFile): string[] {
  return sink.diagnostics().map(({ code, range }) => `${code} ${text.slice(range.start.offset, range.end.offset)}`);
}

function checked(...texts: string[]): string[][] {
  const files = texts.map((text, index) => file(text, `${index}.yml`));
  checkEndpoints(files);
  return files.map(reported);
}

const cloud = (url: string, more = ""): string =>
  `---\napiVersion: ngrok.com/v1\nkind: CloudEndpoint\nmetadata: {name: ${url.replace(/\W+/g, "-")}}\nspec: {url: '${url}'${more}, trafficPolicyName: p}\n`;

describe("a cloud endpoint without a policy", () => {
  const bare = (url: string): string => cloud(url).replace(", trafficPolicyName: p", "");

  test("handles nothing", () => {
    expect(checked(bare("tls://a.example"))).toEqual([["not-handled {url: 'tls://a.example'}"]]);
    expect(checked(cloud("tls://a.example"))).toEqual([[]]);
  });

  test("may have rules of another phase where it speaks HTTP", () => {
    expect(checked(bare("https://a.example"))).toEqual([[]]);
  });

  test("is not one with an upstream, or of which a part could not be read", () => {
    expect(checked(bare("tls://a.example").replace("CloudEndpoint", "AgentEndpoint"))).toEqual([[]]);
    expect(checked(bare("tls://a.example").replace("{url", "{<<: {a: b}, url"))).toEqual([[]]);
  });
});

describe("endpoints with one URL", () => {
  test.each([
    ["conflict at the second", ["tcp://a:1", "tcp://a:1"], ["endpoint-conflict tcp://a:1"]],
    ["conflict in any spelling", ["tls://A.example", "tls://a.example:443"], ["endpoint-conflict tls://a.example:443"]],
    [
      "conflict each but the first",
      ["tcp://a:1", "tcp://a:1", "tcp://a:1"],
      Array(2).fill("endpoint-conflict tcp://a:1"),
    ],
    ["differ by port", ["tcp://a:1", "tcp://a:2"], []],
    ["differ by scheme", ["tcp://a:443", "tls://a"], []],
    ["that another engine runs are not looked at", ["https://a", "https://a"], []],
    ["that ngrok chooses are not known", ["tcp://", "tcp://"], []],
  ])("%s", (_, urls, expected) => {
    expect(checked(`endpoints:\n${urls.map((url) => `  - url: ${url}\n`).join("")}`)).toEqual([expected]);
  });

  test("share it if all of them say so", () => {
    const pooled = (...flags: boolean[]): string =>
      `endpoints:\n${flags.map((flag) => `  - {url: 'tcp://a:1', pooling_enabled: ${flag}}\n`).join("")}`;
    expect(checked(pooled(true, true, true))).toEqual([[]]);
    expect(checked(pooled(true, false))).toEqual([["endpoint-conflict 'tcp://a:1'"]]);
    expect(checked(pooled(false, true))).toEqual([["endpoint-conflict 'tcp://a:1'"]]);
    expect(checked(pooled(true, false, true))).toEqual([Array(2).fill("endpoint-conflict 'tcp://a:1'")]);
  });

  test("in two configurations do not meet, in two manifests they do", () => {
    const config = "endpoints: [{url: 'tcp://a:1'}]\n";
    expect(checked(config, config)).toEqual([[], []]);
    expect(checked(cloud("tcp://a:1"), cloud("tcp://a:1"))).toEqual([[], ["endpoint-conflict 'tcp://a:1'"]]);
    expect(
      checked(cloud("tcp://a:1", ", poolingEnabled: true") + cloud("tcp://a:1", ", poolingEnabled: true")),
    ).toEqual([[]]);
    const agent = cloud("tcp://a:1").replace("CloudEndpoint", "AgentEndpoint");
    expect(checked(agent + agent)).toEqual([[]]);
  });

  test("conflict in version 2, where the address is another field", () => {
    const text =
      "tunnels:\n  a: {proto: tcp, addr: 1, remote_addr: 'x:1'}\n  b: {proto: tcp, addr: 2, remote_addr: 'x:1'}\n";
    expect(checked(text)).toEqual([["endpoint-conflict 'x:1'"]]);
  });
});

describe("the URL of an endpoint", () => {
  test.each([
    "tcp://1.tcp.ngrok.io:12345",
    "tcp://",
    "tls://",
    "tcp://name",
    "tls://*.example.com",
    "https://a/b",
    "a.example",
    "",
  ])("may be %j", (url) => {
    expect(checked(`version: 3\nendpoints:\n  - url: '${url}'\n`)).toEqual([[]]);
  });

  test.each([
    "tcp://a:0",
    "tcp://a:70000",
    "tcp://a:1/x",
    "tcp://u@a:1",
    "tls://192.0.2.1",
    "tls://*",
    "tls://a b",
    "tcp://[::1",
  ])("may not be %j", (url) => {
    expect(checked(`endpoints:\n  - url: "${url}"\n`)).toEqual([[`invalid-url "${url}"`]]);
  });
});

test("addresses of an ip_restriction are CIDRs", () => {
  const restriction = "{allow_cidrs: [10.0.0.0/8, 10.1.0.0/8, 1.2.3], deny_cidrs: [5, '::/0', x]}";
  const one = file(`tunnels:\n  a:\n    proto: tcp\n    ip_restriction: ${restriction}\n`);
  checkEndpoints([one]);
  expect(reported(one)).toEqual(["cidr-host-bits 10.1.0.0/8", "invalid-cidr 1.2.3", "wrong-type 5", "invalid-cidr x"]);
  expect(one.sink.diagnostics()[0]?.fix?.edits).toMatchObject([{ old: "10.1.0.0/8", text: "10.0.0.0/8" }]);
});

test("TLS that the agent terminates once more is told at its key", () => {
  const one = file(
    "endpoints:\n  - url: tls://a\n    agent_tls_termination: {server_certificate: x}\n  - url: tls://b\n",
  );
  for (const { endpoint } of endpointsOf([one])) reportTerminatedTwice(endpoint, one.sink);
  expect(reported(one)).toEqual(["terminate-tls-twice agent_tls_termination"]);
});

describe("a policy that stands elsewhere", () => {
  const config = (path: string): string => `endpoints: [{url: 'tcp://a:1', traffic_policy_file: '${path}'}]\n`;

  test.each([
    ["conf/sluice.yml", "p.yml", "conf/p.yml"],
    ["conf/sluice.yml", "./p.yml", "conf/p.yml"],
    ["./conf/sluice.yml", "../p.yml", "p.yml"],
    ["sluice.yml", "../p.yml", "../p.yml"],
    ["sluice.yml", "/etc/p.yml", "/etc/p.yml"],
    ["/etc/sluice.yml", "../../p.yml", "/p.yml"],
    ["C:\\conf\\sluice.yml", "..\\p.yml", "C:/p.yml"],
  ])("%s has %s at %s", (from, path, expected) => {
    const uses = new PolicyUses([file(config(path), from)]);
    expect(uses.paths).toEqual([expected]);
    expect(uses.ofFile(`./${expected}`).length + uses.ofFile(expected).length).toBeGreaterThan(0);
    expect(uses.ofFile("other.yml")).toEqual([]);
  });

  test("is referred to by objects of its namespace, in any file", () => {
    const policy = file(
      "apiVersion: ngrok.com/v1\nkind: TrafficPolicy\nmetadata: {name: p, namespace: n}\nspec: {policy: {}}\n",
    );
    const reference = (namespace: string, name: string): TestFile =>
      file(
        `apiVersion: ngrok.com/v1\nkind: CloudEndpoint\nmetadata: {namespace: ${namespace}}\nspec: {url: 'tls://${namespace}', trafficPolicyName: ${name}}\n`,
      );
    const uses = new PolicyUses([policy, reference("n", "p"), reference("m", "p"), reference("n", "q")]);
    const found = policy.documents.flatMap(({ policies }) => policies.flatMap((one) => uses.ofPolicy(one)));
    expect(found.map(({ endpoint }) => endpoint.url?.value)).toEqual(["tls://n"]);
  });

  test("is checked once for endpoints that are alike", () => {
    const text = `endpoints:
  - {url: 'tcp://a:1', upstream: {url: 1}}
  - {url: 'tcp://b:2', upstream: {url: 2}}
  - {url: 'tcp://127.0.0.1:3', upstream: {url: 3}}
  - {url: 'tls://c', upstream: {url: 4}}
  - {url: 'tls://c.internal'}
`;
    const of = ({ scheme, internal, ipv6 }: FoundEndpoint) => ({ scheme, internal, ipv6 });
    expect(targetsOf(endpointsOf([file(text)]), of)).toEqual([
      { scheme: "tcp", internal: false, ipv6: true },
      { scheme: "tcp", internal: false, ipv6: false },
      { scheme: "tls", internal: false, ipv6: true },
      { scheme: "tls", internal: true, ipv6: true },
    ]);
  });
});

/** `from>to` is a forward in the policy of the endpoints `from`; written as it is, so that it can be found in the text. */
function forwards(urls: readonly string[], edges: readonly string[], more = ""): string[] {
  const text = `endpoints:\n${urls.map((url) => `  - url: ${url}\n`).join("")}${more}# ${edges.join(" ")}\n`;
  const one = file(text);
  const endpoints = one.documents.flatMap((document) => document.endpoints);
  const policies = edges.map((edge) => {
    const [from, url = ""] = edge.split(">");
    const start = text.lastIndexOf(` ${edge}`) + 1;
    const forward: Forward = { url, start, end: start + edge.length, sink: one.sink };
    const owners: FoundEndpoint[] = endpoints.filter((endpoint) => endpoint.url?.value === from);
    return { endpoints: owners, forwards: [forward] };
  });
  checkForwards([one], policies);
  return reported(one);
}

describe("a forward to an endpoint that is not there", () => {
  const [a, b] = ["tcp://a.internal:1", "tcp://b.internal:1"];

  test("is told where it is written", () => {
    expect(forwards(["tcp://x:1", a], [`tcp://x:1>${a}`, `tcp://x:1>${b}`])).toEqual([
      `unknown-endpoint tcp://x:1>${b}`,
    ]);
  });

  test("is told with what was meant", () => {
    const one = file("endpoints: [{url: 'tls://database.internal'}]\n");
    const forward = { url: "tls://databse.internal:443", start: 0, end: 1, sink: one.sink };
    checkForwards([one], [{ endpoints: one.documents[0]?.endpoints ?? [], forwards: [forward, forward] }]);
    expect(one.sink.diagnostics().map(({ hint }) => hint)).toEqual(["did you mean `tls://database.internal`?"]);
  });

  test("is none if a wildcard has the name", () => {
    const urls = ["tls://x", "tls://*.internal"];
    expect(forwards(urls, ["tls://x>tls://any.internal:443"])).toEqual([]);
    expect(forwards(urls, ["tls://x>tls://any.internal:444"])).toHaveLength(1);
    expect(forwards(urls, ["tls://x>tcp://any.internal:443"])).toHaveLength(1);
  });

  test("is not told of a policy whose endpoints are not known", () => {
    expect(forwards([], [`tcp://x:1>${b}`])).toEqual([]);
  });

  test("is not told where an endpoint could not be read", () => {
    expect(forwards(["tcp://x:1"], [`tcp://x:1>${b}`], "  - url: 'x\n")).not.toContain(
      `unknown-endpoint tcp://x:1>${b}`,
    );
    expect(forwards(["tcp://x:1"], [`tcp://x:1>${b}`], "---\nkind: AgentEndpoint\nspec: [\n")).toEqual([]);
    expect(forwards(["tcp://x:1", "'tcp://${X}.internal:1'"], [`tcp://x:1>${b}`])).toEqual([]);
  });
});

test("a forward is told of whatever else is broken in a file", () => {
  const rest = "    traffic_policy:\n      on_tcp_connect:\n        - 'x\n---\nother: 'x\n";
  expect(forwards(["tcp://x:1"], ["tcp://x:1>tcp://b.internal:1"], rest)).toEqual([
    "unknown-endpoint tcp://x:1>tcp://b.internal:1",
  ]);
});

describe("forwards that come back", () => {
  const [a, b, c] = ["tcp://a.internal:1", "tcp://b.internal:1", "tcp://c.internal:1"];
  const urls = ["tcp://x:1", a, b, c];

  test.each([
    ["to the endpoint itself", [`${a}>${a}`], [`${a}>${a}`]],
    ["by way of another", [`${a}>${b}`, `${b}>${a}`], [`${b}>${a}`]],
    ["by way of two", [`${a}>${b}`, `${b}>${c}`, `${c}>${a}`], [`${c}>${a}`]],
    ["to one that was not the first", [`tcp://x:1>${a}`, `${a}>${b}`, `${b}>${c}`, `${c}>${b}`], [`${c}>${b}`]],
    ["twice", [`${a}>${b}`, `${b}>${a}`, `${b}>${c}`, `${c}>${b}`], [`${b}>${a}`, `${c}>${b}`]],
  ])("%s are told where the cycle closes", (_, edges, expected) => {
    expect(forwards(urls, edges)).toEqual(expected.map((edge) => `forward-cycle ${edge}`));
  });

  test.each([
    ["two ways to one endpoint", [`${a}>${b}`, `${a}>${c}`, `${b}>${c}`]],
    ["from outside", [`tcp://x:1>${a}`, `${a}>${b}`]],
  ])("%s are no cycle", (_, edges) => {
    expect(forwards(urls, edges)).toEqual([]);
  });

  test("through one member of a pool are a cycle", () => {
    expect(forwards([a, a, b], [`${a}>${b}`, `${b}>${a}`])).toEqual([`forward-cycle ${b}>${a}`]);
  });

  test("are told with the way", () => {
    const one = file(`endpoints: [{url: '${a}'}, {url: '${b}'}]\n`);
    const [first, second] = endpointsOf([one]).map(({ endpoint }) => endpoint) as [FoundEndpoint, FoundEndpoint];
    const to = (url: string, start: number): Forward => ({ url, start, end: start, sink: one.sink });
    checkForwards(
      [one],
      [
        { endpoints: [first], forwards: [to(b, 1)] },
        { endpoints: [second], forwards: [to(a, 2)] },
      ],
    );
    const [diagnostic] = one.sink.diagnostics();
    expect(diagnostic?.message).toContain(`\`${a}\` → \`${b}\` → \`${a}\``);
    expect(diagnostic?.range.start.offset).toBe(2);
  });

  test("are found in a chain of any length", () => {
    const many = Array.from({ length: 5000 }, (_, i) => `tcp://e${i}.internal:1`);
    const one = file(`endpoints:\n${many.map((url) => `  - url: ${url}\n`).join("")}`);
    const policies = (one.documents[0]?.endpoints ?? []).map((endpoint, i) => ({
      endpoints: [endpoint],
      forwards: [{ url: many[(i + 1) % many.length] as string, start: i, end: i, sink: one.sink }],
    }));
    checkForwards([one], policies);
    expect(one.sink.diagnostics().map(({ code, range }) => `${code} ${range.start.offset}`)).toEqual([
      "forward-cycle 4999",
    ]);
  });
});
