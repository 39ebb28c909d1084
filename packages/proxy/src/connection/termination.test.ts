import { once } from "node:events";
import type { TlsFacts } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, dialTls, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { continueStep, forwardStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { NAME, runTerminating, URL } from "../testing/terminating.ts";

let authority: Authority;
let server: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
});

describe("terminate-tls", () => {
  test("tells the policy what the handshake came to", async () => {
    let seen: TlsFacts | undefined;
    const after = ({ tls }: { tls: TlsFacts }) => {
      seen = tls;
      return continueStep;
    };
    await using running = await runTerminating({}, { server, after });
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
    await using running = await runTerminating({ minVersion: "1.3" }, { server });
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
    await using running = await runTerminating(own, { server });
    const client = await dialTls(running.port(URL), NAME);
    expect(client.getPeerCertificate().subject.CN).toBe("own");
    client.destroy();
  });

  test("a name that the host has no certificate for is refused with an alert", async () => {
    const policy = policyOf(() => terminateStep());
    await using running = await runProxy(configOf([{ url: URL, upstream: 1, policy }]));
    await expect(dialTls(running.port(URL), NAME)).rejects.toMatchObject({
      code: expect.stringMatching(/UNRECOGNIZED_NAME$/),
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
    await using running = await runTerminating({}, { server });
    const client = await dialTcp(running.port(URL));
    client.write(await recordedHello(NAME));
    // The server's answer: from here on it waits for the client.
    await once(client, "data");
    client.end();
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("tls-handshake-failed");
  });

  test("a handshake that takes too long is ended", async () => {
    const clock = new ManualClock();
    await using running = await runTerminating({}, { server, clock });
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
