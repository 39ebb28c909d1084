import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { createRevocationList } from "../tls/throwaway-revocation.ts";
import { loadConfig } from "./load.ts";

const DAY = 86_400_000;
const TERMINATE = "traffic_policy: { on_tcp_connect: [{ actions: [{ type: terminate-tls }] }] }";

let authority: Authority;
let otherAuthority: Authority;
let server: Credentials;
let files: Record<string, string>;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Clients CA" });
  otherAuthority = await createAuthority({ commonName: "Other CA" });
  server = await authority.issue({ commonName: "a", dnsNames: ["a.example"], usage: "server" });
  const impostor = await createAuthority({ commonName: "Clients CA" });
  const now = Date.now();
  files = {
    "server.crt": server.certificate,
    "server.key": server.privateKey,
    "ca.crt": authority.certificate,
    "both.crt": authority.certificate + otherAuthority.certificate,
    "middle.crt": (await authority.issueAuthority({ commonName: "Middle CA" })).certificate,
    "client.crt": (await authority.issue({ commonName: "c" })).certificate,
    "ca.crl": createRevocationList(authority),
    "other.crl": createRevocationList(otherAuthority),
    "impostor.crl": createRevocationList(impostor),
    "unreadable.crl": unreadable(createRevocationList(authority, { revoked: [server.certificate] })),
    "old.crl": createRevocationList(authority, {
      thisUpdate: new Date(now - 2 * DAY),
      nextUpdate: new Date(now - DAY),
    }),
    "future.crl": createRevocationList(authority, {
      thisUpdate: new Date(now + DAY),
      nextUpdate: new Date(now + 2 * DAY),
    }),
  };
});

/** The first revoked certificate becomes a set in place of a sequence, which only who looks for it would see. */
function unreadable(list: string): string {
  const der = Buffer.from(list.replace(/-----.*-----|\s/g, ""), "base64");
  const serialNumber = new X509Certificate(server.certificate).serialNumber;
  const at = der.indexOf(serialNumber, 0, "hex") - 4;
  expect(der[at]).toBe(0x30);
  der[at] = 0x31;
  return `-----BEGIN X509 CRL-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END X509 CRL-----\n`;
}

function load(text: string) {
  const readFile = (path: string): Promise<string> => {
    const found = files[path.replace("/etc/", "")];
    return found === undefined
      ? Promise.reject(Object.assign(new Error(), { code: "ENOENT" }))
      : Promise.resolve(found);
  };
  return loadConfig(text, { filename: "/etc/sluice.yml", readFile });
}

async function problems(text: string): Promise<string[]> {
  const { config, diagnostics } = await load(text);
  expect(config === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
  return diagnostics.map(({ code, severity, range }) => {
    const place = `${code} ${range.start.line}:${range.start.column}`;
    return severity === "error" ? place : `${severity} ${place}`;
  });
}

const endpoint = (lines: string, url = "tls://a.example") =>
  `endpoints:\n  - url: ${url}\n    upstream: { url: 1 }\n    ${lines}\n`;

describe("certificates", () => {
  test("are found by name, or made where that is asked for", async () => {
    const listed = await load(
      `${endpoint(TERMINATE)}certificates: [{ certificate: server.crt, private_key: server.key }]\n`,
    );
    expect(listed.config).toMatchObject({ certificates: [{}], selfSigned: false });
    const made = await load(`${endpoint(TERMINATE)}certificates: { self_signed: true }\n`);
    expect(made.config).toMatchObject({ certificates: [], selfSigned: true });
    const both = await load(
      `${endpoint(TERMINATE)}certificates: [{ certificate: server.crt, private_key: server.key }, { self_signed: true }]\n`,
    );
    expect(both.config).toMatchObject({ certificates: [{}], selfSigned: true });
  });

  test.each([
    ["an entry that is empty", `${endpoint("")}certificates: [{}]\n`, ["missing-field 5:16"]],
    ["none", endpoint(TERMINATE), ["missing-field 2:10"]],
    [
      "none, on tcp://",
      endpoint(TERMINATE, "tcp://a.example:1000"),
      ["warning server-first-delay 4:52", "missing-field 2:10"],
    ],
    ["none, and that said", `${endpoint(TERMINATE)}certificates: { self_signed: false }\n`, ["missing-field 2:10"]],
    [
      "one for another name",
      `${endpoint(TERMINATE, "tls://b.example")}certificates: [{ certificate: server.crt, private_key: server.key }]\n`,
      ["missing-field 2:10"],
    ],
    [
      "one that is given and made",
      `${endpoint("")}certificates: [{ certificate: server.crt, private_key: server.key, self_signed: true }]\n`,
      ["invalid-value 5:18"],
    ],
    ["an unknown key", `${endpoint("")}certificates: { selfsigned: true }\n`, ["unknown-key 5:17"]],
    ["another type", `${endpoint("")}certificates: { self_signed: yes please }\n`, ["wrong-type 5:30"]],
  ])("%s", async (_what, text, expected) => expect((await problems(text)).toSorted()).toEqual(expected.toSorted()));

  test.each(["tls://*.b.example", "tcp://0.0.0.0:1000"])("may be for some of the names that %s has", async (url) => {
    const { config } = await load(
      `${endpoint(TERMINATE, url)}certificates: [{ certificate: server.crt, private_key: server.key }]\n`,
    );
    expect(config).toBeDefined();
  });

  test("that OpenSSL finds too weak are refused", async () => {
    const weak = await authority.issue({
      commonName: "w",
      dnsNames: ["a.example"],
      keyType: "rsa",
      modulusLength: 512,
    });
    files["weak.crt"] = weak.certificate;
    files["weak.key"] = weak.privateKey;
    const text = `${endpoint(TERMINATE)}certificates: [{ certificate: weak.crt, private_key: weak.key }]\n`;
    expect(await problems(text)).toEqual(["invalid-certificate 5:31"]);
  });
});

describe("agent_tls_termination", () => {
  const agent = (text: string) => endpoint(`agent_tls_termination: ${text}`);

  test("is read with its authorities", async () => {
    const { config } = await load(
      agent(
        "{ server_certificate: server.crt, server_private_key: server.key, mutual_tls_certificate_authorities: [ca.crt] }",
      ),
    );
    const termination = config?.endpoints[0]?.agentTermination;
    expect(termination).toMatchObject({
      certificate: server.certificate,
      clientCertificates: { authorities: [authority.certificate], strategy: "require-and-verify" },
    });
    expect(termination?.privateKey).toBe(server.privateKey);
  });

  test("shows the host's certificate where it has none of its own", async () => {
    const { config } = await load(`${agent("{}")}certificates: { self_signed: true }\n`);
    expect(config?.endpoints[0]?.agentTermination?.certificate).toBeUndefined();
  });

  test.each([
    ["empty", "", ["wrong-type 4:5"]],
    ["another type", "on", ["wrong-type 4:28"]],
    ["without any certificate", "{}", ["missing-field 2:10"]],
    ["a certificate without its key", "{ server_certificate: server.crt }", ["needs-other-field 4:30"]],
    ["a key of another", "{ server_certificate: ca.crt, server_private_key: server.key }", ["key-mismatch 4:78"]],
    [
      "no authority in the list",
      "{ server_certificate: server.crt, server_private_key: server.key, mutual_tls_certificate_authorities: [] }",
      ["invalid-value 4:130"],
    ],
    [
      "a list left empty",
      "{ server_certificate: server.crt, server_private_key: server.key, mutual_tls_certificate_authorities: }",
      ["invalid-value 4:94"],
    ],
    [
      "a client's certificate for an authority",
      "{ server_certificate: server.crt, server_private_key: server.key, mutual_tls_certificate_authorities: [client.crt] }",
      ["no-certificate-authority 4:130"],
    ],
  ])("%s", async (_what, text, expected) => expect((await problems(agent(text))).toSorted()).toEqual(expected));

  test("an intermediate without its root, which nobody could be verified by", async () => {
    const at = (list: string) =>
      agent(
        `{ server_certificate: server.crt, server_private_key: server.key, mutual_tls_certificate_authorities: ${list} }`,
      );
    expect(await problems(at("[middle.crt]"))).toEqual(["no-certificate-authority 2:10"]);
    expect(await problems(at("[middle.crt, ca.crt]"))).toEqual([]);
    const policy = (config: string) =>
      `${endpoint(`traffic_policy: { on_tcp_connect: [{ actions: [{ type: terminate-tls, config: { ${config} } }] }] }`)}certificates: { self_signed: true }\ncertificate_authorities: { middle: middle.crt }\n`;
    const authorities = "mutual_tls_certificate_authorities: [middle]";
    expect(await problems(policy(authorities))).toEqual(["no-certificate-authority 2:10"]);
    // Whoever is let in unverified anyhow.
    expect(await problems(policy(`${authorities}, mutual_tls_verification_strategy: request`))).toEqual([]);
  });

  test("behind a policy that terminates", async () => {
    const text = `${endpoint(`agent_tls_termination: {}\n    ${TERMINATE}`)}certificates: { self_signed: true }\n`;
    expect(await problems(text)).toEqual(["terminate-tls-twice 4:5"]);
  });

  test("without an upstream", async () => {
    const text = `endpoints:\n  - url: tls://a.example\n    agent_tls_termination: {}\n    traffic_policy: { on_tcp_connect: [{ actions: [{ type: deny }] }] }\ncertificates: { self_signed: true }\n`;
    expect(await problems(text)).toEqual(["needs-other-field 3:5"]);
  });
});

describe("alpn_protocols", () => {
  test("are read in their order", async () => {
    const { config } = await load(endpoint("alpn_protocols: [h2, http/1.1]"));
    expect(config?.endpoints[0]?.alpnProtocols).toEqual(["h2", "http/1.1"]);
  });

  test.each([
    ["['']", ["invalid-value 4:22"]],
    [`['${"x".repeat(256)}']`, ["invalid-value 4:22"]],
    ["[h2, h2]", ["invalid-value 4:26"]],
    ["h2", ["wrong-type 4:21"]],
  ])("%s", async (text, expected) => expect(await problems(endpoint(`alpn_protocols: ${text}`))).toEqual(expected));
});

describe("certificate_revocation_lists", () => {
  const mutual = (lists: string, bundle = "ca.crt") =>
    `${endpoint("traffic_policy: { on_tcp_connect: [{ actions: [{ type: terminate-tls, config: { mutual_tls_certificate_authorities: [clients] } }] }] }")}certificates: { self_signed: true }
certificate_authorities: { clients: ${bundle}, others: both.crt }
certificate_revocation_lists: ${lists}
`;

  test.each([["[ca.crl]"], ["ca.crl"], ["[ca.crl, other.crl]"], ["{ clients: ca.crl }"], ["{ clients: [ca.crl] }"]])(
    "%s covers every authority",
    async (lists) => expect(await problems(mutual(lists))).toEqual([]),
  );

  test.each([
    ["[other.crl]", "ca.crt", "CN=Clients CA"],
    ["[ca.crl]", "both.crt", "CN=Other CA"],
    ["{ clients: [ca.crl] }", "both.crt", "CN=Other CA"],
    // Of the name, and not of the key.
    ["[impostor.crl]", "ca.crt", "CN=Clients CA"],
  ])("%s misses an authority of %s, which is named", async (lists, bundle, name) => {
    const { diagnostics } = await load(mutual(lists, bundle));
    expect(diagnostics).toMatchObject([{ code: "invalid-value", severity: "error", range: { start: { line: 7 } } }]);
    expect(diagnostics[0]?.message).toContain(name);
  });

  test("for one bundle say nothing of another", async () => {
    expect(await problems(mutual("{ others: [ca.crl] }"))).toEqual([]);
  });

  test.each([["[old.crl]"], ["[future.crl]"]])("%s is out of its time, which is told", async (lists) => {
    expect(await problems(mutual(lists))).toEqual(["warning invalid-value 7:32"]);
  });

  test.each([
    ["[]", ["invalid-value 7:31"]],
    ["[missing.crl]", ["invalid-value 7:32"]],
    ["[ca.crt]", ["invalid-value 7:32"]],
    ["[ca.crl, unreadable.crl]", ["invalid-value 7:40"]],
    ["{ others: [unreadable.crl] }", ["invalid-value 7:42"]],
    ["[[ca.crl]]", ["wrong-type 7:32"]],
    ["[other.crl, missing.crl]", ["invalid-value 7:43"]],
    ["{ client: [ca.crl] }", ["unknown-certificate-authority 7:33"]],
  ])("%s", async (lists, expected) => expect(await problems(mutual(lists))).toEqual(expected));
});
