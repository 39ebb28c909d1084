import { describe, expect, test } from "vitest";
import { closedPort, dialTcp, echo, readAll, tcpPeer } from "./testing/peers.ts";
import { configOf, runProxy } from "./testing/proxies.ts";

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
