import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { loadTrustRoots } from "./roots.ts";

let directory: string;
let bundle: string;
let pem: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-roots-"));
  bundle = join(directory, "ca.pem");
  pem = (await createAuthority({ commonName: "Root" })).certificate;
  await writeFile(bundle, pem);
  await writeFile(join(directory, "README"), "no certificate");
  await symlink(bundle, join(directory, "0123abcd.0"));
});

afterAll(() => rm(directory, { recursive: true }));

describe("loadTrustRoots", () => {
  test("SSL_CERT_FILE goes before everything else", async () => {
    expect(await loadTrustRoots({ SSL_CERT_FILE: bundle })).toEqual({ certificates: [pem], source: bundle });
  });

  test("SSL_CERT_DIR gives every certificate once", async () => {
    expect(await loadTrustRoots({ SSL_CERT_DIR: directory })).toEqual({ certificates: [pem], source: directory });
  });

  test("what was asked for and is not there leaves no roots", async () => {
    const missing = join(directory, "missing.pem");
    expect(await loadTrustRoots({ SSL_CERT_FILE: missing })).toEqual({ certificates: [], source: missing });
  });

  test("else there are the system's, or Node's", async () => {
    const { certificates, source } = await loadTrustRoots({});
    expect(source).not.toBe("");
    if (source === "Node.js") expect(certificates).toBe(rootCertificates);
    else expect(certificates.join()).toContain("BEGIN CERTIFICATE");
  });
});
