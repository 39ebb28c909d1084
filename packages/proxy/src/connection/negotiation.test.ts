import { beforeAll, describe, expect, test } from "vitest";
import { nodeHandshake } from "../testing/handshake.ts";
import { dialTls, readAll } from "../testing/peers.ts";
import { type Credentials, createAuthority, type KeyType } from "../testing/pki.ts";
import { NAME, runTerminating, URL } from "../testing/terminating.ts";

const servers = new Map<KeyType, Credentials>();

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  for (const keyType of ["ecdsa", "rsa"] as const) {
    servers.set(keyType, await authority.issue({ commonName: NAME, dnsNames: [NAME], keyType }));
  }
});

function serverOf(keyType: KeyType): Credentials {
  const server = servers.get(keyType);
  if (!server) throw new Error(`no ${keyType} certificate was made`);
  return server;
}

describe("cipher suites", () => {
  const ORDERS = [
    ["TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"],
    ["TLSv1.3", "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384"],
    ["TLSv1.2", "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"],
    ["TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"],
  ] as const;

  test.each(ORDERS)("%s: of %s the client's first is taken", async (maxVersion, ciphers, chosen) => {
    await using running = await runTerminating({}, { server: serverOf("ecdsa") });
    const client = await dialTls(running.port(URL), NAME, { maxVersion, ciphers });
    expect(client.getCipher().name).toBe(chosen);
    client.end();
    await readAll(client);
  });

  test.each([
    ["no ephemeral keys", "rsa", "AES128-GCM-SHA256"],
    ["CBC", "rsa", "ECDHE-RSA-AES128-SHA256"],
    ["finite-field DHE", "rsa", "DHE-RSA-AES128-GCM-SHA256"],
    ["CBC, with ECDSA", "ecdsa", "ECDHE-ECDSA-AES128-SHA"],
  ] as const)("with %s are refused", async (_what, keyType, ciphers) => {
    await using running = await runTerminating({}, { server: serverOf(keyType) });
    expect(await nodeHandshake(running.port(URL), NAME, { maxVersion: "TLSv1.2", ciphers })).toBe(40);
  });
});

test("a client may not renegotiate, and so show another certificate later", async () => {
  await using running = await runTerminating({}, { server: serverOf("ecdsa") });
  const client = await dialTls(running.port(URL), NAME, { maxVersion: "TLSv1.2" });
  const error = await new Promise<Error | null>((resolve) => {
    client.once("error", resolve);
    client.renegotiate({ rejectUnauthorized: false }, resolve);
    // What the server answers comes with the next bytes.
    client.resume();
  });
  expect(error?.message).toMatch(/no renegotiation/);
  client.destroy();
});
