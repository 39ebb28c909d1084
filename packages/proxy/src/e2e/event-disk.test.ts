import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, rename, rm, symlink } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dialTcp, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { type ProxyProcess, startProxy, type TestConfig } from "./testing/proxy-process.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";

/** A device on which no byte finds room (Linux). */
const FULL = "/dev/full";

let upstream: Peer;
let scratch: Scratch;
let proxy: ProxyProcess;

beforeEach(async () => {
  if (!existsSync(FULL)) return;
  upstream = await tcpPeer(echo);
  scratch = await createScratch();
  await symlink(FULL, scratch.path("events"));
  const config: TestConfig = {
    events: { file: scratch.path("events") },
    endpoints: [{ name: "echo", url: "tcp://echo.example.com:7000", upstream: { url: upstream.port } }],
  };
  proxy = await startProxy({ config, flags: ["--no-watch"] });
});

afterEach(async () => {
  await proxy?.stop();
  await upstream?.[Symbol.asyncDispose]();
  await scratch?.remove();
});

async function echoed(text: string): Promise<string> {
  const client = await dialTcp(proxy.port("echo"));
  client.end(text);
  return (await readAll(client)).toString();
}

test("a disk without room for events is told once, and costs no connection", async (context) => {
  if (!existsSync(FULL)) context.skip("there is no `/dev/full`");
  const running = await dialTcp(proxy.port("echo"));
  expect(await echoed("first")).toBe("first");
  expect(await proxy.said(/events cannot be written/)).toContain("ENOSPC");
  for (const text of ["second", "third"]) expect(await echoed(text)).toBe(text);
  running.write("still here");
  await once(running, "data");

  // Where there is room, the next reload finds it.
  await scratch.write("room", "");
  await rm(scratch.path("events"));
  await rename(scratch.path("room"), scratch.path("events"));
  proxy.signal("SIGHUP");
  // Had the failure been said again, it would be this line.
  expect(await proxy.said(/./)).toMatch(/^sluice: reloaded/);
  expect(await proxy.said(/./)).toBe("sluice: events that could not be written: 3");
  running.end();
  await readAll(running);
  proxy.signal("SIGTERM");
  expect(await proxy.exited).toBe(0);
  const events = (await readFile(scratch.path("events"), "utf8")).trimEnd().split("\n");
  expect(events.map((line) => JSON.parse(line))).toMatchObject([{ object: { conn: { bytes_in: 10, bytes_out: 10 } } }]);
});

test("what could not be written is told at the end", async (context) => {
  if (!existsSync(FULL)) context.skip("there is no `/dev/full`");
  expect(await echoed("first")).toBe("first");
  await proxy.said(/events cannot be written/);
  proxy.signal("SIGTERM");
  await proxy.said(/^sluice: events that could not be written: 1$/);
  expect(await proxy.exited).toBe(0);
});
