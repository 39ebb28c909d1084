import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { dialTcp, dialTls, echo, readAll, tcpPeer, tlsPeer } from "./testing/peers.ts";
import { createAuthority } from "./testing/pki.ts";
import { denyStep, policyOf, terminateStep } from "./testing/policies.ts";
import { configOf, runProxy } from "./testing/proxies.ts";

describe("a tcp:// endpoint", () => {
  test("relays both ways", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(configOf([{ url: "tcp://db.example.com:5432", upstream: upstream.port }]));
    const client = await dialTcp(running.port("tcp://db.example.com:5432"));
    client.end("hello");
    expect((await readAll(client)).toString()).toBe("hello");
    const event = await running.nextEvent();
    expect(event.object).toMatchObject({
      conn: { bytes_in: 5, bytes_out: 5, client_ip: "127.0.0.1", server_name: "" },
      traffic_policy: { outcome: "continue", rule: null, error: null },
      upstream: { address: `127.0.0.1:${upstream.port}` },
    });
  });

  test("a denied connection never reaches the upstream", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(
      configOf([{ url: "tcp://db.example.com:5432", upstream: upstream.port, policy: policyOf(() => denyStep()) }]),
    );
    const client = await dialTcp(running.port("tcp://db.example.com:5432"));
    client.write("hello");
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    const event = await running.nextEvent();
    expect(event.object).toMatchObject({ traffic_policy: { outcome: "deny", rule: 0, action: 0 }, upstream: null });
    expect(upstream.accepted).toHaveLength(0);
  });

  test("`close` resets", async () => {
    await using running = await runProxy(
      configOf([{ url: "tcp://db.example.com:5432", policy: policyOf(() => denyStep("close")) }]),
    );
    const client = connect(running.port("tcp://db.example.com:5432"), "127.0.0.1");
    const [error] = await once(client, "error");
    expect(error).toMatchObject({ code: "ECONNRESET" });
    expect((await running.nextEvent()).object.traffic_policy.outcome).toBe("close");
  });
});

describe("a tls:// endpoint", () => {
  test("passes TLS through and terminates it", async () => {
    const authority = await createAuthority({ commonName: "Test CA" });
    const through = await authority.issue({ commonName: "through", dnsNames: ["through.example.com"] });
    const ended = await authority.issue({ commonName: "ended", dnsNames: ["ended.example.com"] });
    await using plain = await tcpPeer(echo);
    await using secure = await tlsPeer({ cert: through.certificate, key: through.privateKey }, echo);
    await using running = await runProxy(
      configOf(
        [
          { url: "tls://through.example.com", upstream: secure.port },
          { url: "tls://ended.example.com", upstream: plain.port, policy: policyOf(() => terminateStep()) },
        ],
        { certificates: [ended] },
      ),
    );
    for (const name of ["through", "ended"]) {
      const port = running.port(`tls://${name}.example.com`);
      const client = await dialTls(port, `${name}.example.com`, {
        ca: authority.certificate,
        rejectUnauthorized: true,
      });
      expect(client.getPeerCertificate().subject.CN).toBe(name);
      client.end("hello");
      expect((await readAll(client)).toString()).toBe("hello");
      expect((await running.nextEvent()).object.conn.server_name).toBe(`${name}.example.com`);
    }
  });

  test("refuses a name that nobody has with an alert", async () => {
    await using running = await runProxy(
      configOf([{ url: "tls://a.example.com", policy: policyOf(() => denyStep()) }]),
    );
    await expect(dialTls(running.port("tls://a.example.com"), "b.example.com")).rejects.toMatchObject({
      code: "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
    });
    expect((await running.nextEvent()).object).toMatchObject({
      endpoint: null,
      traffic_policy: { outcome: "error", error: { code: "unrecognized-name" } },
      conn: { server_name: "b.example.com" },
    });
  });
});
