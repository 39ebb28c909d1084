import { createSecureContext, createServer } from "node:tls";
import { parseCertificate, parsePemCertificates } from "@sluice/policy/x509";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { KeptConfig } from "./kept-config.ts";
import { loadTexts } from "./load.ts";

vi.mock("node:tls", async (original) => {
  const real = await original<typeof import("node:tls")>();
  return { ...real, createSecureContext: vi.fn(real.createSecureContext), createServer: vi.fn(real.createServer) };
});
vi.mock(import("@sluice/policy/x509"), async (original) => {
  const real = await original();
  return {
    ...real,
    parseCertificate: vi.fn(real.parseCertificate),
    parsePemCertificates: vi.fn(real.parsePemCertificates),
  };
});

let hosts: Credentials;
let other: Credentials;
let ca: string;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Test CA" });
  ca = authority.certificate;
  hosts = await authority.issue({ commonName: "a", dnsNames: ["*.example"] });
  other = await authority.issue({ commonName: "a", dnsNames: ["*.example"] });
});

/** Made by OpenSSL: contexts of pairs that are checked, servers of terminations. Then certificates and authorities that were parsed. */
const COUNTED = [createSecureContext, createServer, parseCertificate, parsePemCertificates];
const counts = (): number[] => COUNTED.map((each) => vi.mocked(each).mock.calls.length);

interface Given {
  readonly pair?: Credentials;
  readonly said?: string;
  readonly authority?: string;
}

/** Two endpoints: one is terminated by the host's certificate, one by its own for clients that have one. */
function textOf({ said = "" }: Given): string {
  const own =
    "{ server_certificate: own.pem, server_private_key: own.key, mutual_tls_certificate_authorities: [ca.pem] }";
  return [
    "certificates: [{ certificate: a.pem, private_key: a.key }]",
    "endpoints:",
    "  - url: tls://a.example",
    "    upstream: { url: 1 }",
    `    description: said ${said}`,
    "    traffic_policy: { on_tcp_connect: [{ actions: [{ type: terminate-tls }] }] }",
    "  - url: tls://b.example",
    "    upstream: { url: 1 }",
    `    agent_tls_termination: ${own}`,
    "",
  ].join("\n");
}

async function loaded(given: Given, kept: KeptConfig) {
  const { pair = hosts, authority = ca } = given;
  const files: Record<string, string> = {
    "/etc/a.pem": pair.certificate,
    "/etc/a.key": pair.privateKey,
    "/etc/own.pem": hosts.certificate,
    "/etc/own.key": hosts.privateKey,
    "/etc/ca.pem": authority,
  };
  vi.clearAllMocks();
  const readFile = async (path: string): Promise<string> => files[path] ?? Promise.reject(new Error(path));
  const { config, diagnostics } = await loadTexts([{ path: "/etc/sluice.yml", text: textOf(given) }], {
    readFile,
    kept,
  });
  return { config, diagnostics, made: counts() };
}

describe("certificates of a configuration that is read again", () => {
  test("are not parsed again where they are the same, whatever else has changed", async () => {
    const kept = new KeptConfig();
    const first = await loaded({}, kept);
    expect(first.diagnostics).toEqual([]);
    expect(Math.min(...first.made)).toBeGreaterThan(0);
    const again = await loaded({}, kept);
    expect(again.config?.certificates[0]).toBe(first.config?.certificates[0]);
    // The host's certificate with a termination that names none: servers of that are few, and made once in each reading.
    expect(again.made).toEqual([0, 1, 1, 0]);
    expect((await loaded({ said: "more" }, kept)).made).toEqual([0, 1, 1, 0]);
  });

  test("are parsed again where they have changed in place", async () => {
    const kept = new KeptConfig();
    await loaded({}, kept);
    const { config, made } = await loaded({ pair: other }, kept);
    expect(config?.certificates).toEqual([{ certificate: other.certificate, privateKey: other.privateKey }]);
    expect(made).toEqual([1, 1, 2, 2]);
  });

  test("are found broken as when they are read anew, and the sound ones stay known", async () => {
    const kept = new KeptConfig();
    await loaded({}, kept);
    const broken: Given = { pair: { ...hosts, privateKey: other.privateKey } };
    const refused = await loaded(broken, kept);
    expect(refused.config).toBeUndefined();
    expect(refused.diagnostics).toEqual((await loaded(broken, new KeptConfig())).diagnostics);
    expect((await loaded({}, kept)).made).toEqual([0, 1, 1, 0]);
  });
});
