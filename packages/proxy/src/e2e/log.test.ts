import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LOG_EVENTS } from "../log/names.ts";
import { buildCli, type Cli } from "./testing/cli.ts";
import { Lines } from "./testing/lines.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";

type Process = ChildProcessByStdio<null, Readable, Readable>;

let cli: Cli;
let scratch: Scratch;
let running: Process[] = [];

beforeAll(async () => {
  [cli, scratch] = await Promise.all([buildCli(), createScratch()]);
});

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running = [];
});

afterAll(async () => {
  await cli.remove();
  await scratch.remove();
});

async function configure(settings: Record<string, unknown>): Promise<string> {
  const deny = { on_tcp_connect: [{ actions: [{ type: "deny" }] }] };
  const config = {
    listen: { address: "127.0.0.1", ports: { 1001: 0 } },
    endpoints: [{ name: "all", url: "tcp://127.0.0.1:1001", traffic_policy: deny }],
    ...settings,
  };
  return scratch.write("sluice.yml", JSON.stringify(config));
}

async function start(settings: Record<string, unknown>, flags: readonly string[] = []) {
  const child = cli.spawn(["start", "--all", "--no-watch", "--config", await configure(settings), ...flags]);
  running.push(child);
  const lines = new Lines();
  const input = createInterface({ input: child.stderr }).on("line", (line) => lines.put(line));
  input.once("close", () => lines.end());
  const events = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async (event: string) => JSON.parse(await lines.said(new RegExp(`"event":"${event}"`)));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  return { child, lines, said, exited, nextEvent: () => events.next() };
}

async function visit(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1")
    .on("error", () => {})
    .resume();
  await new Promise((resolve) => socket.once("close", resolve));
}

test("as JSON every line is an object with a name of the list, from the start to the end", async () => {
  const { child, said, lines, exited } = await start({}, ["--log-format", "json", "--log-level", "debug"]);
  expect(await said("starting")).toMatchObject({ level: "debug", version: expect.any(String), pid: child.pid });
  const listening = await said("listening");
  expect(listening).toMatchObject({
    level: "info",
    address: "127.0.0.1",
    url: "tcp://127.0.0.1:1001",
    endpoint: "all",
  });
  expect(listening.msg).toBe(`listening on 127.0.0.1:${listening.port} for tcp://127.0.0.1:1001 (all)`);
  await visit(listening.port);
  expect(await said("connection")).toMatchObject({ level: "debug", event_id: expect.stringMatching(/^ev_/) });
  child.kill("SIGHUP");
  expect(await said("reloaded")).toMatchObject({ level: "info", changed: [] });
  await configure({ endpoints: [{ name: "all", url: "tcp://127.0.0.1:1001", upstrea: { url: 1 } }] });
  child.kill("SIGHUP");
  expect(await said("diagnostic")).toMatchObject({ level: "error", code: "unknown-key", line: 1 });
  expect(await said("reload-refused")).toMatchObject({ level: "error", again: false });
  child.kill("SIGTERM");
  expect(await said("draining")).toMatchObject({ open: 0, drain_ms: 10_000 });
  expect(await said("stopped")).toMatchObject({ level: "info" });
  expect(await exited).toBe(0);
  const written = String(lines)
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const { event, time } of written) {
    expect(LOG_EVENTS).toContain(event);
    expect(new Date(time).toISOString()).toBe(time);
  }
});

test("no connection is a line at info, and none at all is written where it is silent", async () => {
  const info = await start({});
  const port = Number(/:(\d+) for/.exec(await info.lines.said(/listening/))?.[1]);
  for (let i = 0; i < 3; i++) await visit(port);
  for (let i = 0; i < 3; i++) await info.nextEvent();
  info.child.kill("SIGTERM");
  expect(await info.exited).toBe(0);
  await info.lines.said(/stopped/);
  expect(
    String(info.lines)
      .split("\n")
      .map((line) => line.replace(/\d{4,}/g, "N")),
  ).toEqual([
    "sluice: listening on 127.0.0.1:N for tcp://127.0.0.1:N (all)",
    "sluice: accepts no more",
    "sluice: stopped",
  ]);
  const silent = await start({ log: { level: "silent" }, metrics: { address: "127.0.0.1:no" } }, [
    "--log-level",
    "silent",
  ]);
  expect(await silent.exited).toBe(1);
  await expect(silent.lines.said(/./)).rejects.toThrow();
});

test("the configuration says how it logs, also after a reload; flags come before it", async () => {
  const { child, lines, said } = await start({ log: { format: "json", level: "debug" } }, ["--log-level", "info"]);
  const { port } = await said("listening");
  await configure({ log: { format: "text", level: "debug" } });
  child.kill("SIGHUP");
  expect(await lines.said(/^sluice: reloaded/)).toContain("sluice.yml");
  await visit(port);
  child.kill("SIGTERM");
  await lines.said(/^sluice: stopped$/);
  expect(String(lines)).not.toContain("denied");
});

test.each(["json", "text"])("nobody has to read it (%s)", async (format) => {
  const { child, lines, exited, nextEvent } = await start({}, ["--log-format", format, "--log-level", "debug"]);
  const port = Number(/:(\d+) for/.exec(await lines.said(/listening/))?.[1]);
  child.stderr.destroy();
  for (let i = 0; i < 3; i++) {
    child.kill("SIGHUP");
    await visit(port);
    expect((await nextEvent()).done).toBe(false);
  }
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
});
