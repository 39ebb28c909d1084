import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deferred } from "../deferred.ts";
import { dialTcp, tcpPeer } from "../testing/peers.ts";
import { outcomeOf, relayTo } from "../testing/relay.ts";

/** What one end does, in its order, beside what the other does: says so many bytes, lets the other come first, stops reading for a while. */
const act = fc.oneof(
  fc.record({ bytes: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 60_000, max: 400_000 })) }),
  fc.constant("yield" as const),
  fc.constant("pause" as const),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** No byte of it tells where it stands: what was read over something else has another digest. */
const RANDOM = randomBytes(401_000);

/** Writes as told, ends its half, and digests all that it hears to the other's end. */
async function play(socket: Socket, acts: readonly Act[], seed: number): Promise<{ said: string; heard: string }> {
  const said = createHash("sha256");
  const heard = createHash("sha256");
  const ended = once(socket, "end");
  socket.on("data", (chunk: Buffer) => heard.update(chunk));
  for (const [at, step] of acts.entries()) {
    if (step === "yield") await turns();
    else if (step === "pause") {
      socket.pause();
      await turns();
      socket.resume();
    } else {
      const chunk = RANDOM.subarray(seed + at, seed + at + step.bytes);
      said.update(chunk);
      socket.write(chunk);
    }
  }
  socket.end();
  await ended;
  return { said: said.digest("hex"), heard: heard.digest("hex") };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

function bytesOf(acts: readonly Act[]): number {
  return acts.reduce((sum, step) => sum + (typeof step === "string" ? 0 : step.bytes), 0);
}

test("whatever each side says, in whatever order they end, all of it arrives and is counted", async () => {
  const script = fc.array(act, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(script, script, fc.boolean(), async (client, upstream, lends) => {
      const { promise: far, resolve } = deferred<Promise<{ said: string; heard: string }>>();
      await using peer = await tcpPeer((socket) => resolve(play(socket, upstream, 100)));
      await using relay = await relayTo(peer, { lends });
      const near = await play(await dialTcp(relay.port), client, 1);
      const farEnd = await far;
      expect([farEnd.heard, near.heard]).toEqual([near.said, farEnd.said]);
      expect(outcomeOf(await relay.ended)).toEqual({ bytesIn: bytesOf(client), bytesOut: bytesOf(upstream) });
    }),
    { numRuns: 60 },
  );
});
