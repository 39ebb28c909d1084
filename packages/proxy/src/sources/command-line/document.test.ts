import { LineIndex } from "@sluice/policy/source";
import { describe, expect, test } from "vitest";
import { EndpointCommand, switchesOf } from "../../cli/endpoint/command.ts";
import { SourceFiles } from "../../config/source-files.ts";
import { listening, plain } from "../testing/read.ts";
import { COMMAND_LINE, commandLine } from "./command-line.ts";
import { documentOf } from "./document.ts";
import { readFlags } from "./flags.ts";

const FILES: Readonly<Record<string, string>> = {
  "/srv/policy.yml": "on_tcp_connect:\n  - actions: [{type: deny}]\n",
  "/srv/broken.yml": "on_tcp_connect: [\n",
  "/srv/ca.pem": "-----BEGIN CERTIFICATE-----\nca\n",
  "/srv/crt.pem": "-----BEGIN CERTIFICATE-----\ncrt\n",
  "/srv/key.pem": "-----BEGIN PRIVATE KEY-----\nkey\n",
};

/** What the words after `sluice` become, and what is told of them with the text that it is about. */
async function made(...args: string[]) {
  const files = new SourceFiles();
  const line = commandLine(args);
  files.add(COMMAND_LINE, line.text);
  const sink = listening((start, end) => {
    const { text, base } = files.at(start);
    return text.slice(start - base, end - base);
  });
  const readFile = async (path: string): Promise<string> => {
    const text = FILES[path];
    if (text === undefined) throw Object.assign(new Error(path), { code: "ENOENT" });
    return text;
  };
  const scheme = args[0] === "tls" ? "tls" : "tcp";
  const source = { baseDirectory: "/srv", readFile };
  const node = await documentOf(readFlags(line, switchesOf(new EndpointCommand(scheme))), {
    scheme,
    files,
    source,
    sink,
  });
  const document = plain(node) as { endpoints: Record<string, unknown>[]; [key: string]: unknown };
  return { node, document, endpoint: document.endpoints[0] ?? {}, told: sink.told };
}

const TLS = ["tls", "443", "--url", "app.example.com"] as const;
const PAIR = ["--crt", "crt.pem", "--key", "key.pem"] as const;
const CA = "-----BEGIN CERTIFICATE-----\nca\n";

test("flags become an endpoint of sluice.yml", async () => {
  const { document, told } = await made(
    ...["tcp", "--url=tcp://127.0.0.1:7000", "9000", "--name", "db", "--description", "the database"],
    ...["--metadata", "{}", "--binding", "public", "--pooling-enabled", "--upstream-proxy-protocol", "2"],
    ...["--traffic-policy-file", "policy.yml", "--listen", "127.0.0.1:0"],
  );
  expect(told).toEqual([]);
  expect(document).toEqual({
    version: 3,
    listen: { address: "127.0.0.1", ports: { 7000: 0 } },
    endpoints: [
      {
        url: "tcp://127.0.0.1:7000",
        name: "db",
        description: "the database",
        metadata: "{}",
        bindings: ["public"],
        pooling_enabled: true,
        upstream: { url: "9000", proxy_protocol: "2" },
        traffic_policy_file: "policy.yml",
      },
    ],
  });
});

test.each([
  ["tcp", "a.example:22", "tcp://a.example:22"],
  ["tls", "a.example", "tls://a.example"],
  ["tls", "TLS://a.example", "TLS://a.example"],
])("`sluice %s --url %s` is %s", async (command, url, expected) => {
  expect((await made(command, "1", "--url", url)).endpoint).toMatchObject({ url: expected });
});

test.each([
  ["0", { ports: { 443: 0 } }],
  ["127.0.0.1", { address: "127.0.0.1" }],
  ["127.0.0.1:8443", { address: "127.0.0.1", ports: { 443: 8443 } }],
  ["::1", { address: "::1" }],
  ["[::1]", { address: "::1" }],
  ["[::1]:8443", { address: "::1", ports: { 443: 8443 } }],
])("`--listen %s` binds there", async (listen, expected) => {
  const { document, told } = await made(...TLS, "--listen", listen);
  expect([document.listen, told]).toEqual([expected, []]);
});

describe("where TLS ends", () => {
  test.each([
    ["the upstream", [], {}],
    ["the upstream, if it is asked for", ["--terminate-at", "upstream"], {}],
    [
      "the agent, with a key pair",
      PAIR,
      { agent_tls_termination: { server_certificate: "crt.pem", server_private_key: "key.pem" } },
    ],
    [
      "the agent, with mutual TLS",
      [...PAIR, "--terminate-at", "agent", "--mutual-tls-cas", "a.pem,b.pem"],
      {
        agent_tls_termination: {
          server_certificate: "crt.pem",
          server_private_key: "key.pem",
          mutual_tls_certificate_authorities: ["a.pem", "b.pem"],
        },
      },
    ],
    [
      "the edge",
      ["--terminate-at", "edge", "--mutual-tls-cas", "ca.pem", ...PAIR],
      {
        traffic_policy: {
          on_tcp_connect: [
            {
              name: "tls termination",
              actions: [
                {
                  type: "terminate-tls",
                  config: {
                    server_certificate: FILES["/srv/crt.pem"],
                    server_private_key: FILES["/srv/key.pem"],
                    mutual_tls_certificate_authorities: [CA],
                  },
                },
              ],
            },
          ],
        },
      },
    ],
  ])("is %s", async (_, flags, expected) => {
    const { endpoint, told } = await made(...TLS, ...flags);
    expect([endpoint, told]).toEqual([{ url: "tls://app.example.com", upstream: { url: "443" }, ...expected }, []]);
  });

  test("may be the edge with a certificate made for it", async () => {
    const { document, told } = await made(...TLS, "--terminate-at", "edge", "--self-signed");
    expect([document.certificates, told]).toEqual([{ self_signed: true }, []]);
  });
});

test("who may come is decided in front of everything else", async () => {
  const { endpoint } = await made(
    ...TLS,
    ...["--terminate-at", "edge", "--self-signed", "--traffic-policy-file", "policy.yml"],
    ...["--cidr-allow", "10.0.0.0/8, 192.0.2.7", "--cidr-allow", "::1", "--cidr-deny=10.1.0.0/16"],
  );
  expect(endpoint.traffic_policy).toEqual({
    on_tcp_connect: [
      {
        name: "ip restriction",
        actions: [
          {
            type: "restrict-ips",
            config: { allow: ["10.0.0.0/8", "192.0.2.7", "::1"], deny: ["10.1.0.0/16"] },
          },
        ],
      },
      { name: "tls termination", actions: [{ type: "terminate-tls" }] },
      { actions: [{ type: "deny" }] },
    ],
  });
});

test.each([
  [["--upstream-tls-verify"], { insecure_skip_verify: false }],
  [["--upstream-tls-verify=false"], { insecure_skip_verify: true }],
  [["--upstream-tls-verify-cas", "ca.pem"], { certificate_authorities: ["ca.pem"] }],
])("%j is what the upstream is verified by", async (flags, tls) => {
  const { endpoint, told } = await made("tcp", "tls://db.example:5432", "--url", "a.example:1", ...flags);
  expect([endpoint.upstream, told]).toEqual([{ url: "tls://db.example:5432", tls }, []]);
});

describe("what contradicts is told at the character", () => {
  test.each([
    [["tcp", "1"], "missing-field", "tcp"],
    [["tcp", "1", "--url", "tls://a.example"], "invalid-value", "tls://a.example"],
    [["tcp", "1", "--url", "a.example:1", "--url", "b.example:1"], "invalid-value", "--url"],
    [[...TLS, "--crt", "crt.pem"], "needs-other-field", "crt.pem"],
    [[...TLS, "--key=key.pem"], "needs-other-field", "key.pem"],
    [[...TLS, "--terminate-at", "agent"], "needs-other-field", "agent"],
    [[...TLS, "--terminate-at", "upstream", ...PAIR], "invalid-value", "crt.pem"],
    [[...TLS, "--mutual-tls-cas", "a.pem,b.pem"], "needs-other-field", "a.pem"],
    [[...TLS, "--terminate-at", "upstream", "--mutual-tls-cas", "a.pem"], "invalid-value", "a.pem"],
    [[...TLS, ...PAIR, "--terminate-at", "edge", "--mutual-tls-cas", "none.pem"], "invalid-value", "none.pem"],
    [[...TLS, "--terminate-at", "edge"], "needs-other-field", "edge"],
    [[...TLS, "--self-signed"], "needs-other-field", "--self-signed"],
    [[...TLS, "--terminate-at", "edge", "--self-signed", ...PAIR], "invalid-value", "--self-signed"],
    [[...TLS, "--pooling-enabled=maybe"], "invalid-value", "maybe"],
    [[...TLS, "--listen", "localhost:1"], "invalid-value", "localhost:1"],
    [[...TLS, "--listen", "70000"], "invalid-value", "70000"],
    [[...TLS, "--upstream-tls-verify"], "needs-other-field", "--upstream-tls-verify"],
    [[...TLS, "--upstream-tls-verify-cas", "a.pem"], "needs-other-field", "a.pem"],
    [
      ["tls", "tls://a:1", "--url", "b.example", "--upstream-tls-verify=false", "--upstream-tls-verify-cas", "a.pem"],
      "invalid-value",
      "a.pem",
    ],
    [[...TLS, "--cidr-allow", "${'::/0'}"], "invalid-cidr", "${'::/0'}"],
    [[...TLS, "--cidr-deny", "10.0.0.0/8,${'a'}"], "invalid-cidr", "${'a'}"],
    [[...TLS, "--cidr-allow", "10.0.0.0/8", "--traffic-policy-file", "broken.yml"], "syntax-error", "["],
  ])("%j", async (args, code, at) => {
    const { told } = await made(...args);
    expect(told.map((each) => [each.code, each.at])).toEqual([[code, at]]);
  });
});

test("a policy that rules were put in front of keeps its places in its file", async () => {
  const args = ["tcp", "1", "--url", "a.example:1", "--cidr-allow", "::1", "--traffic-policy-file", "policy.yml"];
  const { node } = await made(...args);
  const text = FILES["/srv/policy.yml"] ?? "";
  // Its text starts behind the command line's.
  const base = commandLine(args).text.length + 1;
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { kind, start, end, value: content } = value as Record<string, unknown>;
    if (kind === "scalar" && content === "deny") found.push(text.slice(Number(start) - base, Number(end) - base));
    for (const inner of Object.values(value))
      if (Array.isArray(inner)) inner.forEach(visit);
      else visit(inner);
  };
  visit(node);
  expect(found).toEqual(["deny"]);
});

describe("commandLine", () => {
  test("quotes what a shell would take apart, one character for one", () => {
    const { text, words } = commandLine(["tls", "a b", "it's", "x\ny"]);
    expect(text).toBe(`sluice tls 'a b' "it's" 'x y'`);
    const lines = new LineIndex(text);
    expect(words.map(({ start, end }) => [text.slice(start, end), lines.range(start, end).start.column])).toEqual([
      ["tls", 8],
      ["a b", 13],
      ["it's", 19],
      ["x y", 26],
    ]);
  });

  test("shows no key", () => {
    const { text, words } = commandLine(["--key", FILES["/srv/key.pem"] ?? "", "--crt=-----BEGIN CERTIFICATE-----"]);
    expect(text).toBe("sluice --key '(PEM)' '(PEM)'");
    expect(words[1]).toMatchObject({ text: FILES["/srv/key.pem"], start: 14, end: 19 });
  });

  const [der, body] = ["MC4CAQAwBQYDK2VwBCIEI".padEnd(64, "A"), "MIIEvQIBADANBgkqhkiG".padEnd(200, "B")];

  test.each([
    ["without its first line", `${body.slice(0, 64)}\n${body.slice(64)}\n-----END PRIVATE KEY-----\n`],
    ["with a dash too few", `----BEGIN PRIVATE KEY-----\n${body}`],
    ["in one line, without a frame", body],
    ["that is short", der],
  ])("shows no key %s", async (_, key) => {
    for (const [name, ...args] of [
      ["key", "--crt", "crt.pem", "--key", key],
      ["key", "--crt=crt.pem", `--key=${key}`],
      ["crt", "--crt", key, "--key", "key.pem"],
      ["mutual-tls-cas", ...PAIR, "--mutual-tls-cas", key],
    ] as const) {
      const typed = [...TLS, "--terminate-at", "edge", ...args];
      expect(commandLine(typed).text).not.toContain(key.slice(30, 50));
      const { told } = await made(...typed);
      expect(told).toMatchObject([{ message: `\`--${name}\` is neither PEM nor the path of a file`, at: "(PEM)" }]);
      expect(JSON.stringify(told)).not.toContain(key.slice(30, 50));
    }
  });
});
