import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { connectionsFor } from "../admission/index.ts";
import { useEchoBehindProxy } from "./testing/echo-behind-proxy.ts";

const OPEN_FILES = 200;
const ROOM = connectionsFor(OPEN_FILES);

const behind = useEchoBehindProxy();

interface Visitor {
  readonly socket: Socket;
  /** Whether its byte came back; else how its connection ended. */
  readonly outcome: "served" | string;
}

function visit(): Promise<Visitor> {
  const socket = connect(behind.proxy.port("echo"), "127.0.0.1");
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
  const config = behind.configuration({ limits: { max_connections: 1_000 } });
  await behind.start({ config, flags, openFiles: OPEN_FILES });
  const { proxy } = behind;
  const room = ROOM * workers;
  expect(await proxy.said(/max_connections/)).toContain(`enough for ${room} connections`);
  const served: Visitor[] = [];
  // One after the other: a primary that hands on many at once may have no descriptor for one, though a worker has.
  while (served.length < room) served.push(await visit());
  expect(new Set(served.map(({ outcome }) => outcome))).toEqual(new Set(["served"]));
  const refused = await Promise.all(Array.from({ length: 100 }, visit));
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
