import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import type { ConnectionEvent } from "../events/event.ts";
import { readAll } from "../testing/peers.ts";
import { useEchoBehindProxy } from "./testing/echo-behind-proxy.ts";

const EVENTS = { events: { file: "events.jsonl" } };

const behind = useEchoBehindProxy();

interface Times {
  /** `drain_timeout` of the configuration. */
  readonly configured?: string;
  /** `--drain-timeout`. */
  readonly asked?: string;
}

async function start(workers: readonly string[], { configured, asked }: Times): Promise<void> {
  const config = behind.configuration({ ...EVENTS, ...(configured ? { drain_timeout: configured } : {}) });
  await behind.start({ config, flags: [...workers, ...(asked ? ["--drain-timeout", asked] : [])] });
}

/** A connection that has been served: its byte has come back. */
async function served(): Promise<Socket> {
  const client = connect(behind.proxy.port("echo"), "127.0.0.1").on("error", () => {});
  client.write("a");
  await once(client, "data");
  return client;
}

/** Sends a signal; resolves once nobody listens any more. */
async function stopListening(signal: NodeJS.Signals): Promise<void> {
  behind.proxy.signal(signal);
  for (;;) {
    const client = connect(behind.proxy.port("echo"), "127.0.0.1");
    const refused = await new Promise<boolean>((resolve) => {
      client.once("connect", () => resolve(false)).once("error", () => resolve(true));
    });
    client.destroy();
    if (refused) return;
  }
}

/** How many bytes were told of each connection that has sent any: those that looked for the port have not. */
function bytesTold(): number[] {
  const lines = readFileSync(behind.proxy.scratch.path("events.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as ConnectionEvent).object.conn.bytes_in).filter((bytes) => bytes > 0);
}

test("a worker that hangs ends with its connections when a third signal comes, and what is lost with it is said", async () => {
  await start(["--workers", "1"], { asked: "1h" });
  const pid = Number(/\d+$/.exec(await behind.proxy.said(/^sluice: workers: 1, processes \d+$/))?.[0]);
  const held = await served();
  const closed = new Promise((resolve) => held.once("close", resolve));
  process.kill(pid, "SIGSTOP");
  for (const signal of ["SIGTERM", "SIGINT", "SIGTERM"] as const) await stopListening(signal);
  // A process that is stopped would live on, and keep them open.
  await Promise.all([closed, behind.proxy.exited]);
  await behind.proxy.said(/^sluice: worker 1 \(process \d+\) is ended; events that it had not told may be lost$/);
});

describe.each([
  ["one process", []],
  ["two workers", ["--workers", "2"]],
] as const)("%s that a signal stops", (_what, workers) => {
  test.each(["SIGTERM", "SIGINT"] as const)("lets running connections end: %s", async (signal) => {
    await start(workers, { configured: "1h" });
    const held = [await served(), await served(), await served(), await served()];
    await stopListening(signal);
    for (const socket of held) {
      socket.end("b");
      expect((await readAll(socket)).toString()).toBe("b");
    }
    expect(await behind.proxy.exited).toBe(0);
    expect(bytesTold()).toEqual([2, 2, 2, 2]);
  });

  test.each([
    ["the time of its configuration is over", { configured: "0s" }, ["SIGTERM"]],
    [
      "the time it was asked for is over, whatever its configuration says",
      { configured: "1h", asked: "1ms" },
      ["SIGTERM"],
    ],
    ["a second signal comes", { asked: "1h" }, ["SIGTERM", "SIGINT"]],
  ] as const)("closes what is left when %s, and tells of it", async (_when, times, signals) => {
    await start(workers, times);
    const held = [await served(), await served()];
    const closed = Promise.all(held.map((socket) => once(socket, "close")));
    for (const signal of signals) await stopListening(signal);
    await closed;
    expect(await behind.proxy.exited).toBe(0);
    expect(bytesTold()).toEqual([1, 1]);
  });

  test("takes the time of the configuration that was reloaded", async () => {
    await start(workers, { configured: "1h" });
    await behind.proxy.configure(behind.configuration({ ...EVENTS, drain_timeout: "0s" }));
    await behind.proxy.said(/^sluice: reloaded/);
    const held = await served();
    behind.proxy.signal("SIGTERM");
    await once(held, "close");
    expect(await behind.proxy.exited).toBe(0);
    expect(bytesTold()).toEqual([1]);
  });
});
