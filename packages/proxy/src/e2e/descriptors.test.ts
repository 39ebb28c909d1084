import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { connectionsFor } from "../admission/index.ts";
import { echo, type Peer, tcpPeer } from "../testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";

const OPEN_FILES = 200;
const ROOM = connectionsFor(OPEN_FILES);

let upstream: Peer;
let proxy: ProxyProcess;

beforeAll(async () => {
  upstream = await tcpPeer(echo);
});

afterAll(() => upstream?.[Symbol.asyncDispose]());

afterEach(async () => {
  await proxy?.stop();
});

async function start(flags: readonly string[]): Promise<void> {
  const endpoints = [{ name: "echo", url: "tcp://echo.example.com:7000", upstream: { url: upstream.port } }];
  proxy = await startProxy({ config: { limits: { max_connections: 1_000 }, endpoints }, flags, openFiles: OPEN_FILES });
}

interface Visitor {
  readonly socket: Socket;
  /** Whether its byte came back; else how its connection ended. */
  readonly outcome: "served" | string;
}

function visit(): Promise<Visitor> {
  const socket = connect(proxy.port("echo"), "127.0.0.1");
  return new Promise((resolve) => {
    socket.once("data", () => resolve({ socket, outcome: "served" }));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve({ socket, outcome: error.code ?? "error" }));
    socket.once("close", () => resolve({ socket, outcome: "closed without a word" }));
    socket.write("a");
  });
}

test.each([
  ["one process", [], 1],
  ["two workers", ["--workers", "2"], 2],
] as const)("%s serves as many as it has descriptors for, and tells of each other", async (_what, flags, workers) => {
  await start(flags);
  const room = ROOM * workers;
  expect(await proxy.said(/max_connections/)).toContain(`enough for ${room} connections`);
  const all = await Promise.all(Array.from({ length: room + 100 }, visit));
  const served = all.filter(({ outcome }) => outcome === "served");
  const refused = all.filter(({ outcome }) => outcome !== "served");
  expect(served).toHaveLength(room);
  for (const { outcome } of refused) expect(["ECONNRESET", "EPIPE"]).toContain(outcome);
  for (const _ of refused) {
    const { event } = await proxy.watch(async () => {});
    expect([event.traffic_policy.error?.code, event.upstream]).toEqual(["descriptors", null]);
  }
  for (const { socket } of served) {
    socket.destroy();
    await once(socket, "close");
    expect((await proxy.watch(async () => {})).event.traffic_policy.outcome).toBe("continue");
  }
  const again = await visit();
  expect(again.outcome).toBe("served");
  again.socket.destroy();
});
