import { once } from "node:events";
import { rename } from "node:fs/promises";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { ASN, CITY, ZURICH } from "../intelligence/testing/databases.ts";
import { writeMmdb } from "../mmdb/index.ts";
import { useEchoBehindProxy } from "./testing/echo-behind-proxy.ts";

const behind = useEchoBehindProxy();

const NOWHERE = writeMmdb({ type: "GeoLite2-City", records: { "192.0.2.0/24": ZURICH } });
const POLICY = {
  on_tcp_connect: [
    { expressions: ["conn.geo.city != 'Zurich' || conn.server_ip.is_on_blocklist"], actions: [{ type: "deny" }] },
    { actions: [{ type: "log", config: { metadata: { as: "${conn.client_ip.as.number}" } } }] },
  ],
};
const FILES = { "city.mmdb": CITY, "asn.mmdb": ASN, "list.txt": "192.0.2.0/24\n" };

async function start(flags: readonly string[]): Promise<void> {
  const sources = { geo: "city.mmdb", as: "asn.mmdb", blocklist: ["list.txt"] };
  const config = behind.configuration({ ip_intelligence: sources }, { traffic_policy: POLICY });
  await behind.start({ config, flags, files: FILES });
}

/** What was decided for a connection from loopback. */
async function outcome(): Promise<string> {
  const { event } = await behind.proxy.watch(async () => {
    const client = connect(behind.proxy.port("echo"), "127.0.0.1").on("error", () => {});
    client.once("data", () => client.destroy());
    client.write("a");
    await once(client, "close").catch(() => {});
  });
  return event.traffic_policy.outcome;
}

async function replace(name: string, contents: Uint8Array | string): Promise<void> {
  const { scratch } = behind.proxy;
  await rename(await scratch.write(`${name}.new`, contents), scratch.path(name));
}

test.each([
  ["one process", []],
  ["workers", ["--workers", "2"]],
] as const)("a database that is replaced holds for new connections of %s, a broken one never", async (_what, flags) => {
  await start(flags);
  const { proxy } = behind;
  expect([await outcome(), await outcome()]).toEqual(["continue", "continue"]);
  await replace("city.mmdb", NOWHERE);
  expect(await proxy.said(/^sluice: reloaded/)).toContain("city.mmdb");
  expect([await outcome(), await outcome()]).toEqual(["deny", "deny"]);
  for (const broken of [CITY.subarray(0, 300), ASN, "<html>"]) {
    await replace("city.mmdb", broken);
    await proxy.said(/^sluice: reload refused/);
    expect([await outcome(), await outcome()]).toEqual(["deny", "deny"]);
  }
  await replace("city.mmdb", CITY);
  await proxy.said(/^sluice: reloaded/);
  expect([await outcome(), await outcome()]).toEqual(["continue", "continue"]);
  await replace("list.txt", "127.0.0.1\n");
  await proxy.said(/^sluice: reloaded/);
  expect([await outcome(), await outcome()]).toEqual(["deny", "deny"]);
});

test("a worker that takes another's place has the database in force, whatever is in the file by now", async () => {
  await start(["--workers", "1", "--no-watch"]);
  const { proxy } = behind;
  const [pid] = (await proxy.said(/^sluice: workers: 1, processes /)).match(/\d+$/) ?? [];
  await replace("city.mmdb", NOWHERE);
  process.kill(Number(pid), "SIGKILL");
  await proxy.said(/^sluice: worker 1 is process /);
  expect(await outcome()).toBe("continue");
  proxy.signal("SIGHUP");
  await proxy.said(/^sluice: reloaded/);
  expect(await outcome()).toBe("deny");
});
