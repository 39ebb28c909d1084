import { once } from "node:events";
import type { Socket } from "node:net";
import type { DuplexOptions } from "node:stream";
import { expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { fakeSocket } from "../testing/fake-socket.ts";
import { outcomeOf } from "../testing/relay.ts";
import { pump } from "./pump.ts";

test("the full records of TLS that come in one turn are written together, in their order", async () => {
  const writes: number[][] = [];
  const upstream = fakeSocket({
    write: (chunk: Buffer, _encoding, done) => {
      writes.push([chunk[0] ?? -1]);
      done();
    },
    writev: (chunks: { chunk: Buffer }[], done) => {
      writes.push(chunks.map(({ chunk }) => chunk[0] ?? -1));
      done();
    },
  });
  const { decrypted, socket, ended } = await relayedTo(upstream);
  const records = [1, 2, 3].map(record);
  for (const each of records) decrypted.push(each);
  decrypted.push(Buffer.from([4]));
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(writes).toEqual([[1, 2, 3, 4]]);
  expect(records.map(({ length }) => length)).toEqual([0, 0, 0]);
  // One that comes with the end waits for nothing.
  decrypted.push(record(5));
  decrypted.push(null);
  upstream.push(null);
  await once(upstream, "finish");
  expect(writes).toEqual([[1, 2, 3, 4], [5]]);
  socket.destroy();
  expect(outcomeOf(await ended)).toMatchObject({ bytesIn: 4 * 16_384 + 1, bytesOut: 0 });
});

test("of what comes in one turn under TLS 320 KiB wait to be written, and nothing more is asked for", async () => {
  const written: (() => void)[] = [];
  const upstream = fakeSocket({ writev: (_chunks, done) => written.push(() => done()) });
  const { decrypted, socket, ended } = await relayedTo(upstream);
  for (let number = 0; number < 19; number++) decrypted.push(record(number));
  expect(decrypted.isPaused()).toBe(false);
  decrypted.push(record(19));
  expect([decrypted.isPaused(), upstream.writableLength]).toEqual([true, 20 * 16_384]);
  await new Promise((resolve) => setImmediate(resolve));
  expect([decrypted.isPaused(), written.length]).toEqual([true, 1]);
  written[0]?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(decrypted.isPaused()).toBe(false);
  for (const each of [decrypted, socket, upstream]) each.destroy();
  expect(outcomeOf(await ended)).toMatchObject({ bytesIn: 20 * 16_384 });
});

/** A client whose TLS is terminated and that says what is pushed, relayed to this upstream. */
async function relayedTo(upstream: Socket) {
  const takesAll: DuplexOptions = { write: (_chunk, _encoding, done) => done() };
  const client = { stream: fakeSocket(takesAll), socket: fakeSocket(takesAll) };
  const options = { first: undefined, clock: new ManualClock(), idle: 1_000, linger: 1_000 };
  const ended = pump(client, { stream: upstream, socket: upstream }, options);
  await new Promise((resolve) => setImmediate(resolve));
  return { decrypted: client.stream, socket: client.socket, ended };
}

function record(number: number): Buffer {
  return Buffer.from(new ArrayBuffer(16_384)).fill(number);
}
