import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildCli, type Cli } from "./testing/cli.ts";
import { requirePeer } from "./testing/peers.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";
import { startTerminal, type Terminal, type TerminalOptions } from "./testing/tmux.ts";
import { startReversingUpstream, type Upstream } from "./testing/upstreams.ts";

let cli: Cli;
let upstream: Upstream;
let scratch: Scratch;
let terminal: Terminal | undefined;
let clients: Socket[] = [];

beforeAll(async () => {
  cli = await buildCli();
  upstream = await startReversingUpstream();
});
afterAll(async () => {
  await upstream.close();
  await cli.remove();
});
beforeEach(async () => {
  scratch = await createScratch();
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  await terminal?.close();
  terminal = undefined;
  await scratch.remove();
});

const POLICY = {
  on_tcp_connect: [
    { name: "not from there", expressions: ["conn.client_port == 1"], actions: [{ type: "deny" }] },
    { actions: [{ type: "log", config: { metadata: {} } }] },
  ],
};

function config(): object {
  const endpoints = [
    { name: "echo", url: "tcp://127.0.0.1:7000", upstream: { url: upstream.port }, traffic_policy: POLICY },
    {
      name: "closed",
      url: "tcp://127.0.0.1:7001",
      traffic_policy: { on_tcp_connect: [{ name: "nobody", actions: [{ type: "deny" }] }] },
    },
  ];
  return { version: 3, listen: { address: "127.0.0.1", ports: { 7000: 0, 7001: 0 } }, endpoints };
}

async function start(flags: readonly string[] = [], options: TerminalOptions = {}): Promise<Terminal> {
  const path = await scratch.write("sluice.yml", JSON.stringify(config()));
  const words = [process.execPath, cli.file, "start", "--all", "--config", path, ...flags];
  terminal = await startTerminal(words.map((word) => `'${word}'`).join(" "), options);
  return terminal;
}

/** The port that the view shows for an endpoint. */
async function portOf(name: string, on: Terminal): Promise<number> {
  const text = await on.shows(new RegExp(`^${name} .*\\(127\\.0\\.0\\.1:\\d+\\)`, "m"));
  return Number(new RegExp(`^${name} .*\\(127\\.0\\.0\\.1:(\\d+)\\)`, "m").exec(text)?.[1]);
}

function client(port: number): Socket {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true })
    .on("error", () => {})
    .resume();
  clients.push(socket);
  return socket;
}

describe("on a terminal", () => {
  test("what is served is shown while it is served, and q gives the terminal back once it has ended", async (context) => {
    requirePeer(context, "tmux");
    const screen = await start(["--drain-timeout", "1h"]);
    const port = await portOf("echo", screen);
    const held = client(port);
    held.write("12345");
    await screen.shows(/^connections: 1 open, 0 closed, 0 of them refused; 5 B in, 0 B out$/m);
    await screen.shows(/^echo .* 1 +0 +5 B +0 B$/m);
    const passed = client(port).end("abc");
    await once(passed, "close");
    await once(client(await portOf("closed", screen)).end(), "close");
    await screen.shows(/^ {4}no rule: 1 passed$/m);
    await screen.shows(/^ {4}\[0\] nobody: 1 denied$/m);
    await screen.shows(/→ closed: denied by on_tcp_connect\[0\]/);
    await screen.shows(/^sluice: listening on 127\.0\.0\.1:\d+ for tcp:\/\/127\.0\.0\.1:7000 \(echo\)$/m);
    await screen.press("q");
    await screen.shows(/^sluice \S+ {2}stopping, waits for open connections .* q again ends them$/m);
    held.end();
    const after = await screen.shows(/^ended with 0$/m);
    expect(after).toMatch(/^sluice: listening on/m);
    expect(after).not.toContain("LAST CONNECTIONS");
  });

  test("a second press does not wait for connections", async (context) => {
    requirePeer(context, "tmux");
    const screen = await start(["--drain-timeout", "1h"]);
    const held = client(await portOf("echo", screen));
    held.write("1");
    await screen.shows(/1 open/);
    await screen.press("C-c");
    await screen.shows(/stopping/);
    await screen.press("q");
    await screen.shows(/^ended with 0$/m);
  });

  test("the view follows the size of the terminal", async (context) => {
    requirePeer(context, "tmux");
    const screen = await start();
    await screen.shows(/^LAST CONNECTIONS$/m);
    await screen.resize(40, 5);
    const small = await screen.shows(/^sluice .{0,30}… {2}q quits$/m);
    expect(small.split("\n").length).toBeLessThanOrEqual(5);
    await screen.resize(120, 40);
    await screen.shows(/^LOG$/m);
  });

  test("a reload is told in the view, and what is wrong with it", async (context) => {
    requirePeer(context, "tmux");
    const screen = await start();
    await screen.shows(/online/);
    await scratch.write("sluice.yml", JSON.stringify({ ...config(), nonsense: 1 }));
    await screen.shows(/^sluice: reload refused, .*: 1 error$/m);
    await screen.shows(/error: the configuration has no `nonsense`/);
  });

  test("workers are watched by what they tell", async (context) => {
    requirePeer(context, "tmux");
    const screen = await start(["--workers", "2"]);
    const passed = client(await portOf("echo", screen)).end("abc");
    await once(passed, "close");
    await screen.shows(/^sluice .*, 2 workers/m);
    await screen.shows(/^connections: 0 open, 1 closed, 0 of them refused; 3 B in, 3 B out$/m);
    await screen.shows(/^echo .* \? +1 +3 B +3 B$/m);
    await screen.press("q");
    await screen.shows(/^ended with 0$/m);
  });

  test("lines are written where they are asked for", async (context) => {
    requirePeer(context, "tmux");
    const screen = await start(["--no-live-view"]);
    const text = await screen.shows(/^sluice: listening on 127\.0\.0\.1:\d+ for \S+ \(closed\)$/m);
    const port = Number(/listening on 127\.0\.0\.1:(\d+) for \S+ \(closed\)/.exec(text)?.[1]);
    await once(client(port).end(), "close");
    await screen.shows(/"event_type":"tcp_connection_closed/);
    await screen.press("C-c");
    await screen.shows(/^ended with 0$/m);
  });

  test.for([
    ["--format", "json"],
    ["--format", "text"],
    ["--log-format", "json"],
  ])("and with %s %s", async (flags, context) => {
    requirePeer(context, "tmux");
    const screen = await start(flags);
    await screen.shows(/listening on/);
    expect(await screen.shown()).not.toMatch(/quits$/m);
  });

  test("an endpoint that was typed is shown as one of a configuration", async (context) => {
    requirePeer(context, "tmux");
    const line = [
      process.execPath,
      cli.file,
      "tcp",
      String(upstream.port),
      "--url",
      "tcp://127.0.0.1:7000",
      "--name",
      "typed",
    ];
    terminal = await startTerminal(`${line.map((word) => `'${word}'`).join(" ")} --listen 0`);
    const passed = client(await portOf("typed", terminal)).end("abc");
    await once(passed, "close");
    await terminal.shows(/^typed .* 0 +1 +3 B +3 B$/m);
    await terminal.press("q");
    await terminal.shows(/^ended with 0$/m);
  });

  test("a signal from outside ends it as q does, and leaves the terminal as it was", async (context) => {
    requirePeer(context, "tmux");
    const path = await scratch.write("sluice.yml", JSON.stringify(config()));
    const words = [process.execPath, cli.file, "start", "--all", "--config", path].map((word) => `'${word}'`).join(" ");
    const pid = scratch.path("pid");
    terminal = await startTerminal(`echo before; sh -c 'echo $$ > "${pid}"; exec "$@"' sh ${words}`);
    await terminal.shows(/online/);
    process.kill(Number(await readFile(pid, "utf8")), "SIGTERM");
    expect(await terminal.shows(/^ended with 0$/m)).toMatch(/^before$/m);
  });
});
