import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { applyFixes, type CheckedFile, checkFiles } from "@sluice/policy";
import { createX509Checks } from "@sluice/policy/crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../config/load.ts";
import { type Authority, createAuthority } from "../testing/pki.ts";
import { inspectFiles } from "./inspect-files.ts";

let authority: Authority;
let directory: string;
beforeAll(async () => {
  authority = await createAuthority({ commonName: "CA" });
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "inspect-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** As `sluice check DIR` tells it of a file in it. */
async function toldInDirectory(text: string, named = false): Promise<string[]> {
  const source = { path: write("some.yml", text), text, named };
  const host = await inspectFiles([source], { isInside: () => true });
  return checkFiles([source], { host }).flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message));
}

/** As `sluice check` does it for `sluice.yml`; `others`: files beside it. */
async function checked(text: string, others: Readonly<Record<string, string>> = {}): Promise<readonly CheckedFile[]> {
  const path = write("sluice.yml", text);
  const texts = new Map(Object.entries(others).map(([name, content]) => [write(name, content), content]));
  const host = await inspectFiles([{ path, text }], { isInside: (each) => each.startsWith(`${directory}/inside`) });
  return checkFiles([{ path, text }], { host, x509: createX509Checks(), readFile: (each) => texts.get(each) });
}

async function told(text: string, others?: Readonly<Record<string, string>>): Promise<string[]> {
  const files = await checked(text, others);
  return files.flatMap(({ path, diagnostics }) =>
    diagnostics.map(
      ({ code, severity, range: { start } }) =>
        `${path.slice(directory.length + 1)}:${start.line}:${start.column} ${severity} ${code}`,
    ),
  );
}

const policy = (rule: string): string => `traffic_policy: { on_tcp_connect: [${rule}] }`;
const RESTRICT = "{ actions: [{ type: restrict-ips, config: { ip_policies: [office] } }] }";

describe("a configuration is checked", () => {
  test("as it would be started: keys, files, names, ports", async () => {
    const text = `version: 3
listn: { address: 127.0.0.1 }
certificates: [{ certificate: no.crt, private_key: no.key }]
endpoints:
  - { name: a, url: tcp://a.example:1, upstream: { url: 1 } }
  - { name: a, url: tcp://b.example:1, upstream: { url: 1, urll: 2 } }
`;
    expect(await told(text)).toEqual([
      "sluice.yml:2:1 error unknown-key",
      "sluice.yml:3:31 error invalid-value",
      "sluice.yml:3:52 error invalid-value",
      "sluice.yml:6:13 error invalid-value",
      "sluice.yml:6:21 error invalid-value",
      "sluice.yml:6:60 error unknown-key",
    ]);
  });

  test("with its own sets of addresses, authorities and secrets, which are told of once", async () => {
    const text = `ip_policies: { office: [{ cidr: 203.0.113.0/24, action: allow }, { cidr: '2001:db8::/32', action: allow }] }
certificate_authorities: { clients: clients.crt, gone: gone.crt }
endpoints:
  - url: tls://a.example
    upstream: { url: 1 }
    ${policy(`${RESTRICT}, { actions: [{ type: terminate-tls, config: { mutual_tls_certificate_authorities: [clients] } }] }`)}
  - url: tls://b.example
    upstream: { url: 1 }
    ${policy("{ actions: [{ type: terminate-tls, config: { mutual_tls_certificate_authorities: [gone, nobody] } }] }")}
certificates: { self_signed: true }
`;
    expect(await told(text, { "clients.crt": authority.certificate })).toEqual([
      "sluice.yml:2:56 error invalid-value",
      "sluice.yml:9:128 error unknown-certificate-authority",
    ]);
  });

  test("with the lints of its policies beside what keeps it from starting", async () => {
    const text = `endpoints:
  - url: tcp://a.example:1
    upstream: { url: 1 }
    ${policy("{ actions: [{ type: restrict-ips, config: { allow: [10.0.0.1/8, '2001:db8::/32'] } }] }, { actions: [{ type: denyy }] }")}
`;
    expect(await told(text)).toEqual([
      "sluice.yml:4:92 warning cidr-host-bits",
      "sluice.yml:4:149 error unknown-action",
    ]);
  });

  test.each([
    [
      "an endpoint that is there already",
      "endpoints:\n  - { url: tcp://a.example:1, upstream: { url: 1 } }\n  - { url: tcp://a.example:1, upstream: { url: 2 } }\n",
      "3:12 error endpoint-conflict",
    ],
    [
      "a URL that is none",
      "endpoints:\n  - { url: tcp://a.example, upstream: { url: 1 } }\n",
      "2:12 error invalid-url",
    ],
    [
      "a forward to nobody",
      `endpoints:\n  - url: tcp://a.example:1\n    ${policy("{ actions: [{ type: forward-internal, config: { url: 'tcp://b.internal:1' } }] }")}\n`,
      "3:93 warning unknown-endpoint",
    ],
    [
      "a forward that comes back",
      `endpoints:\n  - url: tcp://a.internal:1\n    ${policy("{ actions: [{ type: forward-internal, config: { url: 'tcp://a.internal:1' } }] }")}\n`,
      "3:93 error forward-cycle",
    ],
    [
      "a policy file that is not there",
      "endpoints:\n  - { url: tcp://a.example:1, upstream: { url: 1 }, traffic_policy_file: gone.yml }\n",
      "2:74 error invalid-value",
    ],
    [
      "a termination that is made twice",
      `endpoints:\n  - url: tls://a.example\n    upstream: { url: 1 }\n    agent_tls_termination: {}\n    ${policy("{ actions: [{ type: terminate-tls }] }")}\ncertificates: { self_signed: true }\n`,
      "4:5 error terminate-tls-twice",
    ],
    [
      "a policy that is a list",
      "endpoints:\n  - { url: tcp://a.example:1, upstream: { url: 1 }, traffic_policy: [] }\n",
      "2:69 error wrong-type",
    ],
    ["what is no YAML", "endpoints:\n  - { url: tcp://a.example:1, upstream: [ }\n", "2:41 error syntax-error"],
  ])("%s is told of once", async (_what, text, expected) => {
    const found = await told(text);
    expect(found.map((each) => each.replace("sluice.yml:", "")).filter((each) => !each.includes("info"))).toEqual([
      expected,
    ]);
    const { config } = await loadConfig(text, { filename: join(directory, "sluice.yml") });
    expect(config === undefined).toBe(expected.includes("error"));
  });

  test("and mended by what is certain, until nothing is left", async () => {
    const text = `endpoints:
  - url: tcp://a.example:1
    upstream: { url: 1 }
    ${policy("{ actions: [{ type: restrict-ips, config: { allow: [10.0.0.1/8, '2001:db8::/32'] } }] }")}
`;
    const [file] = await checked(text);
    const { text: mended, applied } = applyFixes(text, file?.diagnostics ?? []);
    expect(applied).toBe(1);
    expect(await told(mended)).toEqual([]);
  });

  test("and a comment of the file silences a lint of it", async () => {
    const text = `endpoints:
  - url: tcp://a.example:1
    upstream: { url: 1 }
    # sluice-ignore cidr-host-bits: it is what the provider says
    ${policy("{ actions: [{ type: restrict-ips, config: { allow: [10.0.0.1/8, '2001:db8::/32'] } }] }")}
`;
    expect(await told(text.replace(/^ +#.*\n/m, ""))).toEqual([expect.stringContaining("warning cidr-host-bits")]);
    expect(await told(text)).toEqual([]);
  });
});

describe("what a configuration names", () => {
  const endpoints = "endpoints: [{ url: tcp://a.example:1, upstream: { url: 1 } }]\n";

  test("is not read outside of what is checked, where a message could quote it", async () => {
    const config = `${endpoints}ip_policies: { a: [{ file: secret.txt, action: allow }] }\nsecrets: { v: { s: { file: inside/s } } }\n`;
    const files = await checked(config, { "secret.txt": "root:x:0:0\n", "inside/s": "x" });
    expect(files.flatMap(({ diagnostics }) => diagnostics)).toMatchObject([
      {
        code: "not-checked",
        severity: "info",
        message: "`file` `secret.txt` is outside of the directories that are checked",
      },
    ]);
  });

  test("is read anywhere if it is PEM, and never quoted", async () => {
    const { privateKey, certificate } = await authority.issue({ commonName: "a", dnsNames: ["a.example"] });
    const config = `${endpoints}certificates: [{ certificate: a.crt, private_key: a.key }]\nip_policies: { a: [{ file: a.key, action: allow }] }\n`;
    const files = await checked(config, { "a.crt": certificate, "a.key": privateKey });
    expect(files.flatMap(({ diagnostics }) => diagnostics)).toMatchObject([
      { code: "invalid-value", message: `\`${join(directory, "a.key")}\` is PEM and no list of addresses` },
    ]);
    const named = `endpoints: [{ url: tcp://a.example:1, upstream: { url: 1 }, traffic_policy_file: a.key }]\n`;
    const all = JSON.stringify((await checked(named, { "a.key": privateKey })).map(({ diagnostics }) => diagnostics));
    expect(all).toContain("is PEM and no policy");
    expect(all).not.toContain(privateKey.split("\n")[1]);
  });
});

test.for(["pipe", "inside/pipe"])("a %s that a configuration names holds nobody", async (name, context) => {
  mkdirSync(join(directory, "inside"));
  if (spawnSync("mkfifo", [join(directory, name)]).status !== 0) context.skip("`mkfifo` is not installed");
  const config = `version: 3\nendpoints: []\nip_policies: { a: [{ file: ${name}, action: allow }] }\ncertificates: [{ certificate: ${name}, private_key: /dev/zero }]\n`;
  const files = await checked(config);
  expect(files.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message))).toEqual([
    `\`file\` \`${name}\` cannot be read (not a regular file)`,
    `\`certificate\` \`${name}\` cannot be read (not a regular file)`,
    "`private_key` `/dev/zero` cannot be read (not a regular file)",
  ]);
});

test("a configuration may be as large as `start` takes it", async () => {
  const text = `version: 3\nendpoints: []\nlistn: {}\n${`# ${"x".repeat(1_000)}\n`.repeat(9_000)}`;
  expect(await told(text)).toEqual(["sluice.yml:3:1 error unknown-key"]);
  expect(await told(text.replace("endpoints", "end_points"))).toEqual(["sluice.yml:1:1 error document-too-large"]);
});

describe("a configuration in a directory", () => {
  const ENDPOINT = "[{ url: 'tcp://a.example:1', upstream: { url: 1 } }]";
  test.each([
    [
      "with a slip in the key of its endpoints",
      `version: 3\nendpoint: ${ENDPOINT}\n`,
      "the configuration has no `endpoint`",
    ],
    ["with endpoints that are none", "version: 3\nendpoints: [foo]\n", "an endpoint must be a mapping"],
    ["of a version alone", "version: 3\n", "the configuration has no `endpoints`"],
    ["that listens alone", "listen: { address: 127.0.0.1 }\n", "the configuration has no `endpoints`"],
    ["of names of ours", "ip_policies: {}\nlog: {}\n", "the configuration has no `endpoints`"],
  ])("%s is told of", async (_what, text, message) => {
    expect(await toldInDirectory(text)).toEqual([message]);
    expect(await toldInDirectory(text, true)).toEqual([message]);
  });

  test.each([
    ["a compose file", "version: '3'\nservices: { web: { image: a } }\nsecrets: {}\n"],
    ["secrets of a compose file", "version: '3'\nsecrets: { a: { file: b } }\n"],
    ["a compose file without a version", "services: { web: { ports: ['1:1'] } }\n"],
    ["a workflow", "name: a\non: { push: {} }\njobs: {}\n"],
    ["dependabot", "version: 2\nupdates: []\n"],
    ["a pipeline", "version: 2\njobs: {}\nworkflows: {}\n"],
    ["models", "version: 2\nmodels: []\nsources: []\n"],
    ["a chart", "apiVersion: v2\nname: a\nversion: 3\n"],
    ["values of a chart", "replicas: 2\nmetrics: { enabled: true }\nlimits: {}\n"],
    ["logs and metrics", "log: { level: info }\nmetrics: { port: 1 }\n"],
    ["what else listens", "listen: { address: 127.0.0.1, port: 1 }\n"],
    ["other endpoints", "endpoints: [{ hostname: a }]\n"],
    ["a version alone", "version: 1\n"],
  ])("%s is nobody's", async (_what, text) => expect(await toldInDirectory(text)).toEqual([]));

  test("asked for by its name is one by any of its names", async () => {
    expect(await toldInDirectory("endpoints: [foo]\n", true)).toEqual(["an endpoint must be a mapping"]);
    expect(await toldInDirectory("rules: []\n", true)).toEqual([expect.stringContaining("`rules`")]);
  });
});

test("a policy alone is checked as it is without a host", async () => {
  const text = "on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { ip_policies: [office] } }] }]\n";
  expect(await told(text)).toEqual(["sluice.yml:1:76 info not-checked"]);
});
