import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { AddressSet, compilePolicy } from "@sluice/policy";
import { describe, expect, test, vi } from "vitest";
import type { AdmissionLimits } from "../admission/index.ts";
import { FIRST_BACK_OFF } from "../endpoints/health.ts";
import { encodeProxyHeader } from "../proxy-protocol/index.ts";
import { buildClientHello } from "../testing/client-hello.ts";
import { ManualClock } from "../testing/clock.ts";
import { closedPort, dialTcp, echo, tcpPeer } from "../testing/peers.ts";
import { configOf, type EndpointSketch, type RunningProxy, runProxy } from "../testing/proxies.ts";

const DB = "tcp://db.example.com:5432";
const CACHE = "tcp://cache.example.com:6379";

/** Hands on to `tcp://x.internal:1`, and goes on where that fails. */
const forwarding = compilePolicy(
  "on_tcp_connect: [{ actions: [{ type: forward-internal, config: { url: 'tcp://x.internal:1', on_error: continue } }] }]",
  { protocol: "tcp" },
).policy;

interface Around {
  readonly limits?: AdmissionLimits;
  readonly db?: Partial<EndpointSketch>;
  readonly descriptors?: number;
  readonly clock?: ManualClock;
}

function run(upstream: number, { limits = {}, db = {}, descriptors, clock = new ManualClock() }: Around) {
  const config = configOf(
    [
      { url: DB, upstream, ...db },
      { url: CACHE, upstream },
    ],
    { limits },
  );
  return runProxy(config, { clock, ...(descriptors === undefined ? {} : { descriptors }) });
}

/** A connection that has been served: its byte has come back. */
async function served(running: RunningProxy, url: string = DB): Promise<Socket> {
  const client = await dialTcp(running.port(url));
  client.write("a");
  await new Promise((resolve) => client.once("data", resolve));
  return client;
}

/** The code of the event of one that is not served. */
async function refused(running: RunningProxy, url: string = DB): Promise<string | undefined> {
  // The reset may come before the client has noticed that it is connected.
  const client = connect(running.port(url), "127.0.0.1").on("error", () => {});
  let heard = 0;
  client.on("data", (chunk) => {
    heard += chunk.length;
  });
  await new Promise((resolve) => client.once("close", resolve));
  expect(heard).toBe(0);
  const { traffic_policy, upstream } = (await running.nextEvent()).object;
  expect(traffic_policy.outcome).toBe("error");
  expect(upstream).toBeNull();
  return traffic_policy.error?.code;
}

const CASES: readonly (readonly [string, Around])[] = [
  ["max-connections", { limits: { maxConnections: 2 } }],
  ["descriptors", { descriptors: 128 + 4 }],
  ["max-connections-client", { limits: { perClient: { maxConnections: 2 } } }],
  ["max-connections-prefix", { limits: { perPrefix: { maxConnections: 2, ipv4: 8, ipv6: 64 } } }],
  ["max-connections-endpoint", { db: { maxConnections: 2 } }],
];

describe("one connection too many", () => {
  test.for(CASES)("is refused at once, undialled and told: %s", async ([code, around]) => {
    await using upstream = await tcpPeer(echo);
    await using running = await run(upstream.port, around);
    const first = await served(running);
    const second = await served(running);
    expect(await refused(running)).toBe(code);
    expect(running.proxy.admission).toMatchObject({ open: 2, refused: { [code]: 1 } });
    expect(upstream.accepted).toHaveLength(2);
    first.end();
    await running.nextEvent();
    const third = await served(running);
    expect(running.proxy.admission.open).toBe(2);
    second.end();
    third.end();
    await running.nextEvent();
    await running.nextEvent();
    expect(running.proxy.admission.open).toBe(0);
  });

  test("of an endpoint leaves the others alone", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await run(upstream.port, { db: { maxConnections: 1 } });
    const held = await served(running);
    expect(await refused(running)).toBe("max-connections-endpoint");
    const other = await served(running, CACHE);
    for (const socket of [held, other]) socket.end();
  });

  test("of an internal endpoint is refused as one of a public endpoint is", async () => {
    await using upstream = await tcpPeer(echo);
    const config = configOf([
      { url: DB, upstream: upstream.port, ...(forwarding ? { policy: forwarding } : {}) },
      { url: "tcp://x.internal:1", upstream: upstream.port, maxConnections: 1 },
    ]);
    await using running = await runProxy(config, { clock: new ManualClock() });
    const held = await served(running);
    expect(await refused(running)).toBe("max-connections-endpoint");
    expect(upstream.accepted).toHaveLength(1);
    held.end();
  });

  test("of a pool's member holds also where that stands in for another", async () => {
    await using upstream = await tcpPeer(echo);
    const closed = await closedPort();
    const config = configOf([
      { url: DB, upstream: closed, pool: true, weight: 100 },
      { url: DB, upstream: upstream.port, pool: true, maxConnections: 1 },
    ]);
    const clock = new ManualClock();
    await using running = await runProxy(config, { clock });
    const held = await served(running);
    // The first member is tried again, and has still nobody to stand in for it who has room.
    clock.advance(FIRST_BACK_OFF);
    const client = connect(running.port(DB), "127.0.0.1").on("error", () => {});
    client.end();
    const { upstream: dialled, traffic_policy } = (await running.nextEvent()).object;
    expect([dialled?.url, dialled?.error?.code]).toEqual([`127.0.0.1:${closed}`, "upstream-unreachable"]);
    expect(traffic_policy.outcome).toBe("continue");
    expect(upstream.accepted).toHaveLength(1);
    held.end();
  });

  test("of a pool's member goes to another that has room, until none has", async () => {
    await using upstream = await tcpPeer(echo);
    await using other = await tcpPeer(echo);
    const members = [
      { url: DB, upstream: upstream.port, pool: true, weight: 100, maxConnections: 1 },
      { url: DB, upstream: other.port, pool: true, maxConnections: 1 },
    ];
    await using running = await runProxy(configOf(members), { clock: new ManualClock() });
    const sockets = [await served(running), await served(running)];
    expect([upstream.accepted.length, other.accepted.length]).toEqual([1, 1]);
    expect(await refused(running)).toBe("max-connections-endpoint");
    sockets[0]?.end();
    await running.nextEvent();
    sockets.push(await served(running));
    expect([upstream.accepted.length, other.accepted.length]).toEqual([2, 1]);
    for (const socket of sockets) socket.end();
  });

  test("is none for a member that another has stood in for", async () => {
    await using other = await tcpPeer(echo);
    const { policy } = compilePolicy(
      "on_tcp_connect: [{ expressions: [\"conn.tls.sni == 'x'\"], actions: [{ type: deny }] }]",
      { protocol: "tcp" },
    );
    const pooled = { url: DB, pool: true, ...(policy ? { policy } : {}) };
    const config = configOf([
      { ...pooled, upstream: await closedPort(), maxConnections: 2 },
      { ...pooled, upstream: other.port },
    ]);
    const clock = new ManualClock();
    await using running = await runProxy(config, { clock });
    const greet = async (client: Socket): Promise<void> => {
      client.write(buildClientHello({}));
      await once(client, "data");
    };
    const open = async (): Promise<Socket> => {
      const before = running.proxy.admission.open;
      const client = await dialTcp(running.port(DB));
      await vi.waitFor(() => expect(running.proxy.admission.open).toBe(before + 1));
      return client;
    };
    // The policy waits for a hello: the first member is chosen for the first and the third of these, and not dialled yet.
    const [waiting, second, third] = [await open(), await open(), await open()];
    await greet(third);
    // It could not be reached, and is passed over: the second stands in for this one, too.
    await greet(waiting);
    clock.advance(FIRST_BACK_OFF);
    const sockets = [await open(), await open(), await open(), await open()];
    expect(running.proxy.admission.refused).toEqual({});
    for (const socket of [waiting, second, third, ...sockets]) socket.destroy();
  });

  test("is none for an internal endpoint that could not serve the ones before", async () => {
    await using upstream = await tcpPeer(echo);
    const config = configOf([
      { url: DB, upstream: upstream.port, ...(forwarding ? { policy: forwarding } : {}) },
      { url: "tcp://x.internal:1", upstream: await closedPort(), maxConnections: 1 },
    ]);
    await using running = await runProxy(config, { clock: new ManualClock() });
    const sockets = [await served(running), await served(running)];
    expect(running.proxy.admission.refused).toEqual({});
    for (const socket of sockets) socket.end();
  });

  test("is refused by its rate until time has passed", async () => {
    await using upstream = await tcpPeer(echo);
    const clock = new ManualClock();
    const limits = { perClient: { acceptRate: { perSecond: 1, burst: 2 } } };
    await using running = await run(upstream.port, { limits, clock });
    const sockets = [await served(running), await served(running)];
    expect(await refused(running)).toBe("accept-rate");
    clock.advance(1_000);
    sockets.push(await served(running));
    for (const socket of sockets) socket.end();
  });
});

test("a client is the one that a PROXY header tells of", async () => {
  await using upstream = await tcpPeer(echo);
  const config = configOf([{ url: DB, upstream: upstream.port }], { limits: { perClient: { maxConnections: 1 } } });
  const listen = { ...config.listen, acceptProxyProtocol: AddressSet.from(["127.0.0.1"]) };
  await using running = await runProxy({ ...config, listen }, { clock: new ManualClock() });
  const from = async (address: string): Promise<Socket> => {
    const client = await dialTcp(running.port(DB));
    client.on("error", () => {});
    const destination = { address: "192.0.2.1", port: 1 };
    client.write(encodeProxyHeader(2, { source: { address, port: 1 }, destination }));
    client.write("a");
    return client;
  };
  const first = await from("203.0.113.1");
  await new Promise((resolve) => first.once("data", resolve));
  const second = await from("203.0.113.2");
  await new Promise((resolve) => second.once("data", resolve));
  await from("203.0.113.1");
  const { conn, traffic_policy } = (await running.nextEvent()).object;
  expect([conn.client_ip, traffic_policy.error?.code]).toEqual(["203.0.113.1", "max-connections-client"]);
  first.end();
  second.end();
});

test("limits hold from a reload on, and refuse nobody who is served", async () => {
  await using upstream = await tcpPeer(echo);
  const config = configOf([{ url: DB, upstream: upstream.port }]);
  await using running = await runProxy(config, { clock: new ManualClock() });
  const held = await served(running);
  expect(await running.proxy.update({ ...config, limits: { maxConnections: 1 } })).toMatchObject({ ok: true });
  expect(await refused(running)).toBe("max-connections");
  held.write("b");
  expect((await new Promise<Buffer>((resolve) => held.once("data", resolve))).toString()).toBe("b");
  held.end();
});
