import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { buildClientHello } from "../testing/client-hello.ts";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { denyStep, policyOf } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";

const TCP = "tcp://db.example.com:5432";
const TLS = "tls://app.example.com";
const hello = (name: string) => Buffer.from(buildClientHello({ serverName: name }));
describe("routing by server name", () => {
  test.each([
    ["app.example.com", "exact"],
    ["APP.Example.COM", "exact"],
    ["app.example.com.", "exact"],
    ["other.example.com", "wildcard"],
    ["a.b.deep.example.com", "deep"],
  ])("%s reaches %s", async (name, reached) => {
    await using upstream = await tcpPeer((socket) => socket.end());
    await using running = await runProxy(
      configOf([
        { url: TLS, name: "exact", upstream: upstream.port },
        { url: "tls://*.example.com", name: "wildcard", upstream: upstream.port },
        { url: "tls://*.deep.example.com", name: "deep", upstream: upstream.port },
      ]),
    );
    const client = await dialTcp(running.port(TLS));
    client.end(hello(name));
    await readAll(client);
    const { endpoint, conn } = (await running.nextEvent()).object;
    expect(endpoint?.name).toBe(reached);
    expect(conn.server_name).toBe(name);
    expect(conn.ja4_fingerprint).toMatch(/^t/);
  });

  test("a hello in single bytes is passed on byte for byte", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(configOf([{ url: TLS, upstream: upstream.port }]));
    const client = await dialTcp(running.port(TLS));
    client.setNoDelay(true);
    const bytes = hello("app.example.com");
    for (const byte of bytes) {
      client.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.end("and what follows");
    expect(await readAll(client)).toEqual(Buffer.concat([bytes, Buffer.from("and what follows")]));
  });

  test.each([
    ["no name", Buffer.from(buildClientHello({})), "unrecognized-name", 112],
    ["an unknown name", hello("nobody.example"), "unrecognized-name", 112],
    ["a malformed hello", Buffer.from("160301000501000001ff", "hex"), "client-hello-malformed", 50],
  ])("%s is refused with an alert", async (_what, bytes, code, alert) => {
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(configOf([{ url: TLS, upstream: upstream.port }]));
    const client = await dialTcp(running.port(TLS));
    client.write(bytes);
    expect([...(await readAll(client))]).toEqual([21, 3, 3, 0, 2, 2, alert]);
    client.end();
    expect((await running.nextEvent()).object).toMatchObject({
      endpoint: null,
      traffic_policy: { outcome: "error", rule: null, error: { code } },
    });
    expect(upstream.accepted).toHaveLength(0);
  });

  test("what is not TLS is closed without a word", async () => {
    await using running = await runProxy(configOf([{ url: TLS, upstream: 1 }]));
    const client = await dialTcp(running.port(TLS));
    client.write("GET / HTTP/1.1\r\n\r\n");
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("client-hello-not-tls");
  });

  test("a client that leaves before its hello is whole has its event", async () => {
    await using running = await runProxy(configOf([{ url: TLS, upstream: 1 }]));
    const client = await dialTcp(running.port(TLS));
    client.end(hello("app.example.com").subarray(0, 20));
    await once(client.resume(), "close");
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("client-hello-malformed");
  });
});

describe("the hello's time limit", () => {
  test("is absolute: bytes do not put it off", async () => {
    const clock = new ManualClock();
    await using running = await runProxy(configOf([{ url: TLS, upstream: 1 }]), { clock });
    const client = await dialTcp(running.port(TLS));
    await clock.timerSet(3_000);
    clock.advance(2_999);
    client.write(hello("app.example.com").subarray(0, 20));
    clock.advance(1);
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe("client-hello-late");
    expect(clock.pending).toBe(0);
  });

  test("a refused client that does not close is closed", async () => {
    const clock = new ManualClock();
    await using running = await runProxy(configOf([{ url: TCP, policy: policyOf(() => denyStep()) }]), { clock });
    const client = await dialTcp(running.port(TCP));
    client.on("error", () => {});
    expect(await readAll(client)).toHaveLength(0);
    await clock.timerSet(2_000);
    clock.advance(2_000);
    expect((await running.nextEvent()).object.traffic_policy.outcome).toBe("deny");
    client.destroy();
  });
});
