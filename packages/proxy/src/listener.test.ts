import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { openListener } from "./listener.ts";
import type { Reason } from "./refuse.ts";
import { ManualClock } from "./testing/clock.ts";
import { dialTcp, readAll } from "./testing/peers.ts";
import { WaitingRoom } from "./waiting-room.ts";

const ROUTE = { address: "127.0.0.1", port: 0, publicPort: 443 };
const WITHIN = 3_000;

async function open(most = 10) {
  const clock = new ManualClock();
  const refused: Reason[] = [];
  const room = { most };
  const waiting = new WaitingRoom({
    clock,
    room: () => room.most,
    within: WITHIN,
    refuse: (socket, reason) => {
      refused.push(reason);
      socket.resetAndDestroy();
    },
  });
  const result = await openListener(ROUTE, waiting);
  if (!result.ok) throw new Error(result.failure.message);
  const { listener } = result;
  /** A client that waits, or was refused. */
  const visit = async (): Promise<Socket> => {
    const { pending } = clock;
    const { length } = refused;
    const client = connect(listener.port, "127.0.0.1").on("error", () => {});
    while (clock.pending === pending && refused.length === length) await turn();
    return client;
  };
  return { clock, refused, room, listener, visit };
}

/** However it comes to it. */
function closeOf(client: Socket): Promise<void> {
  return new Promise((resolve) => client.once("close", () => resolve()));
}

test("who comes before it is known who serves waits for that, and for how long is told", async () => {
  const { listener, visit, clock } = await open();
  const early = await visit();
  clock.advance(1_000);
  const answer = new Promise((resolve) => early.once("data", (data) => resolve(data.toString())));
  listener.serveWith((socket, local, waited) => {
    socket.end(`from ${local?.ip} after ${waited}`);
    socket.resume();
  });
  expect(await answer).toBe("from 127.0.0.1 after 1000");
  expect(clock.pending).toBe(0);
  early.destroy();
  await listener.close();
});

test("who waits when it closes is refused", async () => {
  const { listener, visit, refused, clock } = await open();
  const early = await visit();
  const closed = closeOf(early);
  clock.advance(10);
  await listener.close();
  await closed;
  expect(refused).toMatchObject([{ code: "not-in-force", waited: 10 }]);
  expect(clock.pending).toBe(0);
});

test("nobody waits longer than for a hello", async () => {
  const { listener, visit, refused, clock } = await open();
  const early = await visit();
  const closed = closeOf(early);
  clock.advance(WITHIN - 1);
  expect(refused).toEqual([]);
  clock.advance(1);
  await closed;
  expect(refused).toMatchObject([{ code: "not-in-force", waited: WITHIN }]);
  const served: Socket[] = [];
  listener.serveWith((socket) => served.push(socket));
  expect(served).toEqual([]);
  await listener.close();
});

test("no more wait than there are descriptors for", async () => {
  const { listener, visit, refused, room } = await open(2);
  const clients = [await visit(), await visit(), await visit()];
  expect(refused).toMatchObject([{ code: "descriptors" }]);
  room.most = 3;
  clients.push(await visit());
  expect(refused).toHaveLength(1);
  let served = 0;
  listener.serveWith((socket) => {
    served += 1;
    socket.destroy();
  });
  expect(served).toBe(3);
  for (const client of clients) client.destroy();
  await listener.close();
});

test("connections go to whoever serves when they are accepted", async () => {
  const { listener } = await open();
  const words: string[] = [];
  for (const word of ["first", "second"]) {
    listener.serveWith((socket) => {
      socket.end(word);
      socket.resume();
    });
    const client = await dialTcp(listener.port);
    words.push((await readAll(client)).toString());
    client.destroy();
  }
  expect(words).toEqual(["first", "second"]);
  await listener.close();
});
