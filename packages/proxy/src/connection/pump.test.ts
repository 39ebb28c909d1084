import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { deferred } from "../deferred.ts";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { outcomeOf, relayTo } from "../testing/relay.ts";
import { pump } from "./pump.ts";

const IDLE = 300_000;

/**
 * From 1.52 on libuv takes nothing but an end for one (libuv/libuv#4997). What waits to be written then meets a reset in the turn of the last
 * bytes, before it is known whether these were all: Node closes the socket, and what it has not read is gone.
 */
const [major = 0, minor = 0] = process.versions.uv.split(".").map(Number);
const WRITES_BEFORE_THE_END = major > 1 || minor >= 52;

describe("pump", () => {
  test("what was read before goes first", async () => {
    await using upstream = await tcpPeer(echo);
    await using relay = await relayTo(upstream, { first: Buffer.from("first ") });
    const client = await dialTcp(relay.port);
    client.end("second");
    expect((await readAll(client)).toString()).toBe("first second");
    expect(outcomeOf(await relay.ended)).toEqual({ bytesIn: 12, bytesOut: 12 });
  });

  test("a side that has ended its half still receives", async () => {
    await using upstream = await tcpPeer((socket) => {
      // Answers only once it has heard everything.
      void readAll(socket).then((all) => socket.end(`${all.length} bytes`));
    });
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    client.end("question");
    expect((await readAll(client)).toString()).toBe("8 bytes");
  });

  test("an upstream that has ended its half still receives", async () => {
    const heard = deferred<Buffer>();
    await using upstream = await tcpPeer((socket) => {
      socket.end("greeting");
      void readAll(socket).then(heard.resolve);
    });
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    expect((await readAll(client)).toString()).toBe("greeting");
    client.end("last words");
    expect((await heard.promise).toString()).toBe("last words");
    expect(outcomeOf(await relay.ended)).toEqual({ bytesIn: 10, bytesOut: 8 });
  });

  test("10 MiB arrive intact both ways at once", async () => {
    await using upstream = await tcpPeer(echo);
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    const payload = randomBytes(10 * 1024 * 1024);
    const answer = readAll(client);
    client.end(payload);
    expect(sha256(await answer)).toBe(sha256(payload));
    expect(outcomeOf(await relay.ended)).toEqual({ bytesIn: payload.length, bytesOut: payload.length });
  });

  test("the second chunk waits for no acknowledgement of the first", async () => {
    await using upstream = await tcpPeer(echo);
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    await vi.waitFor(() => expect(relay.client()).toBeDefined());
    const accepted = relay.client();
    const setNoDelay = accepted && vi.spyOn(accepted, "setNoDelay");
    client.write("first");
    await once(client, "data");
    expect(setNoDelay).not.toHaveBeenCalled();
    client.write("second");
    await once(client, "data");
    expect(setNoDelay).toHaveBeenCalledWith(true);
  });

  test("an end that comes by itself is not asked after", async () => {
    await using upstream = await tcpPeer(echo);
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    client.write("question");
    await once(client, "data");
    const accepted = relay.client();
    const write = accepted && vi.spyOn(accepted, "write");
    client.end();
    await once(client, "end");
    await relay.ended;
    expect(write).not.toHaveBeenCalled();
  });

  test("keeps no memory of what the other side has taken", async () => {
    await using upstream = await tcpPeer(echo);
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    const chunks: Buffer[] = [];
    await vi.waitFor(() => expect(relay.client()).toBeDefined());
    relay
      .client()
      ?.on("data", (chunk: Buffer) => chunks.push(chunk))
      .pause();
    const answer = readAll(client);
    client.end(Buffer.alloc(4 * 1024 * 1024));
    expect(await answer).toHaveLength(4 * 1024 * 1024);
    await relay.ended;
    expect(chunks.reduce((most, { length }) => Math.max(most, length), 0)).toBeLessThan(16_384);
  });

  test("keeps nothing of what is said to a client that is gone", async () => {
    const block = Buffer.alloc(1024 * 1024);
    await using upstream = await tcpPeer((socket) => {
      const send = () => {
        while (!socket.destroyed && socket.write(block)) {}
      };
      socket.on("drain", send);
      send();
    });
    await using relay = await relayTo(upstream, { linger: 50, lends: false });
    const client = await dialTcp(relay.port);
    client.pause();
    client.end("bye");
    await vi.waitFor(() => expect(relay.client()?.writableLength).toBeGreaterThan(0));
    const heard: Buffer[] = [];
    relay.upstream()?.on("data", (chunk: Buffer) => heard.push(chunk));
    client.resetAndDestroy();
    await relay.ended;
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.filter(({ length }) => length >= 16_384)).toEqual([]);
  });

  test.each([
    ["into rooms", true],
    ["by its stream", false],
  ])(
    "of an upstream that is read %s no more is read than the client takes, and all of it arrives",
    async (_, lends) => {
      const payload = randomBytes(16 * 1024 * 1024);
      await using upstream = await tcpPeer((socket) => socket.end(payload));
      await using relay = await relayTo(upstream, { lends });
      const client = await dialTcp(relay.port);
      const received = createHash("sha256");
      let most = 0;
      client.on("data", (chunk: Buffer) => {
        received.update(chunk);
        // A slow reader: it takes the next chunk only after the relay has had its turn.
        client.pause();
        setImmediate(() => client.resume());
        most = Math.max(most, relay.client()?.writableLength ?? 0);
      });
      await once(client, "end");
      expect(received.digest("hex")).toBe(sha256(payload));
      // What one read of the source brings on top of a buffer that is not yet full.
      expect(most).toBeLessThan(256 * 1024);
      client.end();
      expect(outcomeOf(await relay.ended)).toEqual({ bytesIn: 0, bytesOut: payload.length });
    },
  );

  test("a reset of the upstream resets the client", async () => {
    await using upstream = await tcpPeer((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    client.write("x");
    await expect(readAll(client)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await relay.ended).toMatchObject({ bytesIn: 1, error: { code: "upstream-reset" } });
  });

  test("a reset of the client resets the upstream", async () => {
    const reset = deferred<NodeJS.ErrnoException>();
    await using upstream = await tcpPeer((socket) => {
      socket.on("error", reset.resolve);
      socket.write("hello");
    });
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    await once(client, "data");
    client.resetAndDestroy();
    expect((await reset.promise).code).toBe("ECONNRESET");
    expect(await relay.ended).toMatchObject({ error: { code: "client-reset" } });
  });

  test.each([1, 10_000, 60_000])("a reset right behind %i bytes is no end, whoever it comes from", async (size) => {
    const how = (socket: Socket): Promise<string> =>
      new Promise((resolve) => {
        // Reads on in small steps: of a reset that comes with bytes nothing else than an end would be told here, too.
        socket.on("end", () => socket.write(Buffer.alloc(0), (error) => resolve(error ? "reset" : "end")));
        socket.on("error", () => resolve("reset"));
        socket.resume();
      });
    const { promise: heard, resolve } = deferred<string>();
    await using upstream = await tcpPeer((socket) => void how(socket).then(resolve));
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    client.write(Buffer.alloc(size), () => client.resetAndDestroy());
    expect(await heard).toBe("reset");
    expect((await relay.ended).error?.code).toBe("client-reset");

    await using rude = await tcpPeer((socket) => {
      socket.once("data", () => socket.write(Buffer.alloc(size), () => socket.resetAndDestroy()));
    });
    await using other = await relayTo(rude);
    const reader = await dialTcp(other.port);
    reader.write("a");
    expect(await how(reader)).toBe("reset");
    expect((await other.ended).error?.code).toBe("upstream-reset");
  });

  test("an end that came before the reset is one", async (context) => {
    if (process.platform !== "linux") context.skip("only Linux tells it from a reset without an end");
    const { promise: accepted, resolve } = deferred<Socket>();
    const heard = accepted.then(readAll);
    await using upstream = await tcpPeer((socket) => {
      socket.write(Buffer.alloc(300_000));
      resolve(socket);
    });
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    await vi.waitFor(() => expect(relay.client()).toMatchObject({ bytesWritten: 300_000, writableLength: 0 }));
    // So that it finds end and reset together.
    relay.client()?.pause();
    // Closed upon what it has not read, which is a reset.
    client.end(Buffer.alloc(100_000), () => client.destroy());
    await once(client, "close");
    relay.client()?.resume();
    expect(await heard).toHaveLength(100_000);
  });

  test.for([
    [
      "a reset",
      "reset",
      (client: Socket): unknown => client.write(Buffer.alloc(10_000), () => client.resetAndDestroy()),
    ],
    ["a close", "reset", (client: Socket): unknown => client.write(Buffer.alloc(10_000), () => client.destroy())],
    [
      "an end and a close",
      WRITES_BEFORE_THE_END ? "reset" : "end",
      (client: Socket): unknown => client.end(Buffer.alloc(10_000), () => client.destroy()),
    ],
    ["an end", "end", (client: Socket): unknown => client.end(Buffer.alloc(10_000))],
  ] as const)(
    "of a client that has not read all, %s right behind its bytes is told as it is",
    async ([, how, leave], context) => {
      if (how === "end" && process.platform !== "linux")
        context.skip("only Linux tells it from a reset without an end");
      const told = deferred<string>();
      const flood = Buffer.alloc(64 * 1024 * 1024);
      await using upstream = await tcpPeer((socket) => {
        socket.write(flood);
        // What waits to be written here, too, meets a reset that is told as an end.
        socket.on("end", () => setImmediate(() => told.resolve(socket.destroyed ? "reset" : "end")));
        socket.on("error", () => told.resolve("reset"));
        socket.resume();
      });
      await using relay = await relayTo(upstream);
      const client = await dialTcp(relay.port);
      await vi.waitFor(() => expect(relay.client()?.writableLength).toBeGreaterThan(0));
      leave(client);
      expect(await told.promise).toBe(how);
      client.destroy();
      expect((await relay.ended).bytesIn).toBe(10_000);
    },
  );

  test("an end is one also where all that waited is written, and its socket closed, in the same turn", async () => {
    let flush = (): void => {};
    const client = new Duplex({
      allowHalfOpen: true,
      read: () => {},
      write: (_chunk, _encoding, done) => {
        flush = done;
      },
    }) as unknown as Socket;
    const upstream = new Duplex({
      allowHalfOpen: true,
      read: () => {},
      write: (_chunk, _encoding, done) => done(),
    }) as unknown as Socket;
    const side = (stream: Socket) => ({ stream, socket: stream });
    const options = { first: undefined, clock: new ManualClock(), idle: 1_000, linger: 1_000 };
    const ended = pump(side(client), side(upstream), options);
    const ticks = async (): Promise<void> => {
      for (let tick = 0; tick < 10; tick++) await new Promise<void>((resolve) => process.nextTick(resolve));
    };
    upstream.push("last words");
    await new Promise((resolve) => setImmediate(resolve));
    client.push(null);
    await ticks();
    upstream.push(null);
    await ticks();
    flush();
    expect(outcomeOf(await ended)).toEqual({ bytesIn: 0, bytesOut: 10 });
    expect([upstream.closed, upstream.errored]).toEqual([true, null]);
  });

  test("an upstream that is done and gone costs the client nothing but its last words", async () => {
    await using upstream = await tcpPeer((socket) => socket.end("go away"));
    await using relay = await relayTo(upstream);
    const client = await dialTcp(relay.port);
    expect((await readAll(client)).toString()).toBe("go away");
    upstream.accepted[0]?.resetAndDestroy();
    client.end(Buffer.alloc(4 * 1024 * 1024));
    await once(client, "close");
    expect(client.errored).toBeNull();
    expect((await relay.ended).error).toBeUndefined();
  });

  test("an upstream that never ends is let go of once a client that has said all is gone", async () => {
    await using upstream = await tcpPeer((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536)));
      };
      socket.on("drain", more).resume();
      more();
    });
    await using relay = await relayTo(upstream, { linger: 1 });
    const client = await dialTcp(relay.port);
    client.end("question");
    await once(client, "finish");
    await once(client, "data");
    client.resetAndDestroy();
    expect(await relay.ended).toMatchObject({ bytesIn: 8, error: { code: "client-reset" } });
  });

  test("an idle connection is closed after the limit, and a byte puts that off", async () => {
    const clock = new ManualClock();
    await using upstream = await tcpPeer(echo);
    await using relay = await relayTo(upstream, { clock });
    const client = await dialTcp(relay.port);
    await clock.timerSet(IDLE);
    clock.advance(IDLE - 1);
    client.write("x");
    await once(client, "data");
    clock.advance(IDLE - 1);
    client.write("x");
    await once(client, "data");
    clock.advance(IDLE);
    client.on("error", () => {});
    expect(await relay.ended).toMatchObject({
      bytesIn: 2,
      bytesOut: 2,
      clientIdle: IDLE,
      upstreamIdle: IDLE,
      error: { code: "idle-timeout" },
    });
    expect(clock.pending).toBe(0);
  });
});

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
