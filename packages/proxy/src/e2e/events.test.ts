import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildCli, type Cli } from "./testing/cli.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";

let cli: Cli;
let scratch: Scratch;

beforeAll(async () => {
  [cli, scratch] = await Promise.all([buildCli(), createScratch()]);
});

afterAll(async () => {
  await cli.remove();
  await scratch.remove();
});

/** `sluice start` with one endpoint that denies everybody. */
async function start(settings: Record<string, unknown>): Promise<ChildProcessByStdio<null, Readable, Readable>> {
  const config = {
    listen: { address: "127.0.0.1", ports: { 1001: 0 } },
    endpoints: [{ url: "tcp://127.0.0.1:1001", traffic_policy: { on_tcp_connect: [{ actions: [{ type: "deny" }] }] } }],
    ...settings,
  };
  return cli.spawn(["start", "--all", "--config", await scratch.write("sluice.yml", JSON.stringify(config))]);
}

/** Makes one connection; resolves when it is closed by the proxy. */
async function visit(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1").resume();
  await once(socket, "close");
}

test("a proxy whose events nobody reads any more goes on, and says so once", async () => {
  const proxy = await start({});
  const lines = createInterface({ input: proxy.stderr })[Symbol.asyncIterator]();
  const port = Number(/:(\d+) for/.exec((await lines.next()).value as string)?.[1]);
  proxy.stdout.destroy();
  await visit(port);
  expect((await lines.next()).value).toBe("sluice: events cannot be written: write EPIPE");
  await visit(port);
  proxy.kill("SIGTERM");
  const [code] = (await once(proxy, "exit")) as [number | null];
  expect(code).toBe(0);
  expect((await lines.next()).value).toMatch(/^sluice: accepts no more/);
  expect((await lines.next()).value).toBe("sluice: stopped");
  expect((await lines.next()).done).toBe(true);
});

test("nothing starts where the file of events cannot be opened", async () => {
  const proxy = await start({ events: { file: scratch.path("missing/events.jsonl") } });
  const lines: string[] = [];
  createInterface({ input: proxy.stderr }).on("line", (line) => lines.push(line));
  const [code] = (await once(proxy, "close")) as [number | null];
  expect(code).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/^sluice: events cannot be written: ENOENT/)]);
});
