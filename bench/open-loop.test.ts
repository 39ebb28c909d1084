import { fork } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

/** Milliseconds between two arrivals. */
const GAP = 2;

async function listen(server: Server): Promise<number> {
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function ask(asked: object) {
  const generator = fork(fileURLToPath(new URL("./children/open-loop.js", import.meta.url)));
  onTestFinished(() => void generator.kill());
  await once(generator, "message");
  generator.send(asked);
  const [answer] = await once(generator, "message");
  return answer;
}

it("opens connections when they are due, and charges for how long each has waited since", async () => {
  const count = 40;
  const waiting: Socket[] = [];
  // Whoever waits for an answer before the next connection waits here for ever.
  const port = await listen(
    createServer((socket) => {
      waiting.push(socket.on("error", () => {}));
      if (waiting.length === count) for (const each of waiting) each.pipe(each);
    }),
  );
  const { latencies } = await ask({ port, count, rate: 1000 / GAP });
  expect(latencies).toHaveLength(count);
  // Nobody was answered before the last was due.
  const longestFirst = latencies.toSorted((a: number, b: number) => b - a);
  for (const [index, latency] of longestFirst.entries()) {
    expect(latency).toBeGreaterThanOrEqual((count - 1 - index) * GAP * 1000);
  }
});

it("has no more connections open than it is asked to when it finds out how many are taken", async () => {
  let [open, most, all] = [0, 0, 0];
  const port = await listen(
    createServer((socket) => {
      open++;
      all++;
      most = Math.max(most, open);
      socket.on("error", () => {}).on("end", () => open--);
      socket.pipe(socket);
    }),
  );
  const { perSecond } = await ask({ port, count: 50, concurrency: 4 });
  expect(perSecond).toBeGreaterThan(0);
  expect(all).toBe(50);
  expect(most).toBeLessThanOrEqual(4);
});

it("tells of a connection that was not answered", async () => {
  const port = await listen(createServer((socket) => socket.destroy()));
  expect(await ask({ port, count: 3, rate: 1000 })).toHaveProperty("failure");
});
