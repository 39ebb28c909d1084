/** Loaded before the command: tells the parent the CPU time and the longest turn of the event loop between two messages. */
import cluster from "node:cluster";
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 1;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let before = process.cpuUsage();

function answer(what) {
  if (what === "begin") {
    before = process.cpuUsage();
    delays.reset();
    delays.enable();
    process.send({});
    return;
  }
  const { user, system } = process.cpuUsage(before);
  delays.disable();
  process.send({ cpu: (user + system) / 1_000, turn: delays.max / 1e6 - RESOLUTION_MS });
}

// Workers are started with the same options, and their messages are not ours.
if (cluster.isPrimary) {
  process.on("message", answer);
  // The command ends when it has nothing left to do.
  process.channel.unref();
}
