import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { dialTcp } from "../testing/peers.ts";
import { type Hearer, hear } from "./hear.ts";
import { ReadAhead } from "./read-ahead.ts";

/** An accepted socket that nobody reads, and who has dialled it. */
interface Ends extends AsyncDisposable {
  readonly client: Socket;
  readonly accepted: Socket;
}

async function connected(): Promise<Ends> {
  const listening = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  listening.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const accepted = once(listening, "connection");
  const client = await dialTcp((listening.address() as { readonly port: number }).port);
  const [socket] = (await accepted) as [Socket];
  return {
    client,
    accepted: socket,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      socket.destroy();
      listening.close();
      await once(listening, "close");
    },
  };
}

/** Keeps what it hears. */
class Keeper implements Hearer {
  readonly chunks: Buffer[] = [];
  readonly all: Promise<Buffer>;
  #end: (all: Buffer) => void = () => {};

  constructor() {
    this.all = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  heard(chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  ended(): void {
    this.#end(Buffer.concat(this.chunks));
  }
}

describe("what is read ahead", () => {
  let sent: Buffer;
  beforeEach(() => {
    sent = Buffer.alloc(4_000_000, "0123456789");
  });

  test("is no more than a stream buffers, and a read, and the stream holds as much again", async () => {
    await using ends = await connected();
    const ahead = new ReadAhead(ends.accepted);
    ends.client.end(sent);
    await once(ends.accepted, "pause");
    const mark = ends.accepted.readableHighWaterMark;
    const kept = Buffer.concat(ahead.take());
    expect(kept.length).toBeGreaterThanOrEqual(mark);
    expect(kept.length).toBeLessThan(mark + 65_536);
    expect(ends.accepted.isPaused()).toBe(true);
    await vi.waitFor(() => expect(ends.accepted.readableLength).toBeGreaterThanOrEqual(mark));
    expect(ends.accepted.readableLength).toBeLessThan(mark + 65_536);
    expect(kept.equals(sent.subarray(0, kept.length))).toBe(true);
  });

  test("and what follows come to whoever hears the stream next, once and in order", async () => {
    await using ends = await connected();
    const ahead = new ReadAhead(ends.accepted);
    ends.client.end(sent);
    await once(ends.accepted, "pause");
    const kept = Buffer.concat(ahead.take());
    const next = new Keeper();
    hear(ends.accepted, next);
    ends.accepted.resume();
    expect(Buffer.concat([kept, await next.all]).equals(sent)).toBe(true);
    expect(ahead.take()).toEqual([]);
    expect(ends.accepted.listenerCount("data")).toBe(1);
  });

  test("stays where it is told to stop, and nothing is read any more", async () => {
    await using ends = await connected();
    const listeners = () => ["data", "end"].map((event) => ends.accepted.listenerCount(event));
    const before = listeners();
    const ahead = new ReadAhead(ends.accepted);
    ends.client.write("some");
    await once(ends.accepted, "data");
    ahead.stop();
    expect(Buffer.concat(ahead.take()).toString()).toBe("some");
    expect(ends.accepted.isPaused()).toBe(true);
    expect(listeners()).toEqual(before);
  });
});
