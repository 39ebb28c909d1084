import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { connectionsFor } from "./admission/index.ts";
import type { ProxyConfig } from "./config/config.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { PreparedUpdate, ProxyOptions } from "./proxy.ts";
import { ManualClock } from "./testing/clock.ts";
import { closedPort, dialTcp, echo, readAll, tcpPeer } from "./testing/peers.ts";
import { configOf, type EndpointSketch, type RunningProxy, runProxy } from "./testing/proxies.ts";
import { MOST_WAITING } from "./waiting-room.ts";

const DB = "tcp://db.example.com:5432";
const OTHER = "tcp://other.example.com:7000";

async function echoed(port: number, text: string): Promise<string> {
  const client = await dialTcp(port);
  client.end(text);
  return (await readAll(client)).toString();
}

describe("an update that is prepared", () => {
  test("changes nothing until it is committed, and others wait for that", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(configOf([{ url: DB, name: "one", upstream: upstream.port }]));
    const result = await running.proxy.prepare(configOf([{ url: DB, name: "two", upstream: upstream.port }]));
    if (!result.ok) throw new Error(result.failure.kind);
    expect(await echoed(running.port(DB), "before")).toBe("before");
    expect((await running.nextEvent()).object.endpoint).toMatchObject({ name: "one" });
    const next = running.proxy.update(configOf([{ url: DB, name: "three", upstream: upstream.port }]));
    expect(result.prepared.commit()).toMatchObject({ ok: true, endpoints: [{ name: "two" }] });
    expect(await next).toMatchObject({ ok: true, endpoints: [{ name: "three" }] });
    expect(await echoed(running.port(DB), "after")).toBe("after");
    expect((await running.nextEvent()).object.endpoint).toMatchObject({ name: "three" });
  });

  test("leaves no port open where it is abandoned", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(configOf([{ url: DB, upstream: upstream.port }]));
    const port = await closedPort();
    const config = configOf([{ url: OTHER, upstream: upstream.port }]);
    const result = await running.proxy.prepare({
      ...config,
      listen: { address: "127.0.0.1", ports: new Map([[7000, port]]) },
    });
    if (!result.ok) throw new Error(result.failure.kind);
    (await dialTcp(port)).on("error", () => {});
    await result.prepared.abandon();
    await expect(dialTcp(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(await echoed(running.port(DB), "still here")).toBe("still here");
  });

  test("does not keep its proxy from closing, and comes too late then", async () => {
    await using running = await runProxy(configOf([{ url: DB, upstream: 1 }]));
    const result = await running.proxy.prepare(configOf([{ url: OTHER, upstream: 1 }]));
    if (!result.ok) throw new Error(result.failure.kind);
    await running.proxy.close();
    expect(result.prepared.commit()).toEqual({ ok: false, failure: { kind: "not-listening" } });
  });

  describe("of one more port", () => {
    /** Such an update. `reached`: whether the port is open. */
    async function another(signal?: AbortSignal) {
      const upstream = await tcpPeer(echo);
      const first = configOf([{ url: DB, upstream: upstream.port }]);
      const running = await runProxy(first);
      const port = await closedPort();
      const listen = { address: "127.0.0.1", ports: new Map([[7000, port]]) };
      const config = configOf([{ url: OTHER, upstream: upstream.port }], { listen });
      const result = await running.proxy.prepare(config, signal ? { signal } : {});
      if (!result.ok) throw new Error(result.failure.kind);
      const reached = (): Promise<boolean> =>
        echoed(port, "hello").then(
          (text) => text === "hello",
          () => false,
        );
      const dispose = async (): Promise<void> => {
        await running[Symbol.asyncDispose]();
        await upstream[Symbol.asyncDispose]();
      };
      const { prepared } = result;
      return { proxy: running.proxy, first, config, prepared, reached, [Symbol.asyncDispose]: dispose };
    }

    test("keeps its port where it is abandoned once it is in force", async () => {
      await using update = await another();
      expect(update.prepared.commit()).toMatchObject({ ok: true });
      await update.prepared.abandon();
      expect(await update.reached()).toBe(true);
      expect(await update.proxy.update(update.config)).toMatchObject({ ok: true });
      expect(await update.reached()).toBe(true);
    });

    test("cannot be committed once it was abandoned", async () => {
      await using update = await another();
      const abandoned = update.prepared.abandon();
      expect(() => update.prepared.commit()).toThrow(/not once it is abandoned/);
      await abandoned;
      expect(() => update.prepared.commit()).toThrow(/not once it is abandoned/);
      expect(await update.proxy.update(update.config)).toMatchObject({ ok: true });
      expect(await update.reached()).toBe(true);
    });

    test("does not come back by a second commit once another is in force", async () => {
      await using update = await another();
      expect(update.prepared.commit()).toMatchObject({ ok: true });
      expect(await update.proxy.update(update.first)).toMatchObject({ ok: true });
      expect(() => update.prepared.commit()).toThrow(/may be committed once/);
      expect(await update.reached()).toBe(false);
    });

    test("throws at a second commit also where its signal was aborted since", async () => {
      const given = new AbortController();
      await using update = await another(given.signal);
      expect(update.prepared.commit()).toMatchObject({ ok: true });
      given.abort();
      expect(() => update.prepared.commit()).toThrow(/may be committed once/);
      expect(await update.reached()).toBe(true);
    });

    test("is refused where its signal was aborted in between, and leaves no port open to the next", async () => {
      const given = new AbortController();
      await using update = await another(given.signal);
      given.abort();
      expect(update.prepared.commit()).toEqual({ ok: false, failure: { kind: "aborted" } });
      await update.prepared.abandon();
      expect(await update.reached()).toBe(false);
      expect(await update.proxy.update(update.config)).toMatchObject({ ok: true });
      expect(await update.reached()).toBe(true);
    });
  });

  test("is refused like any other", async () => {
    await using running = await runProxy(configOf([{ url: DB, upstream: 1 }]));
    const twice = configOf([
      { url: DB, upstream: 1 },
      { url: DB, upstream: 2 },
    ]);
    expect(await running.proxy.prepare(twice)).toMatchObject({ ok: false, failure: { kind: "conflict" } });
    expect(await running.proxy.update(configOf([{ url: DB, upstream: 1 }]))).toMatchObject({ ok: true });
  });
});

describe("who connects to a port that is prepared", () => {
  const TLS = "tls://other.example.com:7000";

  interface Gap extends AsyncDisposable {
    readonly clock: ManualClock;
    readonly running: RunningProxy;
    readonly prepared: PreparedUpdate;
    /** Connects, and resolves once that waits or was refused. */
    visit(): Promise<Socket>;
  }

  /** A proxy that has a new port open for an update which is not in force. */
  async function gap(
    endpoint: EndpointSketch,
    rest: Partial<ProxyConfig> = {},
    options: ProxyOptions = {},
  ): Promise<Gap> {
    const clock = new ManualClock();
    const running = await runProxy(configOf([{ url: DB, upstream: 1 }]), { clock, ...options });
    const port = await closedPort();
    const listen = { address: "127.0.0.1", ports: new Map([[7000, port]]) };
    const result = await running.proxy.prepare(configOf([endpoint], { listen, ...rest }));
    if (!result.ok) throw new Error(result.failure.kind);
    const visit = async (): Promise<Socket> => {
      const { pending } = clock;
      const { length } = running.events;
      const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
      while (clock.pending === pending && running.events.length === length) await turn();
      return client;
    };
    const { prepared } = result;
    return { clock, running, prepared, visit, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
  }

  test("is served once it is in force", async () => {
    await using upstream = await tcpPeer(echo);
    await using waits = await gap({ url: OTHER, upstream: upstream.port });
    const client = await waits.visit();
    client.end("early");
    waits.clock.advance(1_000);
    waits.prepared.commit();
    expect((await readAll(client)).toString()).toBe("early");
    const { object } = await waits.running.nextEvent();
    expect(object.conn).toMatchObject({ bytes_in: 5, start_ts: "2026-01-01T00:00:00.000Z" });
  });

  test("has the time for a hello from the accept on", async () => {
    await using waits = await gap({ url: TLS, upstream: 1 });
    const client = await waits.visit();
    const read = readAll(client);
    waits.clock.advance(DEFAULT_LIMITS.clientHello - 1);
    waits.prepared.commit();
    await waits.clock.timerSet(1);
    waits.clock.advance(1);
    expect(await read).toHaveLength(0);
    client.end();
    const { object } = await waits.running.nextEvent();
    expect(object.traffic_policy.error).toMatchObject({ code: "client-hello-late" });
  });

  test("waits no longer than that, and is told where it is never in force", async () => {
    await using waits = await gap({ url: TLS, upstream: 1 });
    const first = await waits.visit();
    waits.clock.advance(DEFAULT_LIMITS.clientHello);
    const second = await waits.visit();
    await waits.prepared.abandon();
    for (const client of [first, second]) {
      if (!client.closed) await new Promise((resolve) => client.once("close", resolve));
      const { object } = await waits.running.nextEvent();
      expect(object).toMatchObject({
        traffic_policy: { outcome: "error", error: { code: "not-in-force" } },
        conn: { client_port: expect.any(Number), client_ip: "127.0.0.1" },
      });
    }
    expect(waits.running.events).toHaveLength(2);
  });

  test("is refused where there are no descriptors for more", async () => {
    await using waits = await gap({ url: TLS, upstream: 1 }, {}, { descriptors: 128 + 2 * 2 });
    for (const _ of [1, 2]) await waits.visit();
    expect(waits.running.events).toHaveLength(0);
    await waits.visit();
    expect(waits.running.events[0]?.object.traffic_policy.error?.code).toBe("descriptors");
    await waits.prepared.abandon();
  });

  test("waits in what connections leave of all descriptors, however few of those there are", async () => {
    await using waits = await gap({ url: TLS, upstream: 1 }, {}, { descriptors: 1_024 });
    for (let count = 0; count < MOST_WAITING; count++) await waits.visit();
    expect(waits.running.events).toHaveLength(0);
    await waits.visit();
    expect(waits.running.events[0]?.object.traffic_policy.error?.code).toBe("descriptors");
    expect(MOST_WAITING + 2 * connectionsFor(1_024)).toBeLessThan(1_024);
    await waits.prepared.abandon();
  });

  test("is held to the limits of what is in force then", async () => {
    await using upstream = await tcpPeer(echo);
    await using waits = await gap({ url: OTHER, upstream: upstream.port }, { limits: { maxConnections: 1 } });
    const clients = [await waits.visit(), await waits.visit()];
    waits.prepared.commit();
    const { object } = await waits.running.nextEvent();
    expect(object.traffic_policy.error?.code).toBe("max-connections");
    expect(waits.running.proxy.admission).toMatchObject({ open: 1, admitted: 1 });
    for (const client of clients) client.destroy();
  });

  test("is told where the proxy closes before", async () => {
    await using waits = await gap({ url: TLS, upstream: 1 });
    await waits.visit();
    await waits.running.proxy.close();
    expect(waits.running.events.map(({ object }) => object.traffic_policy.error?.code)).toEqual(["not-in-force"]);
  });
});
