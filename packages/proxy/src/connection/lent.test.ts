import { expect, test, vi } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { fakeSocket } from "../testing/fake-socket.ts";
import { dialTls, readAll, tlsPeer } from "../testing/peers.ts";
import { createSelfSigned } from "../testing/pki.ts";
import { Direction } from "./direction.ts";
import { giveRoom, ROOM, SHARED_ROOM, takeRoomFor } from "./rooms.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The way to a client, which takes what it is given once the test says so where it has to be asked. */
function wayTo(client: { readonly asksFor: number; readonly tls?: boolean; readonly highWaterMark?: number }) {
  const written: Buffer[] = [];
  const pending: (() => void)[] = [];
  const stream = fakeSocket({
    ...(client.highWaterMark === undefined ? {} : { highWaterMark: client.highWaterMark }),
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk);
      if (written.length <= client.asksFor) pending.push(() => done());
      else done();
    },
  });
  const source = fakeSocket({});
  const target = { stream, socket: client.tls ? fakeSocket({}) : stream };
  const way = new Direction({ stream: source, socket: source }, target, new ManualClock());
  way.start([]);
  const take = async () => {
    pending.shift()?.();
    await turn();
  };
  return { way, source, stream, written, take };
}

/** Which of two rooms: a difference of rooms themselves would be told byte by byte. */
function which(room: Buffer, own?: Buffer): "shared" | "own" | "another" {
  if (room === SHARED_ROOM) return "shared";
  return room === own ? "own" : "another";
}

function aRoom(): Buffer {
  return takeRoomFor(Buffer.alloc(ROOM));
}

/** What a socket has read into a room. */
function read(room: Buffer, text: string, length = text.length): Buffer {
  return room.subarray(0, length).fill(text);
}

test("what stands in the room that all share is copied for a socket, which may need it later", async () => {
  const { way, written, take } = wayTo({ asksFor: 1 });
  expect(which(way.lent(read(SHARED_ROOM, "ours"), SHARED_ROOM))).toBe("shared");
  read(SHARED_ROOM, "that of somebody else");
  await take();
  expect(written.map(String)).toEqual(["ours"]);
});

test("who fills the room that all share has one of its own, up to the read that does not fill it", () => {
  const { way, written } = wayTo({ asksFor: 0 });
  expect(which(way.lent(read(SHARED_ROOM, "a", ROOM - 1), SHARED_ROOM))).toBe("shared");
  const room = way.lent(read(SHARED_ROOM, "b", ROOM), SHARED_ROOM);
  expect([which(room), room.length]).toEqual(["another", ROOM]);
  expect(which(way.lent(read(room, "c", ROOM), room), room)).toBe("own");
  expect(which(way.lent(read(room, "d", ROOM - 1), room), room)).toBe("shared");
  // Only what fills its own room is not copied out of it.
  expect(written.map(({ buffer }) => buffer === room.buffer)).toEqual([false, true, true, false]);
  // The next to need one gets it.
  expect(which(aRoom(), room)).toBe("own");
});

test("the room of what a socket has not taken yet is read into once it has", async () => {
  const { way, source, written, take } = wayTo({ asksFor: 2 });
  const room = way.lent(read(SHARED_ROOM, "a", ROOM), SHARED_ROOM);
  expect([which(room), source.isPaused(), written[0]?.buffer === room.buffer]).toEqual(["another", true, true]);
  await take();
  expect(source.isPaused()).toBe(false);
  expect(which(way.lent(read(room, "b", ROOM), room), room)).toBe("own");
  expect(source.isPaused()).toBe(true);
  await take();
  expect(source.isPaused()).toBe(false);
});

test("a room whose bytes wait for a socket that wants more is left to that socket", async () => {
  const { way, source, stream, written, take } = wayTo({ asksFor: 1, highWaterMark: 2 * ROOM });
  const room = aRoom();
  expect(which(way.lent(read(room, "a", ROOM), room), room)).toBe("shared");
  expect([source.isPaused(), stream.writableLength]).toEqual([false, ROOM]);
  expect(which(aRoom(), room)).toBe("another");
  await take();
  expect(written.map((chunk) => chunk.equals(Buffer.alloc(ROOM, "a")))).toEqual([true]);
});

test("eight rooms wait for who needs one next, and one more is freed", () => {
  const rooms = Array.from({ length: 9 }, aRoom);
  for (const room of rooms) giveRoom(room);
  expect(rooms.map(({ length }) => length)).toEqual([...Array.from({ length: 8 }, () => ROOM), 0]);
});

test("TLS is given what stands in the room, and where it has not taken what was before, a copy", async () => {
  const { way, written, take } = wayTo({ asksFor: 1, tls: true });
  expect(which(way.lent(read(SHARED_ROOM, "first"), SHARED_ROOM))).toBe("shared");
  expect(written[0]?.buffer === SHARED_ROOM.buffer).toBe(true);
  expect(which(way.lent(read(SHARED_ROOM, "second"), SHARED_ROOM))).toBe("shared");
  read(SHARED_ROOM, "that of somebody else");
  await take();
  expect(written[1]?.toString()).toBe("second");
});

test.each([1, ROOM])("of %i bytes for a client that is gone nothing is copied or kept", (length) => {
  const { way, written } = wayTo({ asksFor: 0 });
  const copying = vi.spyOn(Buffer, "from");
  const room = aRoom();
  way.discard();
  expect(which(way.lent(read(room, "b", length), room), room)).toBe("shared");
  expect(which(way.lent(read(SHARED_ROOM, "b", length), SHARED_ROOM))).toBe("shared");
  expect(copying).not.toHaveBeenCalled();
  copying.mockRestore();
  expect([written, way.bytes]).toEqual([[], 0]);
});

test.each(["TLSv1.2", "TLSv1.3"] as const)("%s has no use of a chunk once its write has returned", async (version) => {
  const { certificate, privateKey } = await createSelfSigned({ commonName: "db.example.com" });
  const versions = { minVersion: version, maxVersion: version };
  await using peer = await tlsPeer({ cert: certificate, key: privateKey, ...versions }, () => {});
  const client = await dialTls(peer.port, "db.example.com");
  await vi.waitFor(() => expect(peer.accepted).toHaveLength(1));
  const [socket] = peer.accepted;
  const room = Buffer.alloc(ROOM);
  // The client reads nothing: the kernel takes no more at some time, and then TLS has what it cannot pass on.
  let count = 0;
  let turnsFull = 0;
  for (; turnsFull < 5; count++) {
    room.fill(count);
    const isFull = socket?.writableLength !== 0;
    turnsFull = isFull ? turnsFull + 1 : 0;
    socket?.write(isFull ? Buffer.from(room) : room);
    room.fill("x");
    await turn();
  }
  socket?.end();
  const received = await readAll(client);
  const expected = Array.from({ length: count }, (_, number) => Buffer.alloc(ROOM, number));
  expect(received.equals(Buffer.concat(expected))).toBe(true);
});
