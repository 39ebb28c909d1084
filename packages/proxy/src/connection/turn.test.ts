import { once } from "node:events";
import { connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { currentTurn } from "./turn.ts";

test("what is done before anything is polled for is done in one turn", async () => {
  const turn = currentTurn();
  await new Promise<void>((resolve) => process.nextTick(resolve));
  await Promise.resolve();
  expect(currentTurn()).toBe(turn);
  await new Promise((resolve) => setImmediate(resolve));
  expect(currentTurn()).toBeGreaterThan(turn);
});

test("what a socket says in answer to something is not heard in the turn of that", async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const socket = connect(port, "127.0.0.1");
  const turns: number[] = [];
  for (const word of ["one", "two", "three"]) {
    socket.write(word);
    await once(socket, "data");
    turns.push(currentTurn());
  }
  socket.end();
  await once(socket, "close");
  server.close();
  expect(new Set([...turns, currentTurn()]).size).toBe(4);
});
