import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { residentOf } from "../beside/proc.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/**
 * Tells the parent the port, and what this process uses whenever it asks: CPU in microseconds, or bytes of memory, either what is alive
 * or what is resident.
 */
export function serveParent(port) {
  const answers = { memory, resident };
  process.on("message", (asked) => process.send((answers[asked] ?? process.cpuUsage)()));
  process.on("disconnect", () => process.exit());
  process.send({ port });
}

/** What is alive, buffers included. */
function memory() {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { bytes: heapUsed + external };
}

function resident() {
  collectGarbage();
  collectGarbage();
  return { bytes: residentOf(process.pid) };
}
