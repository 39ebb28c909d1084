import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { ClientDecision } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { startFragmentingRelay } from "../e2e/testing/fragmenting-relay.ts";
import { nodeHandshake } from "../testing/handshake.ts";
import { dialTls, readAll } from "../testing/peers.ts";
import {
  type ClientCertificates,
  type Credentials,
  createAuthority,
  createClientCertificates,
} from "../testing/pki.ts";
import { NAME, runTerminating, type TerminatingProxy, URL } from "../testing/terminating.ts";
import { pairOf, verifying } from "../testing/verifying.ts";

let server: Credentials;
let clients: ClientCertificates;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
  clients = await createClientCertificates();
});

const SUITES = {
  "TLSv1.2": ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"],
  "TLSv1.3": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
} as const;

/** RFC 8446, section 6.2; without a certificate 116, and 40 on TLS 1.2. */
const REFUSALS = [
  ["none", 116, "required"],
  ["wrongAuthority", 48, "untrusted"],
  ["expired", 45, "expired"],
  ["notYetValid", 45, "not-yet-valid"],
  ["revoked", 44, "revoked"],
  ["wrongPurpose", 43, "wrong-purpose"],
] as const;

/** RFC 8446, section 6. */
const NAMES: Readonly<Record<number, string>> = {
  40: "handshake_failure",
  42: "bad_certificate",
  43: "unsupported_certificate",
  44: "certificate_revoked",
  45: "certificate_expired",
  48: "unknown_ca",
  116: "certificate_required",
};

function run(): Promise<TerminatingProxy> {
  return runTerminating(verifying(clients), { server, revocationLists: [clients.revocationList] });
}

describe.each(["TLSv1.2", "TLSv1.3"] as const)("%s", (version) => {
  const without = version === "TLSv1.3" ? 116 : 40;
  const versions = { minVersion: version, maxVersion: version };

  describe.each(SUITES[version])("a refused client on %s", (ciphers) => {
    test.each(REFUSALS)("with %s is told so by an alert", async (shown, number, reason) => {
      await using running = await run();
      const pair = shown === "none" ? {} : pairOf(clients[shown]);
      const alert = await nodeHandshake(running.port(URL), NAME, { ...versions, ciphers, ...pair });
      expect(alert).toBe(shown === "none" ? without : number);
      const { traffic_policy, conn } = (await running.nextEvent()).object;
      expect(traffic_policy).toMatchObject({ outcome: "error", error: { code: `client-certificate-${reason}` } });
      expect(conn.tls_alert).toEqual({ name: NAMES[alert ?? 0], from: "proxy" });
      expect(running.upstreamConnections()).toBe(0);
    });
  });

  test("each of many at once is told its own", async () => {
    await using running = await run();
    const all = [...REFUSALS, ["right", undefined, ""] as const];
    const shown = Array.from({ length: 10 }, () => all).flat();
    const heard = await Promise.all(
      shown.map(([name]) =>
        nodeHandshake(running.port(URL), NAME, { ...versions, ...(name === "none" ? {} : pairOf(clients[name])) }),
      ),
    );
    expect(heard).toEqual(shown.map(([name, number]) => (name === "none" ? without : number)));
    expect(running.upstreamConnections()).toBe(10);
  });

  test("the right certificate passes, and what comes right behind the Finished arrives whole", async () => {
    await using running = await run();
    expect(await echoes(running.port(URL), { ...versions, ...pairOf(clients.right) })).toBe(true);
    expect((await running.nextEvent()).object.traffic_policy.outcome).toBe("continue");
  });

  test.each(["require-any", "request"] as const)("`%s` passes an untrusted one as well", async (strategy) => {
    const authorities = [clients.authority.certificate];
    await using running = await runTerminating({ clientCertificates: { authorities, strategy } }, { server });
    expect(await echoes(running.port(URL), { ...versions, ...pairOf(clients.wrongAuthority) })).toBe(true);
  });

  test.each(["one byte a segment", "one byte a record"] as const)("a hello sent %s has the same judge", async (cut) => {
    await using running = await run();
    const relay = await startFragmentingRelay(running.port(URL), cut);
    try {
      expect(await alertHeard(relay.port, versions)).toBe(without);
      expect(await alertHeard(relay.port, { ...versions, ...pairOf(clients.wrongAuthority) })).toBe(48);
      expect(running.upstreamConnections()).toBe(0);
      const client = await dialTls(relay.port, NAME, { ...versions, ...pairOf(clients.right) });
      client.write("x");
      expect(String((await once(client, "data"))[0])).toBe("x");
      client.destroy();
    } finally {
      await relay.close();
    }
  });

  test("a policy that throws lets nobody in, and does not end the process", async () => {
    const verifyClient = () => {
      throw new Error("a bug");
    };
    await using running = await runTerminating({ ...verifying(clients), verifyClient }, { server });
    await nodeHandshake(running.port(URL), NAME, { ...versions, ...pairOf(clients.right) });
    const { error } = (await running.nextEvent()).object.traffic_policy;
    expect(error).toEqual({ code: "internal-error", message: "a bug" });
    expect(running.upstreamConnections()).toBe(0);
  });

  test("a refusal at the end of the handshake counts, whatever was said before it", async () => {
    const answers: ClientDecision[] = version === "TLSv1.2" ? [{ ok: true }] : [];
    const verifyClient = (): ClientDecision => answers.shift() ?? { ok: false, reason: "client-certificate-invalid" };
    await using running = await runTerminating({ ...verifying(clients), verifyClient }, { server });
    const alert = await nodeHandshake(running.port(URL), NAME, { ...versions, ...pairOf(clients.right) });
    // On TLS 1.2 it is too late for one. The certificate is in order, and access was denied.
    expect(alert).toBe(version === "TLSv1.2" ? undefined : 49);
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("client-certificate-invalid");
    expect(running.upstreamConnections()).toBe(0);
  });
});

/** Much is written before the handshake is done, and the client's half ends behind it. */
async function echoes(port: number, options: ConnectionOptions): Promise<boolean> {
  const payload = randomBytes(1_000_000);
  const client = connectTls({ port, host: "127.0.0.1", servername: NAME, rejectUnauthorized: false, ...options });
  client.end(payload);
  return (await readAll(client)).equals(payload);
}

/** As `nodeHandshake`, for a way on which a half that is ended is the end of both. */
async function alertHeard(port: number, options: ConnectionOptions): Promise<number> {
  const client = connectTls({ port, host: "127.0.0.1", servername: NAME, rejectUnauthorized: false, ...options });
  client.resume().write("too early");
  const [error] = await once(client, "error");
  return Number(/SSL alert number (\d+)/.exec(error.message)?.[1]);
}
