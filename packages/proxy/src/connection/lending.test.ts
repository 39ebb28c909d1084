import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { dialTcp, tcpPeer } from "../testing/peers.ts";
import { type Hearer, hear } from "./hear.ts";
import { connectLending } from "./lending.ts";
import { ROOM, SHARED_ROOM } from "./rooms.ts";

/** Asks for one room after the other, and keeps what it was lent, as it was then, with the room that it stood in. */
class Borrower implements Hearer {
  readonly heardChunks: Buffer[] = [];
  readonly lentChunks: Buffer[] = [];
  readonly from: Buffer[] = [];
  hasEnded = false;
  readonly #rooms: Buffer[];

  constructor(rooms: readonly Buffer[] = []) {
    this.#rooms = [...rooms];
  }

  heard(chunk: Buffer): void {
    this.heardChunks.push(chunk);
  }

  lent(chunk: Buffer, room: Buffer): Buffer {
    this.lentChunks.push(Buffer.from(chunk));
    this.from.push(room);
    return this.#rooms.shift() ?? SHARED_ROOM;
  }

  ended(): void {
    this.hasEnded = true;
  }
}

async function peerAndSocket() {
  const peer = await tcpPeer(() => {});
  const socket = await dialTcp(peer.port, connectLending);
  await vi.waitFor(() => expect(peer.accepted).toHaveLength(1));
  const [far] = peer.accepted;
  if (!far) throw new Error("nobody has come");
  return {
    far,
    socket,
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      await peer[Symbol.asyncDispose]();
    },
  };
}

test("each read goes into the room that was asked for last, and its chunk is a part of that", async () => {
  await using ends = await peerAndSocket();
  const { far, socket } = ends;
  const [first, second] = [Buffer.alloc(100), Buffer.alloc(3)];
  const borrower = new Borrower([first, second]);
  hear(socket, borrower);
  for (const text of ["one", "two", "three", "four"]) {
    far.write(text);
    await vi.waitFor(() => expect(Buffer.concat(borrower.lentChunks).toString().endsWith(text)).toBe(true));
  }
  // A room of three bytes is filled by the first three of five.
  expect(borrower.lentChunks.map(String)).toEqual(["one", "two", "thr", "ee", "four"]);
  const rooms = [SHARED_ROOM, first, second];
  expect(borrower.from.map((room) => rooms.indexOf(room))).toEqual([0, 1, 2, 0, 0]);
  expect([first.toString("latin1", 0, 3), second.toString()]).toEqual(["two", "thr"]);
  expect(borrower.heardChunks).toEqual([]);
});

test("what nobody heard comes first, and is the hearer's to keep", async () => {
  await using ends = await peerAndSocket();
  const { far, socket } = ends;
  far.write("first");
  await vi.waitFor(() => expect(socket.readableLength).toBe(5));
  const borrower = new Borrower();
  hear(socket, borrower);
  far.write("second");
  await vi.waitFor(() => expect(borrower.lentChunks.length + borrower.heardChunks.length).toBe(2));
  expect([borrower.heardChunks.map(String), borrower.lentChunks.map(String)]).toEqual([["first"], ["second"]]);
});

test("what is read while the stream has not said yet what it keeps does not overtake that", async () => {
  await using ends = await peerAndSocket();
  const { far, socket } = ends;
  socket.pause();
  socket.push("first ");
  const borrower = new Borrower();
  hear(socket, borrower);
  far.write("second");
  // Reads, but says nothing.
  socket.read(0);
  await vi.waitFor(() => expect(socket.readableLength).toBe(12));
  expect(borrower.heardChunks).toEqual([]);
  socket.resume();
  await vi.waitFor(() => expect(Buffer.concat(borrower.heardChunks).toString()).toBe("first second"));
  expect(borrower.lentChunks).toEqual([]);
});

test("of what nobody hears no more is kept than a stream keeps", async () => {
  await using ends = await peerAndSocket();
  const { far, socket } = ends;
  const flood = Buffer.alloc(16 * 1024 * 1024, "flood");
  far.write(flood);
  // More than the kernel takes: the socket reads no more.
  await vi.waitFor(() => expect(socket.readableLength).toBeGreaterThanOrEqual(socket.readableHighWaterMark));
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(socket.readableLength).toBeLessThan(socket.readableHighWaterMark + ROOM);
  const chunks: Buffer[] = [];
  far.end();
  await new Promise<void>((ended) => hear(socket, { heard: (chunk) => chunks.push(chunk), ended }));
  expect(Buffer.concat(chunks).equals(flood)).toBe(true);
});

test("who has no use of rooms is given chunks of its own", async () => {
  await using ends = await peerAndSocket();
  const { far, socket } = ends;
  const chunks: Buffer[] = [];
  hear(socket, { heard: (chunk) => chunks.push(chunk), ended: () => {} });
  far.write("first");
  await vi.waitFor(() => expect(chunks).toHaveLength(1));
  far.write("other");
  await vi.waitFor(() => expect(chunks).toHaveLength(2));
  expect(chunks.map(String)).toEqual(["first", "other"]);
});

test("a paused socket reads nothing into a room, and goes on where it was", async () => {
  await using ends = await peerAndSocket();
  const { far, socket } = ends;
  const room = Buffer.alloc(65_536);
  const borrower = new Borrower([room, room, room]);
  hear(socket, borrower);
  far.write("first");
  await vi.waitFor(() => expect(borrower.lentChunks).toHaveLength(1));
  socket.pause();
  far.write("second");
  // The other way is open: what comes back was sent behind it.
  const other = once(far, "data");
  socket.write("ping");
  await other;
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect([borrower.lentChunks.length, room.every((byte) => byte === 0)]).toEqual([1, true]);
  socket.resume();
  await vi.waitFor(() => expect(borrower.lentChunks.map(String)).toEqual(["first", "second"]));
});

test("an end is told as such", async () => {
  await using ends = await peerAndSocket();
  const borrower = new Borrower();
  hear(ends.socket, borrower);
  ends.far.end("last words");
  await vi.waitFor(() => expect(borrower.hasEnded).toBe(true));
  expect(borrower.lentChunks.map(String)).toEqual(["last words"]);
});
