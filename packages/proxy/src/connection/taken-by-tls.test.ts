import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { fakeSocket } from "../testing/fake-socket.ts";
import { pump } from "./pump.ts";

type Taken = (error?: Error | null) => void;

/** A side whose stream tells when it has taken something only where the test says so. */
function side(): { readonly stream: Socket; readonly socket: Socket; readonly taken: Taken[] } {
  const taken: Taken[] = [];
  const stream = fakeSocket({ write: (_chunk, _encoding, done) => taken.push(done), highWaterMark: 65_536 });
  return { stream, socket: takingSocket(), taken };
}

function takingSocket(): Socket {
  return fakeSocket({ write: (_chunk, _encoding, done) => done() });
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What comes of a chunk that TLS was given and has not asked to wait for. */
async function given(size: number) {
  const client = side();
  const upstream = takingSocket();
  const options = { first: undefined, clock: new ManualClock(), idle: 1_000, linger: 1_000 };
  const ended = pump(client, { stream: upstream, socket: upstream }, options);
  const chunk = Buffer.from(new ArrayBuffer(size));
  upstream.push(chunk);
  await turn();
  const { taken } = client;
  expect(taken).toHaveLength(1);
  return {
    chunk,
    settle: async (error?: Error) => {
      taken[0]?.(error);
      await turn();
    },
    end: async () => {
      for (const socket of [client.socket, client.stream, upstream]) socket.destroy();
      return ended;
    },
  };
}

// The least that a chunk has to be, and less than what a stream has waited for.
const SIZE = 16_384;

test("a chunk that TLS has taken is freed, and not before", async () => {
  const { chunk, settle, end } = await given(SIZE);
  expect(chunk).toHaveLength(SIZE);
  await settle();
  expect(chunk).toHaveLength(0);
  expect(await end()).toMatchObject({ bytesOut: SIZE });
});

test("a chunk that TLS has failed with is left alone", async () => {
  const { chunk, settle, end } = await given(SIZE);
  await settle(new Error("broken"));
  expect(chunk).toHaveLength(SIZE);
  await end();
});
