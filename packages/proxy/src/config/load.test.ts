import { beforeAll, describe, expect, test } from "vitest";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { readSource } from "./documents.ts";
import { type LoadOptions, loadConfig, loadDocument } from "./load.ts";
import { SourceFiles } from "./source-files.ts";

let pair: Credentials;
let other: Credentials;
let ca: string;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Test CA" });
  ca = authority.certificate;
  pair = await authority.issue({ commonName: "a", dnsNames: ["a.example"] });
  other = await authority.issue({ commonName: "b", dnsNames: ["b.example"] });
});

/** Loads with files by path; what is not there does not exist. */
function load(text: string, files: Record<string, string> = {}, options: LoadOptions = {}) {
  const readFile = (path: string): Promise<string> => {
    const found = files[path];
    return found === undefined
      ? Promise.reject(Object.assign(new Error("no such file"), { code: "ENOENT" }))
      : Promise.resolve(found);
  };
  return loadConfig(text, { filename: "/etc/sluice/sluice.yml", readFile, ...options });
}

async function problems(text: string, files: Record<string, string> = {}) {
  const { config, diagnostics } = await load(text, files);
  expect(config).toBeUndefined();
  return diagnostics.map(({ code, range }) => `${code} ${range.start.line}:${range.start.column}`);
}

describe("texts of many megabytes", () => {
  const long = 12 * 1024 * 1024;
  const upstream = "upstream: { url: 127.0.0.1:80 }";

  test.each([
    ["in JSON", `{"endpoints":[{"url":"tcp://a.example:1","upstream":{"url":"127.0.0.1:80"},"description":"TEXT"}]}`],
    [
      "in JSON, before the endpoints",
      `{"region":"TEXT","endpoints":[{"url":"tcp://a.example:1","upstream":{"url":"127.0.0.1:80"}}]}`,
    ],
    ["in YAML", `endpoints:\n  - url: tcp://a.example:1\n    ${upstream}\n    description: TEXT\n`],
    ["in flow style", `endpoints:\n  - { url: tcp://a.example:1, ${upstream}, description: TEXT }\n`],
  ])("are read %s", async (_, text) => {
    const { config, diagnostics } = await load(text.replace("TEXT", "a".repeat(long)));
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints).toHaveLength(1);
  });
});

describe("loadDocument", () => {
  test("reads a file once, though it is a text here and a list of addresses there", async () => {
    const read: string[] = [];
    const text =
      "ip_policies: { ipp: { file: a.txt } }\nsecrets: { vault: { token: { file: a.txt } } }\nendpoints: []\n";
    const files = new SourceFiles();
    const { root } = readSource(files.add("/etc/sluice/sluice.yml", text))[0] ?? {};
    const readFile = async (path: string): Promise<string> => {
      read.push(path);
      return "203.0.113.7";
    };
    expect((await loadDocument({ root, files }, { readFile })).diagnostics).toEqual([]);
    expect(read).toEqual(["/etc/sluice/a.txt"]);
  });
});

describe("loadConfig", () => {
  test("reads everything there is", async () => {
    const files = {
      "/etc/sluice/a.crt": pair.certificate,
      "/etc/sluice/ca.crt": ca,
      "/etc/sluice/keys/a.key": pair.privateKey,
      "/etc/sluice/policy.yml": "on_tcp_connect:\n  - actions:\n      - type: deny\n",
      "/etc/sluice/token": "s3cret\n",
    };
    const { config, diagnostics } = await load(
      `
version: 3
region: eu
listen: { address: 127.0.0.1, ports: { 443: 8443, 1000: 0 } }
certificates:
  - { certificate: a.crt, private_key: keys/a.key }
certificate_authorities: { ca_clients: ca.crt }
ip_policies:
  ipp_office: [{ cidr: 203.0.113.0/24, action: allow }]
secrets: { vault: { token: { file: token }, plain: text } }
events: { file: events.jsonl }
endpoints:
  - name: web
    url: tls://A.example.
    description: the web
    metadata: '{"team":"web"}'
    bindings: [public]
    traffic_policy:
      on_tcp_connect:
        - actions:
            - type: restrict-ips
              config: { ip_policies: [ipp_office] }
            - type: terminate-tls
              config: { mutual_tls_certificate_authorities: [ca_clients], mutual_tls_verification_strategy: request }
    upstream:
      url: tls://10.0.0.1:8443
      proxy_protocol: 2
      tls: { certificate_authorities: [ca.crt], server_name: web.local }
  - url: tcp://a.example:1000
    traffic_policy_file: policy.yml
  - { url: 'tls://*.internal', pooling_enabled: true, upstream: { url: 9000 } }
`,
      files,
    );
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({
      listen: {
        address: "127.0.0.1",
        ports: new Map([
          [443, 8443],
          [1000, 0],
        ]),
      },
      serverRegion: "eu",
      events: { file: "/etc/sluice/events.jsonl" },
      certificates: [pair],
      endpoints: [
        {
          name: "web",
          description: "the web",
          metadata: '{"team":"web"}',
          url: { url: "tls://a.example", port: 443 },
          poolingEnabled: false,
          policy: {},
          upstream: {
            url: "tls://10.0.0.1:8443",
            address: { scheme: "tls", host: "10.0.0.1", port: 8443 },
            proxyProtocol: 2,
            tls: { certificateAuthorities: [ca], serverName: "web.local" },
          },
        },
        { url: { url: "tcp://a.example:1000" }, policy: {} },
        { url: { internal: true }, poolingEnabled: true, upstream: { address: { host: "localhost", port: 9000 } } },
      ],
    });
    expect(config?.endpoints[1]).not.toHaveProperty("upstream");
    expect(config?.endpoints[2]).not.toHaveProperty("policy");
  });

  test("asks for all that it names by absolute path, also where there is nothing", async () => {
    const text = `endpoints: [{ url: tcp://a.example:1, upstream: { url: 2 }, traffic_policy_file: sub/p.yml }]
certificates: [{ certificate: /abs/missing.crt, private_key: a.key }]
secrets: { vault: { token: { file: ../token } } }
`;
    const asked: string[] = [];
    const readFile = async (path: string): Promise<string> => {
      asked.push(path);
      throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    };
    expect((await load(text, {}, { readFile })).config).toBeUndefined();
    expect(asked.toSorted()).toEqual(["/abs/missing.crt", "/etc/sluice/a.key", "/etc/sluice/sub/p.yml", "/etc/token"]);
  });

  test.each([
    ["up.example", "up.example"],
    ["Up.Example.", "up.example"],
    ["10.0.0.1", "10.0.0.1"],
    ["2001:db8::1", "2001:db8::1"],
  ])("takes %s for the name of an upstream", async (written, name) => {
    const upstream = { url: "tls://x:1", tls: { server_name: written } };
    const { config } = await load(JSON.stringify({ endpoints: [{ url: "tcp://a.example:1", upstream }] }));
    expect(config?.endpoints[0]?.upstream?.tls?.serverName).toBe(name);
  });

  test("takes JSON", async () => {
    const text = JSON.stringify({ endpoints: [{ url: "tcp://a.example:1", upstream: { url: 2 } }] });
    expect((await load(text)).config?.endpoints).toHaveLength(1);
  });

  test("takes PEM in place", async () => {
    const certificates = [{ certificate: pair.certificate, private_key: pair.privateKey }];
    const text = JSON.stringify({ certificates, endpoints: [{ url: "tcp://a.example:1", upstream: { url: 2 } }] });
    expect((await load(text)).config?.certificates).toEqual([pair]);
  });

  test("passes over the agent's own settings, and says so", async () => {
    const text = "version: 3\nagent: { authtoken: x }\nendpoints: [{ url: tcp://a.example:1, upstream: { url: 2 } }]\n";
    const { config, diagnostics } = await load(text);
    expect(config).toBeDefined();
    expect(diagnostics).toMatchObject([{ code: "unknown-key", severity: "info", range: { start: { line: 2 } } }]);
  });

  test("endpoints may stand under their names", async () => {
    const text = `endpoints:
  web: { url: tls://a.example, upstream: { url: 1 } }
  other: { name: own, url: tls://b.example, upstream: { url: 1 } }
`;
    const { config, diagnostics } = await load(text);
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints.map(({ name }) => name)).toEqual(["web", "own"]);
  });

  test("a policy may be an alias of one elsewhere in the file, or have one in it", async () => {
    const text = `endpoints:
  - url: tls://a.example
    traffic_policy: &closed { on_tcp_connect: [{ actions: &deny [{ type: deny }] }] }
  - { url: tls://b.example, traffic_policy: *closed }
  - { url: tls://c.example, traffic_policy: { on_tcp_connect: [{ actions: *deny }] } }
`;
    const { config, diagnostics } = await load(text);
    expect(diagnostics).toEqual([]);
    const [a, b, c] = config?.endpoints ?? [];
    expect(a?.policy).toBeDefined();
    expect([b?.policy, c?.policy]).toEqual([a?.policy, a?.policy]);
  });

  test("equal policies are one, wherever and however they are written", async () => {
    const yaml = "on_tcp_connect:\n  - actions:\n      - type: deny # said\n";
    const json = { on_tcp_connect: [{ actions: [{ type: "deny" }] }] };
    const policies = [
      { traffic_policy: json },
      { traffic_policy: yaml },
      { traffic_policy: JSON.stringify(json) },
      { traffic_policy_file: "a.yml" },
      { traffic_policy_file: "b.json" },
    ];
    const endpoints = policies.map((policy, at) => ({ url: `tls://${at}.example`, ...policy }));
    const files = { "/etc/sluice/a.yml": yaml, "/etc/sluice/b.json": JSON.stringify(json) };
    const { config, diagnostics } = await load(JSON.stringify({ endpoints }), files);
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints).toHaveLength(policies.length);
    expect(new Set(config?.endpoints.map(({ policy }) => policy)).size).toBe(1);
  });

  test("equal policies are compiled once", async () => {
    const rule = "{ on_tcp_connect: [{ actions: [{ type: deny }] }] }";
    const { config } = await load(
      `endpoints:\n${["a", "b"].map((name) => `  - { url: tls://${name}.example, traffic_policy: ${rule} }\n`).join("")}` +
        `  - { url: tcp://c.example:1, traffic_policy: ${rule} }\n`,
    );
    const [a, b, c] = config?.endpoints ?? [];
    expect(a?.policy).toBeDefined();
    expect(b?.policy).toBe(a?.policy);
    expect(c?.policy).not.toBe(a?.policy);
  });
});

describe("positions", () => {
  test("of a policy in the configuration are the configuration's", async () => {
    const text = `endpoints:
  - url: tls://é.example # not ASCII
    upstream: { url: 1 }
  - url: tls://a.example
    upstream: { url: 1 }
    traffic_policy:
      on_tcp_connect:
        - expressions: ["conn.tls.sni == 'é' && conn.nonsense"]
          actions: [{ type: denny }]
`;
    expect(await problems(text)).toEqual(["invalid-url 2:10", "unknown-field 8:54", "unknown-action 9:29"]);
  });

  test("of a policy in a string are the configuration's", async () => {
    const text = `endpoints:
  - url: tls://a.example
    upstream: { url: 1 }
    traffic_policy: |
      on_tcp_connect:
        - actions: [{ type: denny }]
`;
    expect(await problems(text)).toEqual(["unknown-action 6:29"]);
  });

  test("of a policy file are that file's", async () => {
    const text = "endpoints: [{ url: tcp://a.example:1, upstream: { url: 1 }, traffic_policy_file: p.yml }]";
    const { diagnostics } = await load(text, { "/etc/sluice/p.yml": "on_tcp_connect:\n  - actions: []\n" });
    expect(diagnostics).toMatchObject([
      { path: "/etc/sluice/p.yml", code: "no-action", range: { start: { line: 2 } } },
    ]);
  });
});

describe("slips", () => {
  const endpoint = (rest: string) => `endpoints:\n  - url: tls://a.example\n    ${rest}\n`;

  test("are told once, and what was meant is read", async () => {
    const text = "endponts:\n  - { ulr: 'http://a', upstraem: { url: x://y } }\n";
    const { diagnostics } = await load(text);
    expect(diagnostics.map(({ code, hint = "" }) => `${code} ${hint}`)).toEqual([
      "unknown-key did you mean `endpoints`?",
      "unknown-key did you mean `url`?",
      "unknown-key did you mean `upstream`?",
      expect.stringMatching(/^invalid-url/),
      expect.stringMatching(/^invalid-url/),
    ]);
  });

  test("of a key that is there already are no more than that", async () => {
    const { diagnostics } = await load(endpoint("urls: x\n    upstream: { url: 1 }"));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "unknown-key an endpoint has no `urls`",
    ]);
  });

  test("leave nothing to be guessed where nothing is near", async () => {
    const { diagnostics } = await load(endpoint("upstream: { url: 1, nonsense: 2 }"));
    expect(diagnostics.map(({ hint }) => hint)).toEqual(["possible: `url`, `proxy_protocol`, `tls`"]);
  });
});

describe("errors", () => {
  const endpoint = (rest: string) => `endpoints:\n  - url: tls://a.example\n    ${rest}\n`;
  const upstream = "endpoints: [{ url: tcp://a.example:1, upstream: { url: 2 } }]\n";

  test.each([
    ["an empty file", "", ["missing-field 1:1"]],
    ["no endpoints", "version: 3\n", ["missing-field 1:1"]],
    ["what is not YAML", "endpoints: [\n", ["syntax-error 1:12"]],
    ["a key twice", "version: 3\nversion: 3\n", ["duplicate-key 2:1"]],
    ["two documents that disagree", "region: a\n---\nregion: b\nendpoints: []\n", ["duplicate-key 3:1"]],
    ["a merge key", "endpoints:\n  - <<: { url: tls://a }\n", ["yaml-merge-key 2:5"]],
    ["a tag", "endpoints: !mine []\n", ["yaml-tag 1:12"]],
    ["an unknown key", `${upstream}listn: {}\n`, ["unknown-key 2:1"]],
    ["another version", `version: 4\n${upstream}`, ["invalid-value 1:10"]],
    ["no URL", "endpoints:\n  - upstream: { url: 1 }\n", ["missing-field 2:5"]],
    [
      "a URL of another scheme",
      "endpoints:\n  - { url: udp://a.example, upstream: { url: 1 } }\n",
      ["invalid-url 2:12"],
    ],
    ["neither policy nor upstream", endpoint("name: a"), ["missing-field 2:5"]],
    [
      "two policies",
      endpoint("traffic_policy: {}\n    traffic_policy_file: x\n    upstream: { url: 1 }"),
      ["invalid-value 3:5"],
    ],
    ["a policy that handles nothing", endpoint("traffic_policy: { on_tcp_connect: [] }"), ["not-handled 3:39"]],
    ["a file that is not there", endpoint("traffic_policy_file: x.yml"), ["invalid-value 3:26"]],
    ["an upstream that is none", endpoint("upstream: { url: 'http://x' }"), ["invalid-url 3:22"]],
    ["an upstream key", endpoint("upstream: { url: 1, port: 2 }"), ["unknown-key 3:25"]],
    ["a PROXY version", endpoint("upstream: { url: 1, proxy_protocol: 3 }"), ["invalid-value 3:41"]],
    ["TLS settings for TCP", endpoint("upstream: { url: 1, tls: {} }"), ["needs-other-field 3:25"]],
    [
      "half a client pair",
      endpoint("upstream: { url: 'tls://x:1', tls: { client_key: k } }"),
      ["invalid-value 3:54", "needs-other-field 3:42"],
    ],
    [
      "no upstream authorities where some were to be named",
      endpoint("upstream: { url: 'tls://x:1', tls: { certificate_authorities: [] } }"),
      ["invalid-value 3:67"],
    ],
    [
      "upstream authorities left empty",
      endpoint("upstream: { url: 'tls://x:1', tls: { certificate_authorities: } }"),
      ["invalid-value 3:42"],
    ],
    ...["''", "'a b*'", "'*.example.com'", "'.'", "127.0.0", "'[::1]'", "'up.example:443'"].map(
      (name): [string, string, string[]] => [
        `the name ${name} of an upstream`,
        endpoint(`upstream: { url: 'tls://x:1', tls: { server_name: ${name} } }`),
        ["invalid-value 3:55"],
      ],
    ),
    [
      "an upstream authority that is none",
      endpoint("upstream: { url: 'tls://x:1', tls: { certificate_authorities: ['-----BEGIN X-----'] } }"),
      ["invalid-certificate 3:68"],
    ],
    ["a policy file left empty", endpoint("traffic_policy_file:\n    upstream: { url: 1 }"), ["wrong-type 3:5"]],
    ["a binding that contradicts", endpoint("upstream: { url: 1 }\n    bindings: [internal]"), ["invalid-value 4:16"]],
    ["an unsupported binding", endpoint("upstream: { url: 1 }\n    bindings: [cluster]"), ["invalid-value 4:16"]],
    ["a wrong type", endpoint("upstream: { url: 1 }\n    pooling_enabled: sure"), ["wrong-type 4:22"]],
    ["an address that is none", `${upstream}listen: { address: localhost }\n`, ["invalid-value 2:20"]],
    ["a port that is none", `${upstream}listen: { ports: { 443: 70000 } }\n`, ["wrong-type 2:25"]],
    ["a port with a zero before it", `${upstream}listen: { ports: { 80: 1, 080: 2 } }\n`, ["invalid-value 2:27"]],
    [
      "no URL, of an agent",
      "agent: {}\nendpoints:\n  - name: a\n    upstream: { url: 1 }\n",
      ["unknown-key 1:1", "missing-field 3:5"],
    ],
    [
      "a CIDR that is none",
      `${upstream}ip_policies: { a: [{ cidr: 10.0.0/8, action: allow }] }\n`,
      ["invalid-cidr 2:28"],
    ],
    [
      "an action that is none",
      `${upstream}ip_policies: { a: [{ cidr: 10.0.0.0/8, action: pass }] }\n`,
      ["invalid-value 2:48"],
    ],
    [
      "an authority that is none",
      `${upstream}certificate_authorities: { a: '-----BEGIN X-----' }\n`,
      ["invalid-certificate 2:31"],
    ],
    [
      "an unknown ip policy",
      endpoint(
        "upstream: { url: 1 }\n    traffic_policy: { on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { ip_policies: [ipp_x] } }] }] }",
      ),
      ["unknown-ip-policy 4:98"],
    ],
  ])("%s", async (_what, text, expected) => expect(await problems(text)).toEqual(expected));

  test("an endpoint that is there already", async () => {
    const text =
      "endpoints:\n  - { url: tls://a.example, upstream: { url: 1 } }\n  - { url: tls://A.example, upstream: { url: 1 } }\n";
    expect(await problems(text)).toEqual(["endpoint-conflict 3:12"]);
  });

  test("a key that belongs to another certificate", async () => {
    const text = `${upstream}certificates: [{ certificate: c, private_key: k }]\n`;
    const files = { "/etc/sluice/c": pair.certificate, "/etc/sluice/k": other.privateKey };
    expect(await problems(text, files)).toEqual(["key-mismatch 2:47"]);
  });

  test("a certificate that is none", async () => {
    const text = `${upstream}certificates: [{ certificate: c, private_key: k }]\n`;
    expect(await problems(text, { "/etc/sluice/c": "", "/etc/sluice/k": "" })).toEqual(["invalid-certificate 2:31"]);
  });
});
