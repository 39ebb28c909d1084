import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { derOfPem } from "@sluice/policy/x509";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { loadTrustRoots } from "./roots.ts";

vi.mock(import("@sluice/policy/x509"), async (original) => {
  const real = await original();
  return { ...real, derOfPem: vi.fn(real.derOfPem) };
});

let directory: string;
let bundle: string;
let pem: string;

const at = (name: string): string => join(directory, name);

async function written(name: string, text: string): Promise<string> {
  await writeFile(at(name), text);
  return at(name);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-roots-"));
  await mkdir(at("certs"));
  bundle = at("certs/ca.pem");
  pem = (await createAuthority({ commonName: "Root" })).certificate;
  await writeFile(bundle, pem);
  await writeFile(at("certs/README"), "no certificate");
  await mkdir(at("certs/java"));
  await symlink(bundle, at("certs/0123abcd.0"));
  await symlink("removed.pem", at("certs/89abcdef.0"));
});

afterAll(() => rm(directory, { recursive: true }));

const found = (certificates: readonly string[], source: string) => ({ ok: true, roots: { certificates, source } });
const failed = (message: string) => ({ ok: false, message: expect.stringContaining(message) });

describe("loadTrustRoots", () => {
  test("SSL_CERT_FILE goes before everything else", async () => {
    expect(await loadTrustRoots({ SSL_CERT_FILE: bundle })).toEqual(found([pem], bundle));
  });

  test("SSL_CERT_DIR gives every certificate once", async () => {
    const certs = at("certs");
    expect(await loadTrustRoots({ SSL_CERT_DIR: certs })).toEqual(found([pem], certs));
    expect(await loadTrustRoots({ SSL_CERT_FILE: bundle, SSL_CERT_DIR: certs })).toEqual(
      found([pem, pem], `${bundle}, ${certs}`),
    );
  });

  test("else there are the distribution's, or Node's", async () => {
    expect(await loadTrustRoots({}, [at("missing"), bundle])).toEqual(found([pem], bundle));
    expect(await loadTrustRoots({ SSL_CERT_FILE: "" }, [at("missing")])).toEqual(found(rootCertificates, "Node.js"));
  });

  test("takes this machine's, whatever they are", async () => {
    expect(await loadTrustRoots({})).toMatchObject({ ok: true });
  });
});

describe("with what was loaded before", () => {
  const parsed = () => vi.mocked(derOfPem).mock.calls.map(([text]) => text);

  async function loadedOnce(environment: NodeJS.ProcessEnv) {
    const loaded = await loadTrustRoots(environment);
    if (!loaded.ok) throw new Error(loaded.message);
    vi.mocked(derOfPem).mockClear();
    return loaded.roots;
  }

  test("the same texts are not parsed again, and are the same roots", async () => {
    await mkdir(at("same"), { recursive: true });
    const environment = { SSL_CERT_FILE: bundle, SSL_CERT_DIR: at("same") };
    await written("same/one.pem", `${pem}\n`);
    const before = await loadedOnce(environment);
    const again = await loadTrustRoots(environment, [], before);
    expect(again.ok && again.roots).toBe(before);
    expect(parsed()).toEqual([]);
    const added = (await createAuthority({ commonName: "Added" })).certificate;
    await written("same/two.pem", added);
    expect(await loadTrustRoots(environment, [], before)).toMatchObject({
      roots: { certificates: [pem, `${pem}\n`, added] },
    });
    expect(parsed()).toEqual([added]);
  });

  test("a file that was changed in place is parsed, broken or not", async () => {
    const file = await written("place.pem", pem);
    const before = await loadedOnce({ SSL_CERT_FILE: file });
    const other = (await createAuthority({ commonName: "Root" })).certificate;
    await written("place.pem", other);
    expect(await loadTrustRoots({ SSL_CERT_FILE: file }, [], before)).toEqual(found([other], file));
    expect(parsed()).toEqual([other]);
    await written("place.pem", pem.replace("\nMI", "\n*I"));
    expect(await loadTrustRoots({ SSL_CERT_FILE: file }, [], before)).toEqual(failed("is not base64"));
    await rm(file);
    expect(await loadTrustRoots({ SSL_CERT_FILE: file }, [], before)).toEqual(failed("ENOENT"));
  });

  test("the same texts of another source are other roots", async () => {
    const before = await loadedOnce({ SSL_CERT_FILE: bundle });
    const certs = at("certs");
    expect(await loadTrustRoots({ SSL_CERT_DIR: certs }, [], before)).toEqual(found([pem], certs));
  });
});

describe("no other roots are taken where those that were meant", () => {
  test("are not there", async () => {
    const missing = at("missing.pem");
    expect(await loadTrustRoots({ SSL_CERT_FILE: missing })).toEqual(
      failed(`SSL_CERT_FILE ${missing} cannot be read (ENOENT)`),
    );
    expect(await loadTrustRoots({ SSL_CERT_DIR: `${at("certs")}:${missing}` })).toEqual(
      failed(`SSL_CERT_DIR ${missing} cannot be read (ENOENT)`),
    );
    expect(await loadTrustRoots({ SSL_CERT_FILE: bundle, SSL_CERT_DIR: missing })).toMatchObject({ ok: false });
  });

  test.each(["", "no certificate", "-----BEGIN TRUSTED CERTIFICATE-----\n"])("hold none (%j)", async (text) => {
    const file = await written("none.pem", text);
    expect(await loadTrustRoots({ SSL_CERT_FILE: file })).toEqual(failed(`${file} holds no certificate`));
    expect(await loadTrustRoots({}, [file, bundle])).toEqual(failed(`${file} holds no certificate`));
    await mkdir(at("empty"), { recursive: true });
    expect(await loadTrustRoots({ SSL_CERT_DIR: at("empty") })).toEqual(failed("holds no certificate"));
  });

  test.each([
    ["cut off", () => pem + pem.slice(0, 300), "PEM block 2 has no END line"],
    ["not base64", () => pem + pem.replace("\nMI", "\n*I"), "PEM block 2 is not base64"],
    [
      "another thing",
      () => pem + pem.replace(/\nMI[\s\S]*\n-----END/, "\nAAAA\n-----END"),
      "PEM block 2 is not a cert",
    ],
    ["indented", () => `${pem}  ${pem}`, "PEM block 2 has no BEGIN line"],
  ])("have a block that is %s", async (_how, text, message) => {
    const file = await written("broken.pem", text());
    expect(await loadTrustRoots({ SSL_CERT_FILE: file })).toEqual(failed(message));
    expect(await loadTrustRoots({}, [file])).toEqual(failed(message));
    await mkdir(at("broken"), { recursive: true });
    await written("broken/ca.pem", text());
    expect(await loadTrustRoots({ SSL_CERT_DIR: at("broken") })).toEqual(failed(message));
  });
});
