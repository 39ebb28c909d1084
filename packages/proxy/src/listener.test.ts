import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { openListener } from "./listener.ts";
import { dialTcp, readAll } from "./testing/peers.ts";

const ROUTE = { address: "127.0.0.1", port: 0, publicPort: 443 };

async function open() {
  const result = await openListener(ROUTE);
  if (!result.ok) throw new Error(result.failure.message);
  return result.listener;
}

test("who comes before it is known who serves waits for that", async () => {
  const listener = await open();
  const early = await dialTcp(listener.port);
  const served = new Promise((resolve) => {
    listener.serveWith((socket, local) => {
      socket.end(`from ${local?.ip}`);
      socket.resume();
      resolve(undefined);
    });
  });
  expect((await readAll(early)).toString()).toBe("from 127.0.0.1");
  await served;
  early.destroy();
  await listener.close();
});

test("who waits when it closes is closed", async () => {
  const listener = await open();
  const early = connect(listener.port, "127.0.0.1");
  await once(early, "connect");
  // The connection stands once the system has it; the listener has it a turn later.
  const closed = once(early, "close");
  early.on("error", () => {});
  await listener.close();
  await closed;
});

test("connections go to whoever serves when they are accepted", async () => {
  const listener = await open();
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
