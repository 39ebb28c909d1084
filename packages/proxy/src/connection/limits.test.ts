import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import { compilePolicy, type Policy } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { deferred } from "../deferred.ts";
import { buildClientHello } from "../testing/client-hello.ts";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, dialTls, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { forwardStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, type EndpointSketch, runProxy } from "../testing/proxies.ts";
import { NAME, runTerminating, URL } from "../testing/terminating.ts";

const TCP = "tcp://db.example.com:5432";
const NEVER = { handshake_ms: null, client_certificate_bytes: null, client_idle_ms: null, upstream_idle_ms: null };

let server: Credentials;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
});

function compiled(text: string, protocol: "tcp" | "tls"): Policy {
  const { policy, diagnostics } = compilePolicy(text, { protocol });
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return policy;
}

describe("a hello within 3 s of the accept", () => {
  const needsHello = compiled(
    "on_tcp_connect:\n  - expressions: [\"conn.tls.sni == 'denied.example.com'\"]\n    actions: [{ type: deny }]\n",
    "tcp",
  );
  const terminates = compiled("on_tcp_connect: [{ actions: [{ type: terminate-tls }] }]", "tcp");

  test.each<[string, EndpointSketch]>([
    ["tls://", { url: URL, upstream: 1 }],
    ["tcp:// where an expression needs it", { url: TCP, upstream: 1, policy: needsHello }],
    ["tcp:// where an action needs it", { url: TCP, upstream: 1, policy: terminates }],
  ])("%s: no byte puts it off", async (_what, endpoint) => {
    const clock = new ManualClock();
    await using running = await runProxy(configOf([endpoint], { certificates: [server] }), { clock });
    const client = await dialTcp(running.port(endpoint.url));
    client.setNoDelay(true);
    await clock.timerSet(3_000);
    const hello = buildClientHello({ serverName: NAME });
    // A byte, and then a second.
    for (let at = 0; at < 3; at++) {
      client.write(hello.subarray(at, at + 1));
      await turns();
      clock.advance(1_000);
    }
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    const { traffic_policy, counters, upstream } = (await running.nextEvent()).object;
    expect(traffic_policy).toMatchObject({ outcome: "error", error: { code: "client-hello-late" } });
    expect(counters).toMatchObject({ ...NEVER, client_hello_ms: 3_000, forward_hops: 0 });
    expect(counters.client_hello_bytes).toBeLessThanOrEqual(3);
    expect(upstream).toBeNull();
    expect(clock.pending).toBe(0);
  });
});

describe("a handshake within 60 s of the hello", () => {
  test.each(["TLSv1.2", "TLSv1.3"] as const)("%s: the time of the hello does not count", async (version) => {
    const clock = new ManualClock();
    await using running = await runTerminating({}, { server, clock });
    const hello = await recordedHello(version);
    const client = await dialTcp(running.port(URL));
    client.on("error", () => {});
    await clock.timerSet(3_000);
    clock.advance(2_500);
    client.write(hello);
    await once(client, "data");
    await clock.timerSet(60_000);
    clock.advance(59_999);
    // The start of a record: no byte puts it off.
    client.write(Buffer.of(22, 3));
    await turns();
    clock.advance(1);
    client.resume();
    await once(client, "end");
    client.end();
    const { traffic_policy, counters } = (await running.nextEvent()).object;
    expect(traffic_policy).toMatchObject({ outcome: "error", error: { code: "tls-handshake-timeout" } });
    expect(counters).toEqual({
      ...NEVER,
      client_hello_ms: 2_500,
      client_hello_bytes: hello.length,
      handshake_ms: 60_000,
      forward_hops: 0,
    });
    expect(running.upstreamConnections()).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

describe("5 minutes without a byte", () => {
  test("end a connection whose TLS is terminated", async () => {
    const clock = new ManualClock();
    await using running = await runTerminating({}, { server, clock });
    const client = await dialTls(running.port(URL), NAME);
    client.write("x");
    await once(client, "data");
    clock.advance(200_000);
    client.write("y");
    await once(client, "data");
    clock.advance(299_999);
    expect(running.events).toHaveLength(0);
    clock.advance(1);
    const { conn, counters } = (await running.nextEvent()).object;
    expect(conn).toMatchObject({ bytes_in: 2, bytes_out: 2, error: { code: "idle-timeout" } });
    expect(counters).toMatchObject({ client_idle_ms: 300_000, upstream_idle_ms: 300_000, handshake_ms: 0 });
    expect(clock.pending).toBe(0);
    client.destroy();
  });

  test("end it for a client that takes nothing, however much there is for it", async () => {
    const clock = new ManualClock();
    await using upstream = await tcpPeer((socket) => socket.once("data", () => socket.write(Buffer.alloc(1 << 26))));
    await using running = await runProxy(configOf([{ url: TCP, upstream: upstream.port }]), { clock });
    const client = await dialTcp(running.port(TCP));
    client.on("error", () => {});
    client.write("x");
    // Takes the first bytes, and then no more: those behind them stay with the proxy.
    await once(client, "readable");
    clock.advance(300_000);
    const { conn, counters } = (await running.nextEvent()).object;
    expect(conn.error).toMatchObject({ code: "idle-timeout", message: expect.stringContaining("client") });
    expect(counters).toMatchObject({ client_idle_ms: 300_000, upstream_idle_ms: 300_000 });
    client.destroy();
  });
});

test("the ninth forward ends the connection", async () => {
  const url = (hop: number) => `tls://hop${hop}.internal`;
  const hops = Array.from({ length: 9 }, (_, index) => ({
    url: url(index + 1),
    policy: policyOf(() => forwardStep(`${url(index + 2)}:443`)),
  }));
  await using upstream = await tcpPeer(echo);
  const first = { url: URL, policy: policyOf(() => forwardStep(`${url(1)}:443`)) };
  await using running = await runProxy(configOf([first, ...hops, { url: url(10), upstream: upstream.port }]));
  const client = await dialTcp(running.port(URL));
  client.write(buildClientHello({ serverName: NAME }));
  expect(await readAll(client)).toHaveLength(0);
  client.end();
  const { traffic_policy, counters } = (await running.nextEvent()).object;
  expect(traffic_policy).toMatchObject({ outcome: "error", error: { code: "forward-hop-limit" } });
  expect(counters.forward_hops).toBe(8);
  expect(upstream.accepted).toHaveLength(0);
});

test("a client whose TLS fails while the upstream is dialled is gone at once", async () => {
  const clock = new ManualClock();
  const dialled = deferred<void>();
  // Accepts, and never says a word of TLS.
  await using upstream = await tcpPeer(() => dialled.resolve());
  const policy = policyOf(() => terminateStep());
  const endpoint = { url: URL, upstream: `tls://127.0.0.1:${upstream.port}`, policy };
  await using running = await runProxy(configOf([endpoint], { certificates: [server] }), { clock });
  const socket = await dialTcp(running.port(URL));
  const client = connectTls({ socket, servername: NAME, rejectUnauthorized: false });
  client.on("error", () => {});
  await dialled.promise;
  // A record that nobody has encrypted.
  socket.write(Buffer.concat([Buffer.of(23, 3, 3, 0, 32), Buffer.alloc(32)]));
  const { upstream: told } = (await running.nextEvent()).object;
  expect(told?.error?.message).toBe("the client closed before the upstream was reached");
  expect(clock.pending).toBe(0);
  client.destroy();
});

/** For bytes to come through loopback: both ends live in this process. No result hangs on it. */
async function turns(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** A real hello, as the first bytes that a client sends. */
async function recordedHello(maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<Buffer> {
  const heard: Buffer[] = [];
  await using peer = await tcpPeer((socket) => {
    socket.once("data", (chunk: Buffer) => {
      heard.push(chunk);
      socket.destroy();
    });
  });
  await dialTls(peer.port, NAME, { maxVersion }).catch(() => {});
  return Buffer.concat(heard);
}
