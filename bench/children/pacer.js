/** A thread that tells its parent of each of `count` connections, `rate` a second, as soon as it is due: when that was, in microseconds. */
import { parentPort, workerData } from "node:worker_threads";
import { now } from "./clock.js";

const { count, rate } = workerData;
const gap = 1e6 / rate;
const sleeper = new Int32Array(new SharedArrayBuffer(4));
// A little later than now: the first is not late because the thread has just begun.
const start = now() + 2000;
for (let next = 0; next < count; ) {
  const until = start + next * gap - now();
  if (until > 0) Atomics.wait(sleeper, 0, 0, until / 1000);
  const dues = [];
  for (const at = now(); next < count && start + next * gap <= at; next++) dues.push(start + next * gap);
  if (dues.length > 0) parentPort.postMessage(dues);
}
