import { readFile, rename } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { ConnectionEvent } from "../events/event.ts";
import { dialTcp, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { validEvent } from "../testing/valid-event.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";

let upstream: Peer;
let scratch: Scratch;
let proxy: ProxyProcess | undefined;

beforeAll(async () => {
  upstream = await tcpPeer(echo);
});

beforeEach(async () => {
  scratch = await createScratch();
});

afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
  await scratch.remove();
});

afterAll(() => upstream?.[Symbol.asyncDispose]());

/** So many connections, each of which sends as many bytes as its number says, beginning with `from`. */
async function connections(from: number, count: number): Promise<void> {
  const running = proxy as ProxyProcess;
  for (let number = from; number < from + count; number++) {
    const client = await dialTcp(running.port("echo"));
    client.end("x".repeat(number));
    await readAll(client);
  }
}

/** The numbers of the connections in a file, once there are so many. */
async function written(name: string, count: number): Promise<readonly number[]> {
  const lines = await vi.waitFor(async () => {
    const found = (await readFile(scratch.path(name), "utf8")).split("\n").filter((line) => line !== "");
    expect(found).toHaveLength(count);
    return found;
  });
  const events = lines.map((line) => validEvent(JSON.parse(line) as ConnectionEvent));
  return events.map(({ object }) => object.conn.bytes_in).toSorted((a, b) => a - b);
}

test.each([["one process", []] as const, ["two workers", ["--workers", "2"]] as const])(
  "%s: after `mv` and SIGHUP events go to a new file, and none is lost or told twice",
  async (_what, flags) => {
    proxy = await startProxy({
      config: {
        events: { file: scratch.path("events.jsonl") },
        endpoints: [{ name: "echo", url: "tcp://echo.example.com:7000", upstream: { url: upstream.port } }],
      },
      flags: ["--no-watch", ...flags],
    });
    await connections(1, 4);
    expect(await written("events.jsonl", 4)).toEqual([1, 2, 3, 4]);
    await rename(scratch.path("events.jsonl"), scratch.path("events.jsonl.1"));
    // Until the signal, it is the file that was moved.
    await connections(5, 2);
    expect(await written("events.jsonl.1", 6)).toEqual([1, 2, 3, 4, 5, 6]);
    proxy.signal("SIGHUP");
    await proxy.said(/^sluice: reloaded, no file has changed/);
    await connections(7, 4);
    expect(await written("events.jsonl", 4)).toEqual([7, 8, 9, 10]);
    // The name is the same and so is the file: it goes on.
    proxy.signal("SIGHUP");
    await proxy.said(/^sluice: reloaded, no file has changed/);
    await connections(11, 1);
    expect(await written("events.jsonl", 5)).toEqual([7, 8, 9, 10, 11]);
    expect(await written("events.jsonl.1", 6)).toHaveLength(6);
  },
);
