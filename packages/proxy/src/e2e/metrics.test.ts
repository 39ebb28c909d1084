import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type ProxyProcess, startProxy, type TestConfig } from "./testing/proxy-process.ts";
import { metricsUrl, scrape } from "./testing/scraping.ts";
import { COUNTS, scriptedLoad } from "./testing/scripted-load.ts";

let proxy: ProxyProcess | undefined;

afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
});

const METRICS = { address: "127.0.0.1:0" };

function configuration(port: number, names: readonly string[], rest: Record<string, unknown> = {}): TestConfig {
  const endpoints = names.map((name, at) => ({
    name,
    url: `tcp://${name}.example.com:${7000 + at}`,
    upstream: { url: port },
  }));
  return { metrics: METRICS, endpoints, ...rest };
}

async function health(url: string, path: string): Promise<readonly [number, string]> {
  const response = await fetch(new URL(path, url));
  return [response.status, (await response.text()).trim()];
}

describe.each([["one process", []] as const, ["two workers", ["--workers", "2"]] as const])("%s", (_what, flags) => {
  test("every number is what the load did", async () => {
    await using load = await scriptedLoad(METRICS);
    proxy = await startProxy({ config: load.config, flags });
    const url = await metricsUrl(proxy);
    await load.run(proxy);
    const scraped = await scrape(url);
    expect(scraped.counts("sluice_")).toEqual({ ...COUNTS, ...load.pool });
    expect(scraped.problems()).toEqual([]);
    expect(scraped.values.get("process_start_time_seconds")).toBeGreaterThan(0);
  });

  test("connections are open while they are, and one that drains is alive and not ready", async () => {
    await using upstream = await tcpPeer(echo);
    proxy = await startProxy({ config: configuration(upstream.port, ["one"]), flags });
    const url = await metricsUrl(proxy);
    const open = async (): Promise<number | undefined> => (await scrape(url)).values.get("sluice_open_connections");
    const clients = [await dialTcp(proxy.port("one")), await dialTcp(proxy.port("one"))];
    for (const client of clients) {
      client.write("x");
      await once(client, "data");
    }
    expect(await open()).toBe(2);
    expect(await health(url, "/readyz")).toEqual([200, "ready"]);
    await proxy.watch(async () => {
      clients[0]?.end();
      await once(clients[0] as NodeJS.EventEmitter, "close");
    });
    expect(await open()).toBe(1);
    proxy.signal("SIGTERM");
    expect(await proxy.said(/accepts no more/)).toBe("sluice: accepts no more; still open: 1, for 10 s at most");
    expect(await health(url, "/readyz")).toEqual([503, "draining"]);
    expect(await health(url, "/healthz")).toEqual([200, "alive"]);
    expect((await scrape(url)).values.get("sluice_ready")).toBe(0);
    clients[1]?.end();
    expect(await proxy.exited).toBe(0);
  });
});

test("connections that died with their worker are not open, and the other still serves", async () => {
  await using upstream = await tcpPeer(echo);
  proxy = await startProxy({ config: configuration(upstream.port, ["one"]), flags: ["--workers", "2"] });
  const url = await metricsUrl(proxy);
  const [, first = ""] = /processes (\d+),/.exec(await proxy.said(/^sluice: workers: 2/)) ?? [];
  const clients = [await dialTcp(proxy.port("one")), await dialTcp(proxy.port("one"))];
  for (const client of clients) {
    client.on("error", () => {}).write("x");
    await once(client, "data");
  }
  expect((await scrape(url)).values.get("sluice_open_connections")).toBe(2);
  process.kill(Number(first), "SIGKILL");
  await proxy.said(/^sluice: worker \d \(process \d+\) has ended by SIGKILL/);
  expect((await scrape(url)).values.get("sluice_open_connections")).toBe(1);
  expect(await health(url, "/readyz")).toEqual([200, "ready"]);
  for (const client of clients) client.end();
});

test("a reload moves metrics, counts itself, and forgets endpoints that are gone", async () => {
  await using upstream = await tcpPeer(echo);
  proxy = await startProxy({ config: configuration(upstream.port, ["one", "two"]), flags: ["--no-watch"] });
  const url = await metricsUrl(proxy);
  for (const name of ["one", "two"]) {
    await proxy.watch(async () => {
      const client = await dialTcp((proxy as ProxyProcess).port(name));
      client.end("x");
      await readAll(client);
    });
  }
  const before = await scrape(url);
  expect(before.counts("sluice_connections_total")).toEqual({
    'sluice_connections_total{endpoint="one",outcome="continue"}': 1,
    'sluice_connections_total{endpoint="two",outcome="continue"}': 1,
  });
  await proxy.configure(configuration(upstream.port, ["one"], { metrics: { address: "127.0.0.1:no" } }));
  proxy.signal("SIGHUP");
  await proxy.said(/^sluice: reload refused/);
  expect((await scrape(url)).counts("sluice_config_")).toEqual({
    sluice_config_last_reload_ok: 0,
    'sluice_config_reloads_total{result="ok"}': 0,
    'sluice_config_reloads_total{result="refused"}': 1,
  });
  await proxy.configure(configuration(upstream.port, ["one"], { metrics: { address: "[::1]:0" } }));
  proxy.signal("SIGHUP");
  const moved = await metricsUrl(proxy);
  await proxy.said(/^sluice: reloaded/);
  expect(moved).toMatch(/^http:\/\/\[::1\]:\d+\/metrics$/);
  await expect(fetch(url)).rejects.toThrow();
  const after = await scrape(moved);
  expect(after.counts("sluice_connections_total")).toEqual({
    'sluice_connections_total{endpoint="one",outcome="continue"}': 1,
  });
  expect(after.values.get('sluice_config_reloads_total{result="ok"}')).toBe(1);
  const loaded = "sluice_config_last_load_timestamp_seconds";
  expect(after.values.get(loaded)).toBeGreaterThan(before.values.get(loaded) ?? 0);
  await proxy.configure(configuration(upstream.port, ["one"], { metrics: undefined }));
  proxy.signal("SIGHUP");
  await proxy.said(/^sluice: reloaded/);
  await expect(fetch(moved)).rejects.toThrow();
});

test("another address of the port that metrics are at is refused for what it is, until there is another port", async () => {
  await using upstream = await tcpPeer(echo);
  const at = (address: string) => configuration(upstream.port, ["one"], { metrics: { address } });
  proxy = await startProxy({ config: at("127.0.0.1:0"), flags: ["--no-watch"] });
  const url = await metricsUrl(proxy);
  const { port } = new URL(url);
  await proxy.configure(at(`127.0.0.1:${port}`));
  proxy.signal("SIGHUP");
  await proxy.said(/^sluice: reloaded/);
  await proxy.configure(at(`0.0.0.0:${port}`));
  proxy.signal("SIGHUP");
  expect(await proxy.said(/for metrics/)).toBe(
    `sluice: port ${port} of 0.0.0.0 cannot be opened for metrics while they are at 127.0.0.1 of the same port; choose another port, or restart`,
  );
  await proxy.said(/^sluice: reload refused/);
  expect((await scrape(url)).values.get('sluice_config_reloads_total{result="ok"}')).toBe(1);
});

test("a port that another program has is a clear error, at the start and in a reload, which changes nothing", async () => {
  await using upstream = await tcpPeer(echo);
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const metrics = { address: `127.0.0.1:${port}` };
  const said = `sluice: port ${port} of 127.0.0.1 for metrics is taken by another program; change \`metrics: { address }\` in the configuration`;
  await expect(startProxy({ config: configuration(upstream.port, ["one"], { metrics }) })).rejects.toThrow(said);
  proxy = await startProxy({ config: configuration(upstream.port, ["one"]), flags: ["--no-watch"] });
  const url = await metricsUrl(proxy);
  await proxy.configure(configuration(upstream.port, ["two"], { metrics }));
  proxy.signal("SIGHUP");
  expect(await proxy.said(/for metrics/)).toBe(said);
  await proxy.said(/^sluice: reload refused/);
  expect((await scrape(url)).values.get("sluice_ready")).toBe(1);
  await proxy.watch(async () => {
    const client = await dialTcp((proxy as ProxyProcess).port("one"));
    client.end("x");
    expect(String(await readAll(client))).toBe("x");
  });
  taken.close();
});
