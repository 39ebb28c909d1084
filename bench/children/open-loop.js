/**
 * A load generator in a process of its own. Asked `{ port, count, concurrency }` it tells how many connections a second are taken
 * by who always has that many open. Asked `{ port, count, rate }` it opens a connection whenever one is due, whether or not those before
 * are through, and tells how long after that each was closed, in microseconds: a proxy that stands still for a while is charged
 * for all who came meanwhile, which a client that waits for its answer would not notice ("coordinated omission").
 */
import { Worker } from "node:worker_threads";
import { exchange } from "../exchange.js";
import { load } from "../processes.js";
import { now } from "./clock.js";

const PAYLOAD = Buffer.alloc(64, 0x61);
/** Milliseconds that a connection may take, so that a proxy that hangs ends the run. */
const PATIENCE = 10_000;
/** Tells when connections are due: it sleeps to the microsecond, which the event loop does not. */
const PACER = new URL("./pacer.js", import.meta.url);

process.on("message", async (asked) => {
  try {
    process.send(await (asked.rate === undefined ? closedLoop(asked) : openLoop(asked)));
  } catch (error) {
    process.send({ failure: error.message });
  }
});
process.on("disconnect", () => process.exit());
process.send({ port: 0 });

async function closedLoop({ port, count, concurrency }) {
  const start = now();
  await load(count, concurrency, () => exchange(port, PAYLOAD, { patience: PATIENCE }));
  return { perSecond: (count * 1e6) / (now() - start) };
}

function openLoop({ port, count, rate }) {
  const latencies = [];
  const pacer = new Worker(PACER, { workerData: { count, rate } });
  return new Promise((resolve, reject) => {
    const fail = (error) => {
      void pacer.terminate();
      reject(error);
    };
    pacer.on("error", fail);
    pacer.on("message", (dues) => {
      for (const due of dues) {
        exchange(port, PAYLOAD, { patience: PATIENCE }).then(() => {
          latencies.push(now() - due);
          if (latencies.length === count) resolve({ latencies });
        }, fail);
      }
    });
  });
}
