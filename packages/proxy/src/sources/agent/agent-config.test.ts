import { describe, expect, test } from "vitest";
import { PassedOver } from "../passed-over.ts";
import { listening, mapIn, plain, type Told } from "../testing/read.ts";
import { readAgentConfig } from "./agent-config.ts";

async function read(text: string): Promise<{ root: unknown; told: Told[] }> {
  const sink = listening((start, end) => text.slice(start, end));
  const passed = new PassedOver(sink);
  const readPolicy = async (): Promise<{ ok: true; node: ReturnType<typeof mapIn> }> => ({
    ok: true,
    node: mapIn("on_tcp_connect: [{actions: [{type: deny}]}]"),
  });
  const root = await readAgentConfig(mapIn(text), { sink, passed, readPolicy });
  passed.close();
  return { root: plain(root), told: sink.told };
}

/** The one endpoint that tunnel `a` with these fields becomes, and what is said of it. */
async function tunnel(fields: string): Promise<{ root: unknown; told: Told[]; endpoint: unknown }> {
  const { root, told } = await read(`version: 2\ntunnels:\n  a: {${fields}}\n`);
  const { endpoints } = root as { endpoints?: unknown[] };
  return { root, told, endpoint: endpoints?.[0] };
}

const errors = (told: readonly Told[]): string[] =>
  told.filter(({ severity }) => severity === undefined).map(({ code, at }) => `${code} ${at}`);

describe("a tunnel of version 2", () => {
  test("becomes an endpoint", async () => {
    const { endpoint, told } = await tunnel("proto: tcp, addr: 22, remote_addr: '1.tcp.example.com:12345'");
    expect(told).toEqual([]);
    expect(endpoint).toEqual({ name: "a", url: "tcp://1.tcp.example.com:12345", upstream: { url: 22 } });
  });

  test("keeps what an endpoint has too", async () => {
    const { endpoint, told } = await tunnel(
      "proto: tls, addr: 'tls://db:5432', domain: db.example.com, proxy_proto: '2', metadata: m, pooling_enabled: true, traffic_policy_file: p.yml",
    );
    expect(told).toEqual([]);
    expect(endpoint).toEqual({
      name: "a",
      url: "tls://db.example.com",
      upstream: { url: "tls://db:5432", proxy_protocol: "2" },
      metadata: "m",
      pooling_enabled: true,
      traffic_policy_file: "p.yml",
    });
  });

  test.each(["proxy_proto: ''", "proxy_proto: 0", "proxy_proto: "])("sends no header for `%s`", async (field) => {
    const { endpoint } = await tunnel(`proto: tcp, addr: 22, remote_addr: 'a:1', ${field}`);
    expect(endpoint).toMatchObject({ upstream: { url: 22 } });
    expect(endpoint).not.toHaveProperty("upstream.proxy_protocol");
  });

  test("takes `hostname` for `domain`, and `policy` for `traffic_policy`", async () => {
    const { endpoint, told } = await tunnel(
      "proto: tls, addr: 1, hostname: a.example.com, policy: {on_tcp_connect: []}",
    );
    expect(told).toEqual([]);
    expect(endpoint).toMatchObject({ url: "tls://a.example.com", traffic_policy: { on_tcp_connect: [] } });
  });

  test("says how its upstream is verified", async () => {
    const { endpoint } = await tunnel(
      "proto: tcp, addr: 'tls://a:1', remote_addr: 'a:1', verify_upstream_tls_cas: ca.pem",
    );
    expect(endpoint).toMatchObject({ upstream: { tls: { certificate_authorities: ["ca.pem"] } } });
    const { endpoint: open } = await tunnel(
      "proto: tcp, addr: 'tls://a:1', remote_addr: 'a:1', verify_upstream_tls: false",
    );
    expect(open).toMatchObject({ upstream: { tls: { insecure_skip_verify: true } } });
  });

  test("puts `ip_restriction` in front of its policy, wherever that stands", async () => {
    const restricted = "proto: tcp, addr: 22, remote_addr: 'a:1', ip_restriction: {deny_cidrs: [10.0.0.0/8]}";
    const config = { allow: ["0.0.0.0/0", "::/0"], deny: ["10.0.0.0/8"] };
    const rule = { name: "ip restriction", actions: [{ type: "restrict-ips", config }] };
    const { endpoint, told } = await tunnel(restricted);
    expect(told).toEqual([]);
    expect(endpoint).toMatchObject({ traffic_policy: { on_tcp_connect: [rule] } });
    const { endpoint: ofFile } = await tunnel(`${restricted}, traffic_policy_file: p.yml`);
    expect(ofFile).toMatchObject({ traffic_policy: { on_tcp_connect: [rule, { actions: [{ type: "deny" }] }] } });
    expect(ofFile).not.toHaveProperty("traffic_policy_file");
  });

  test("that denies addresses and terminates TLS denies first", async () => {
    const { endpoint } = await tunnel(
      "proto: tls, addr: 22, domain: a.example.com, terminate_at: edge, ip_restriction: {allow_cidrs: [10.0.0.0/8]}",
    );
    expect(endpoint).toMatchObject({
      traffic_policy: {
        on_tcp_connect: [{ actions: [{ type: "restrict-ips" }] }, { actions: [{ type: "terminate-tls" }] }],
      },
    });
  });

  test.each([
    ["without `remote_addr`", "proto: tcp, addr: 22", ["missing-field "]],
    ["without `domain`", "proto: tls, addr: 22", ["missing-field "]],
    ["without `proto`", "addr: 22", ["missing-field "]],
    ["without `addr`", "proto: tcp, remote_addr: 'a:1'", ["missing-field "]],
    ["of no protocol", "proto: udp, addr: 22", ["invalid-value udp"]],
    ["with two names", "proto: tls, addr: 1, domain: a.b, hostname: c.d", ["invalid-value c.d"]],
    [
      "with a key that keeps people out, of HTTP",
      "proto: tcp, addr: 1, remote_addr: 'a:1', basic_auth: [u]",
      ["unknown-key basic_auth"],
    ],
    ["with a slip", "proto: tcp, addr: 1, remote_adr: 'a:1'", ["unknown-key remote_adr", "missing-field "]],
    [
      "with an empty restriction",
      "proto: tcp, addr: 1, remote_addr: 'a:1', ip_restriction: ",
      ["wrong-type ip_restriction"],
    ],
    [
      "with an empty list",
      "proto: tcp, addr: 1, remote_addr: 'a:1', ip_restriction: {allow_cidrs: }",
      ["wrong-type allow_cidrs"],
    ],
    [
      "with a list that is none",
      "proto: tcp, addr: 1, remote_addr: 'a:1', ip_restriction: {allow_cidrs: 10.0.0.0/8}",
      ["wrong-type 10.0.0.0/8"],
    ],
    ...["{}", "{allow_cidrs: []}", "{allow_cidrs: [], deny_cidrs: [10.0.0.0/8]}", "{deny_cidrs: []}"].map(
      (restriction): [string, string, string[]] => [
        `with a restriction ${restriction}`,
        `proto: tcp, addr: 1, remote_addr: 'a:1', ip_restriction: ${restriction}`,
        [`invalid-value ${restriction === "{}" ? "{}" : "[]"}`],
      ],
    ),
    [
      "with an expression in its restriction",
      `proto: tcp, addr: 1, remote_addr: 'a:1', ip_restriction: {allow_cidrs: ["\${'::/0'}", 10.0.0.0/8]}`,
      [`invalid-cidr "\${'::/0'}"`],
    ],
    [
      "with a slip in its restriction",
      "proto: tcp, addr: 1, remote_addr: 'a:1', ip_restriction: {allow: []}",
      ["unknown-key allow"],
    ],
    [
      "with two policies",
      "proto: tcp, addr: 1, remote_addr: 'a:1', policy: {}, traffic_policy: {}",
      ["invalid-value policy"],
    ],
    ["with a port for a name", "proto: tls, addr: 1, domain: 5", ["wrong-type 5"]],
  ])("%s is an error with a way out", async (_, fields, expected) => {
    const { told } = await tunnel(fields);
    expect(errors(told)).toEqual(expected);
  });
});

describe("where TLS of a tunnel ends", () => {
  const TLS = "proto: tls, addr: 1, domain: a.example.com";

  test("nowhere without anything", async () => {
    const { endpoint, told } = await tunnel(TLS);
    expect({ endpoint, told }).toEqual({
      endpoint: { name: "a", url: "tls://a.example.com", upstream: { url: 1 } },
      told: [],
    });
  });

  test("at the edge with a certificate: in front of the policy, the key a secret of a file", async () => {
    const { root, told } = await tunnel(`${TLS}, crt: a.crt, key: a.key, mutual_tls_cas: ca.pem`);
    expect(told).toEqual([]);
    expect(root).toMatchObject({
      secrets: { "tunnel a": { crt: { file: "a.crt" }, key: { file: "a.key" } } },
      certificate_authorities: { "tunnel a": "ca.pem" },
      endpoints: [
        {
          traffic_policy: {
            on_tcp_connect: [
              {
                actions: [
                  {
                    type: "terminate-tls",
                    config: {
                      server_certificate: '${secrets.get("tunnel a", "crt")}',
                      server_private_key: '${secrets.get("tunnel a", "key")}',
                      mutual_tls_certificate_authorities: ["tunnel a"],
                    },
                  },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  test("at the agent, out of the policy's sight", async () => {
    const { endpoint, told } = await tunnel(
      `${TLS}, terminate_at: agent, crt: a.crt, key: a.key, mutual_tls_cas: ca.pem`,
    );
    expect(told).toEqual([]);
    expect(endpoint).toMatchObject({
      agent_tls_termination: {
        server_certificate: "a.crt",
        server_private_key: "a.key",
        mutual_tls_certificate_authorities: ["ca.pem"],
      },
    });
  });

  test.each([
    ["nowhere, with a certificate", `${TLS}, terminate_at: upstream, crt: a, key: b`, ["needs-other-field crt"]],
    ["nowhere, with authorities", `${TLS}, mutual_tls_cas: a`, ["needs-other-field mutual_tls_cas"]],
    ["with half a pair", `${TLS}, crt: a`, ["needs-other-field crt"]],
    ["at the agent without a certificate", `${TLS}, terminate_at: agent`, ["needs-other-field terminate_at"]],
    ["anywhere else", `${TLS}, terminate_at: cloud`, ["invalid-value cloud"]],
    [
      "of a tunnel that is not TLS",
      "proto: tcp, addr: 1, remote_addr: 'a:1', terminate_at: edge",
      ["invalid-value edge"],
    ],
    ["with an empty certificate", `${TLS}, crt: , key: `, ["wrong-type crt", "wrong-type key"]],
  ])("%s is an error", async (_, fields, expected) => {
    const { told } = await tunnel(fields);
    expect(errors(told)).toEqual(expected);
  });
});

describe("an agent configuration", () => {
  test("of version 3 comes out as it is", async () => {
    const text = "version: 3\nendpoints:\n  - {name: a, url: 'tcp://a:1', upstream: {url: 22}, bindings: [public]}\n";
    const { root, told } = await read(text);
    expect(told).toEqual([]);
    expect(root).toEqual({
      endpoints: [{ name: "a", url: "tcp://a:1", upstream: { url: 22 }, bindings: ["public"] }],
    });
  });

  test("has endpoints of both versions, and ours beside", async () => {
    const text =
      "version: 3\nlisten: {address: 127.0.0.1}\ntunnels:\n  t: {proto: tcp, addr: 1, remote_addr: 'a:1'}\nendpoints: [{url: 'tcp://b:2'}]\n";
    const { root } = await read(text);
    expect(root).toEqual({
      listen: { address: "127.0.0.1" },
      endpoints: [{ url: "tcp://b:2" }, { name: "t", url: "tcp://a:1", upstream: { url: 1 } }],
    });
  });

  test("names once what has no meaning here", async () => {
    const text = `version: "2"
authtoken: secret
region: us
log: stdout
web_addr: localhost:4040
tunnels:
  a: {proto: tcp, addr: 1, remote_addr: 'a:1', inspect: false}
  b: {proto: tcp, addr: 1, remote_addr: 'b:1', inspect: false}
`;
    const { root, told } = await read(text);
    expect(Object.keys(root as object)).toEqual(["endpoints"]);
    expect(told.map(({ code, at, severity }) => `${severity} ${code} ${at}`)).toEqual([
      "info unknown-key authtoken",
      "info unknown-key region",
      "info unknown-key log",
      "info unknown-key web_addr",
      "info unknown-key inspect",
    ]);
    expect(JSON.stringify(told)).not.toContain("secret");
  });

  test("of version 3 has keys of ours where version 2 had the agent's", async () => {
    const { root, told } = await read("version: 3\nregion: eu\nlog: {level: debug}\nendpoints: []\n");
    expect({ root, told }).toEqual({ root: { region: "eu", log: { level: "debug" }, endpoints: [] }, told: [] });
  });

  test("leaves out endpoints of HTTP, and says so once", async () => {
    const text = `version: 3
agent: {authtoken: x}
tunnels: {web: {proto: http, addr: 80, basic_auth: ['a:b']}}
endpoints:
  - {name: site, url: 'https://a.example.com', upstream: {url: 80}}
  - {name: bare, url: b.example.com, upstream: {url: 80, protocol: http2}}
  - {name: none, upstream: {url: 80}}
  - {name: ssh, url: 'tcp://a:1', upstream: {url: 22, protocol: http1}}
`;
    const { root, told } = await read(text);
    const unclear = { name: "none", upstream: { url: 80 } };
    expect(root).toEqual({ endpoints: [unclear, { name: "ssh", url: "tcp://a:1", upstream: { url: 22 } }] });
    expect(told.map(({ severity, at }) => `${severity} ${at}`)).toEqual(["info agent", "info protocol", "warning web"]);
    expect(told.at(-1)?.message).toContain("`web`, `site`, `bare` are HTTP endpoints");
  });

  test("takes a name without a scheme for a mistake where no agent is configured", async () => {
    const text = "endpoints: [{url: b.example.com, upstream: {url: 80}}, {upstream: {url: 80}}]\n";
    const { root, told } = await read(text);
    expect(told).toEqual([]);
    expect(root).toEqual({ endpoints: [{ url: "b.example.com", upstream: { url: 80 } }, { upstream: { url: 80 } }] });
  });

  test("leaves out what is for a cluster, and labeled tunnels", async () => {
    const text =
      "tunnels: {l: {labels: [a=b], addr: 1}}\nendpoints: [{name: k, url: 'tcp://a.b:1', upstream: {url: 1}, bindings: [kubernetes]}]\n";
    const { root, told } = await read(text);
    expect(root).toEqual({ endpoints: [] });
    expect(told.map(({ severity, at }) => `${severity} ${at}`)).toEqual(["warning l", "warning 'tcp://a.b:1'"]);
  });

  test("leaves an unknown version, and keys that nobody has, for the reader", async () => {
    const { root } = await read("version: 4\nendpoint: []\nendpoints: []\n");
    expect(root).toEqual({ version: 4, endpoint: [], endpoints: [] });
  });
});
