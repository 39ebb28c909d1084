import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ConnectionEvent } from "../events/event.ts";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import type { ToPrimary, ToWorker } from "./messages.ts";
import { serveAsWorker } from "./worker.ts";

const ROUTE = "127.0.0.1 7000";

let upstream: Peer;

beforeEach(async () => {
  upstream = await tcpPeer(echo);
});

afterEach(() => upstream[Symbol.asyncDispose]());

/** A worker in this process, with the test as its primary. */
function begin() {
  const said: ToPrimary[] = [];
  const waiting: (() => void)[] = [];
  let hear: (message: ToWorker, socket: Socket | undefined) => void = () => {};
  let ended = false;
  let asks = 0;
  serveAsWorker({
    clock: new ManualClock(),
    select: (config) => config,
    descriptors: 1_000,
    line: {
      send: (message) => {
        said.push(message);
        for (const wake of waiting.splice(0)) wake();
      },
      listen: (heard) => {
        hear = heard;
      },
      end: () => {
        ended = true;
        for (const wake of waiting.splice(0)) wake();
      },
    },
  });
  const until = async <T>(find: () => T | undefined | false): Promise<T> => {
    for (;;) {
      const found = find();
      if (found) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const tell = async (message: { kind: "commit" | "abandon" } | { kind: "prepare"; text: string }) => {
    const ask = ++asks;
    const { kind } = message;
    const files = kind === "prepare" ? [["/sluice.yml", { text: message.text }] as const] : [];
    if (kind === "prepare") hear({ kind, ask, source: { paths: ["/sluice.yml"], at: 0, files } }, undefined);
    else hear({ kind, ask }, undefined);
    const done = await until(() => said.find((one) => one.kind === "done" && one.ask === ask));
    return done.kind === "done" ? done.problem : undefined;
  };
  return {
    said,
    tell,
    until,
    hear: (message: ToWorker, socket?: Socket) => hear(message, socket),
    ended: () => ended,
    events: () =>
      said
        .flatMap((one) => (one.kind === "events" ? one.lines.trimEnd().split("\n") : []))
        .map((line) => (JSON.parse(line) as ConnectionEvent).object),
  };
}

function config(name: string, rest = ""): string {
  const endpoint = `{ name: ${name}, url: tcp://echo.example.com:7000, upstream: { url: ${upstream.port} } }`;
  return `listen: { address: 127.0.0.1 }\n${rest}\nendpoints: [${endpoint}]\n`;
}

/** Both ends of a connection that nobody serves yet. */
async function pair(): Promise<{ readonly client: Socket; readonly accepted: Socket }> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const connection = once(server, "connection");
  const client = await dialTcp((server.address() as AddressInfo).port);
  const [accepted] = (await connection) as [Socket];
  server.close();
  return { client, accepted };
}

async function visit(worker: ReturnType<typeof begin>, id: number): Promise<string> {
  const { client, accepted } = await pair();
  worker.hear({ kind: "connection", id, route: ROUTE }, accepted);
  client.end("hello");
  return (await readAll(client)).toString();
}

describe("a worker", () => {
  test("serves by the configuration it was told to commit, and by no other", async () => {
    const worker = begin();
    expect(await worker.tell({ kind: "prepare", text: config("one") })).toBeUndefined();
    expect(await worker.tell({ kind: "commit" })).toBeUndefined();
    expect(await visit(worker, 1)).toBe("hello");
    expect(worker.said).toContainEqual({ kind: "taken", id: 1 });
    expect(await worker.tell({ kind: "prepare", text: config("two") })).toBeUndefined();
    await visit(worker, 2);
    expect(await worker.tell({ kind: "abandon" })).toBeUndefined();
    await visit(worker, 3);
    await worker.tell({ kind: "prepare", text: config("three") });
    await worker.tell({ kind: "commit" });
    await visit(worker, 4);
    await worker.until(() => worker.events().length === 4);
    expect(worker.events().map(({ endpoint }) => endpoint?.name)).toEqual(["one", "one", "one", "three"]);
  });

  test("makes nothing ready that was abandoned while it was read", async () => {
    const worker = begin();
    await worker.tell({ kind: "prepare", text: config("one") });
    await worker.tell({ kind: "commit" });
    const prepared = worker.tell({ kind: "prepare", text: config("two") });
    const abandoned = worker.tell({ kind: "abandon" });
    expect(await prepared).toBe("it is no longer wanted");
    expect(await abandoned).toBeUndefined();
    expect(await worker.tell({ kind: "commit" })).toMatch(/nothing to go over to/);
  });

  test("says what it cannot make ready, and has nothing to commit then", async () => {
    const worker = begin();
    expect(await worker.tell({ kind: "prepare", text: "endpoints: nonsense" })).toMatch(
      /reads the configuration otherwise/,
    );
    expect(await worker.tell({ kind: "commit" })).toMatch(/nothing to go over to/);
  });

  test("says that a connection came without its socket, or of a port it does not know", async () => {
    const worker = begin();
    await worker.tell({ kind: "prepare", text: config("one") });
    await worker.tell({ kind: "commit" });
    worker.hear({ kind: "connection", id: 1, route: ROUTE });
    expect(worker.said.at(-1)).toEqual({ kind: "taken", id: 1, missing: true });
    const { client, accepted } = await pair();
    worker.hear({ kind: "connection", id: 2, route: "127.0.0.1 7001" }, accepted);
    expect(worker.said.at(-1)).toEqual({ kind: "taken", id: 2, missing: true });
    expect(await readAll(client)).toHaveLength(0);
    client.destroy();
  });

  test("asks for room where there is a limit, and refuses as it is answered", async () => {
    const worker = begin();
    await worker.tell({ kind: "prepare", text: config("one", "limits: { max_connections: 5 }") });
    await worker.tell({ kind: "commit" });
    const { client, accepted } = await pair();
    client.on("error", () => {});
    worker.hear({ kind: "connection", id: 1, route: ROUTE }, accepted);
    const asked = await worker.until(() => worker.said.find((one) => one.kind === "ask"));
    expect(asked).toMatchObject({ step: { kind: "enter" } });
    const overload = { code: "max-connections", message: "no room" } as const;
    worker.hear({ kind: "answer", question: asked.kind === "ask" ? asked.question : 0, overload });
    await worker.until(() => worker.events().length === 1);
    expect(worker.events()[0]?.traffic_policy.error).toEqual(overload);
    expect(worker.said).toContainEqual(expect.objectContaining({ kind: "leave" }));
    expect(upstream.accepted).toHaveLength(0);
  });

  test("counts what a connection has waited before it came", async () => {
    const worker = begin();
    await worker.tell({ kind: "prepare", text: config("one") });
    await worker.tell({ kind: "commit" });
    const { client, accepted } = await pair();
    worker.hear({ kind: "connection", id: 1, route: ROUTE, waited: 1_500 }, accepted);
    client.end("hello");
    await readAll(client);
    await worker.until(() => worker.events().length === 1);
    expect(worker.events()[0]?.conn.start_ts).toBe("2025-12-31T23:59:58.500Z");
  });

  test("ends when it was told to, after all it has to say", async () => {
    const worker = begin();
    await worker.tell({ kind: "prepare", text: config("one") });
    await worker.tell({ kind: "commit" });
    const { client, accepted } = await pair();
    client.on("error", () => {});
    worker.hear({ kind: "connection", id: 1, route: ROUTE }, accepted);
    client.write("a");
    await once(client, "data");
    worker.hear({ kind: "close", drain: 60_000 });
    worker.hear({ kind: "close", drain: 0 });
    await worker.until(() => worker.ended());
    expect(worker.events().map(({ conn }) => conn.bytes_in)).toEqual([1]);
  });

  test("that was never told of a configuration ends, too", async () => {
    const worker = begin();
    worker.hear({ kind: "close", drain: 60_000 });
    await worker.until(() => worker.ended());
    expect(worker.said).toEqual([{ kind: "ready" }]);
  });
});
