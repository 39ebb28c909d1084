import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { CertificateFacts, ChainVerdict, TlsFacts, TlsTermination } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, dialTls, echo, readAll, tcpPeer, tlsPeer } from "../testing/peers.ts";
import {
  type Authority,
  type ClientCertificates,
  type Credentials,
  createAuthority,
  createClientCertificates,
} from "../testing/pki.ts";
import { continueStep, denyStep, forwardStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, type EndpointSketch, type RunningProxy, runProxy } from "../testing/proxies.ts";

const URL = "tls://app.example.com";
const NAME = "app.example.com";

let authority: Authority;
let server: Credentials;
let clients: ClientCertificates;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
  clients = await createClientCertificates();
});

/** A proxy with one endpoint that terminates TLS in front of an echo. */
async function terminating(
  tls: Partial<TlsTermination>,
  rest: { readonly after?: Parameters<typeof terminateStep>[1]; readonly clock?: ManualClock } = {},
): Promise<RunningProxy & { readonly upstreamConnections: () => number }> {
  const upstream = await tcpPeer(echo);
  const endpoint: EndpointSketch = {
    url: URL,
    upstream: upstream.port,
    policy: policyOf(() => terminateStep(tls, rest.after)),
  };
  const config = configOf([endpoint], { certificates: [server] });
  const running = await runProxy(config, rest.clock ? { clock: rest.clock } : {});
  return {
    ...running,
    upstreamConnections: () => upstream.accepted.length,
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

describe("terminate-tls", () => {
  test("tells the policy what the handshake came to", async () => {
    let seen: TlsFacts | undefined;
    const after = ({ tls }: { tls: TlsFacts }) => {
      seen = tls;
      return continueStep;
    };
    await using running = await terminating({}, { after });
    const client = await dialTls(running.port(URL), NAME, {
      ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256",
      maxVersion: "TLSv1.2",
    });
    client.end("hello");
    expect((await readAll(client)).toString()).toBe("hello");
    expect(seen).toMatchObject({
      version: "1.2",
      cipherSuite: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
      negotiatedAlpn: "",
      sessionResumed: false,
      clientCertificate: null,
      serverCertificate: { subject: { commonName: NAME } },
      chain: "none",
    });
    expect((await running.nextEvent()).object.conn).toMatchObject({ bytes_in: 5, bytes_out: 5 });
  });

  test("a version that is too old gets its alert", async () => {
    await using running = await terminating({ minVersion: "1.3" });
    await expect(dialTls(running.port(URL), NAME, { maxVersion: "TLSv1.2" })).rejects.toMatchObject({
      code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    });
    const { traffic_policy, conn } = (await running.nextEvent()).object;
    expect(traffic_policy).toMatchObject({ outcome: "error", error: { code: "tls-handshake-failed" } });
    expect(conn.server_name).toBe(NAME);
    expect(running.upstreamConnections()).toBe(0);
  });

  test("a certificate of the policy goes before the host's", async () => {
    const own = await authority.issue({ commonName: "own", dnsNames: [NAME] });
    await using running = await terminating(own);
    const client = await dialTls(running.port(URL), NAME);
    expect(client.getPeerCertificate().subject.CN).toBe("own");
    client.destroy();
  });

  test("a name that the host has no certificate for is refused with an alert", async () => {
    const policy = policyOf(() => terminateStep());
    await using running = await runProxy(configOf([{ url: URL, upstream: 1, policy }]));
    await expect(dialTls(running.port(URL), NAME)).rejects.toMatchObject({
      code: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
    });
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("no-certificate");
  });

  test("on a tcp:// endpoint a client without server name gets the endpoint's certificate", async () => {
    await using upstream = await tcpPeer(echo);
    const url = `tcp://${NAME}:1000`;
    const config = configOf([{ url, upstream: upstream.port, policy: policyOf(() => terminateStep()) }], {
      certificates: [server],
    });
    await using running = await runProxy(config);
    const client = await dialTls(running.port(url), "");
    expect(client.getPeerCertificate().subject.CN).toBe(NAME);
    client.destroy();
  });

  test("a second one behind a forward is an error", async () => {
    await using upstream = await tcpPeer(echo);
    let inner: unknown;
    const config = configOf(
      [
        { url: URL, policy: policyOf(() => terminateStep({}, () => forwardStep("tls://x.internal:443"))) },
        {
          url: "tls://x.internal",
          upstream: upstream.port,
          policy: policyOf((facts) => {
            inner = facts;
            return terminateStep();
          }),
        },
      ],
      { certificates: [server] },
    );
    await using running = await runProxy(config);
    const client = await dialTls(running.port(URL), NAME);
    expect((await readAll(client)).length).toBe(0);
    expect(inner).toMatchObject({
      tls: { version: "1.3" },
      hello: { sni: NAME },
      endpoint: { url: "tls://x.internal" },
    });
    client.end();
    expect((await running.nextEvent()).object).toMatchObject({
      endpoint: { url: URL },
      traffic_policy: { outcome: "error", endpoint: "tls://x.internal", error: { code: "tls-already-terminated" } },
      upstream: null,
    });
  });

  test("a client that ends half way through the handshake is gone at once", async () => {
    await using running = await terminating({});
    const client = await dialTcp(running.port(URL));
    client.write(await recordedHello(NAME));
    // The server's answer: from here on it waits for the client.
    await once(client, "data");
    client.end();
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("tls-handshake-failed");
  });

  test("a handshake that takes too long is ended", async () => {
    const clock = new ManualClock();
    await using running = await terminating({}, { clock });
    // A hello, and then nothing.
    const client = await dialTcp(running.port(URL));
    client.on("error", () => {});
    client.write(await recordedHello(NAME));
    await clock.timerSet(60_000);
    clock.advance(60_000);
    await once(client.resume(), "end");
    client.end();
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("tls-handshake-timeout");
    expect(clock.pending).toBe(0);
  });
});

describe("the decrypted stream", () => {
  test("10 MiB arrive intact both ways, encrypted again on the way to the upstream", async () => {
    const payload = randomBytes(10 * 1024 * 1024);
    const { certificate: cert, privateKey: key } = server;
    await using upstream = await tlsPeer({ cert, key }, (socket) => {
      // Answers only once it has heard everything: the client has ended its half by then.
      void readAll(socket).then((all) => socket.end(all));
    });
    const config = configOf(
      [
        {
          url: URL,
          upstream: `tls://127.0.0.1:${upstream.port}`,
          tls: { certificateAuthorities: [authority.certificate], serverName: NAME },
          policy: policyOf(() => terminateStep()),
        },
      ],
      { certificates: [server] },
    );
    await using running = await runProxy(config);
    const client = await dialTls(running.port(URL), NAME);
    const answer = readAll(client);
    client.end(payload);
    expect((await answer).equals(payload)).toBe(true);
    const { conn } = (await running.nextEvent()).object;
    expect(conn).toMatchObject({ bytes_in: payload.length, bytes_out: payload.length });
    expect(conn.error).toBeUndefined();
  });

  test.each([
    ["deny", null],
    ["close", "ECONNRESET"],
  ] as const)("`%s` after the handshake", async (kind, code) => {
    await using running = await terminating({}, { after: () => denyStep(kind) });
    const client = await dialTls(running.port(URL), NAME).catch((error: NodeJS.ErrnoException) => error);
    const ended =
      client instanceof Error
        ? client.code
        : await readAll(client).then(
            () => null,
            (error) => error.code,
          );
    expect(ended).toBe(code);
    if (!(client instanceof Error)) client.end();
    expect((await running.nextEvent()).object.traffic_policy).toMatchObject({ outcome: kind });
    expect(running.upstreamConnections()).toBe(0);
  });

  test("a reset of the upstream resets the client", async () => {
    await using upstream = await tcpPeer((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    const config = configOf([{ url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep()) }], {
      certificates: [server],
    });
    await using running = await runProxy(config);
    const client = await dialTls(running.port(URL), NAME);
    client.write("x");
    await expect(readAll(client)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await running.nextEvent()).object.conn.error?.code).toBe("upstream-reset");
  });

  test("a client that leaves without a word of TLS ends the upstream too", async () => {
    await using running = await terminating({});
    const client = await dialTls(running.port(URL), NAME);
    client.write("x");
    await once(client, "data");
    client.destroy();
    expect((await running.nextEvent()).object.traffic_policy.outcome).toBe("continue");
  });
});

describe("mutual TLS", () => {
  type Shown = keyof ClientCertificates & ("right" | "expired" | "notYetValid" | "wrongAuthority" | "wrongPurpose");

  test.each<[Shown | "none", ChainVerdict]>([
    ["none", "none"],
    ["right", "trusted"],
    ["expired", "expired"],
    ["notYetValid", "not-yet-valid"],
    ["wrongAuthority", "untrusted"],
    ["wrongPurpose", "wrong-purpose"],
  ])("%s is %s, on TLS 1.2 and 1.3", async (shown, verdict) => {
    const seen: [CertificateFacts | null, ChainVerdict][] = [];
    await using running = await terminating({
      clientCertificates: { authorities: [clients.authority.certificate], strategy: "request" },
      verifyClient: (certificate, chain) => {
        seen.push([certificate, chain]);
        return { ok: true };
      },
    });
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const pair = shown === "none" ? {} : { cert: clients[shown].certificate, key: clients[shown].privateKey };
      const client = await dialTls(running.port(URL), NAME, { maxVersion, ...pair });
      client.end("x");
      expect((await readAll(client)).toString()).toBe("x");
    }
    const subject = shown === "none" ? undefined : "client";
    expect(seen.map(([certificate, chain]) => [certificate?.subject.commonName, chain])).toEqual([
      [subject, verdict],
      [subject, verdict],
    ]);
  });

  test("without authorities nothing is trusted, not even what public roots would", async () => {
    const seen: ChainVerdict[] = [];
    await using running = await terminating({
      clientCertificates: { authorities: [], strategy: "require-any" },
      verifyClient: (_certificate, chain) => {
        seen.push(chain);
        return { ok: true };
      },
    });
    const { certificate: cert, privateKey: key } = clients.right;
    const client = await dialTls(running.port(URL), NAME, { cert, key });
    client.end("x");
    await readAll(client);
    expect(seen).toEqual(["untrusted"]);
  });

  test("a client that the policy refuses reaches nobody", async () => {
    await using running = await terminating({
      clientCertificates: { authorities: [clients.authority.certificate], strategy: "require-and-verify" },
      verifyClient: () => ({ ok: false, reason: "client-certificate-required" }),
    });
    const client = connectTls({ port: running.port(URL), servername: NAME, rejectUnauthorized: false });
    client.on("error", () => {});
    client.write("too early");
    await once(client.resume(), "close");
    expect(client.bytesRead === 0 || client.readableLength === 0).toBe(true);
    expect((await running.nextEvent()).object.traffic_policy).toMatchObject({
      outcome: "error",
      error: { code: "client-certificate-required" },
    });
    expect(running.upstreamConnections()).toBe(0);
  });
});

describe("session resumption", () => {
  const versions = ["TLSv1.2", "TLSv1.3"] as const;

  test.each(versions)("%s: none where a client certificate is asked for", async (maxVersion) => {
    await using running = await terminating({
      clientCertificates: { authorities: [clients.authority.certificate], strategy: "request" },
    });
    expect(await resumes(running.port(URL), running.port(URL), maxVersion)).toBe(false);
  });

  test.each(versions)("%s: within one configuration", async (maxVersion) => {
    await using running = await terminating({});
    expect(await resumes(running.port(URL), running.port(URL), maxVersion)).toBe(true);
  });

  test.each(versions)("%s: not across configurations", async (maxVersion) => {
    await using one = await terminating({ digest: "one" });
    await using other = await terminating({ digest: "other" });
    expect(await resumes(one.port(URL), other.port(URL), maxVersion)).toBe(false);
  });

  test.each(versions)("%s: not across configurations of one proxy", async (maxVersion) => {
    await using upstream = await tcpPeer(echo);
    let digest = "one";
    const config = configOf(
      [{ url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep({ digest })) }],
      {
        certificates: [server],
      },
    );
    await using running = await runProxy(config);
    const session = await sessionFrom(running.port(URL), maxVersion);
    digest = "other";
    expect(await accepts(running.port(URL), maxVersion, session)).toBe(false);
    digest = "one";
    expect(await accepts(running.port(URL), maxVersion, session)).toBe(true);
  });
});

async function resumes(from: number, to: number, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<boolean> {
  return accepts(to, maxVersion, await sessionFrom(from, maxVersion));
}

/** The session that a client would bring back, the one behind the last ticket. */
async function sessionFrom(port: number, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<Buffer | undefined> {
  const client = await dialTls(port, NAME, { maxVersion });
  let session: Buffer | undefined = client.getSession();
  client.on("session", (later: Buffer) => {
    session = later;
  });
  client.end("x");
  await readAll(client);
  return session;
}

async function accepts(port: number, maxVersion: "TLSv1.2" | "TLSv1.3", session: Buffer | undefined): Promise<boolean> {
  const client: TLSSocket = await dialTls(port, NAME, { maxVersion, ...(session ? { session } : {}) });
  const reused = client.isSessionReused();
  client.end("x");
  await readAll(client);
  return reused;
}

/** A real hello, as the first bytes that a client sends. */
async function recordedHello(servername: string): Promise<Buffer> {
  const heard: Buffer[] = [];
  await using peer = await tcpPeer((socket) => {
    socket.once("data", (chunk: Buffer) => {
      heard.push(chunk);
      socket.destroy();
    });
  });
  await dialTls(peer.port, servername).catch(() => {});
  return Buffer.concat(heard);
}
