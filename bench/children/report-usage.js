import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { residentOf } from "../beside/proc.js";
import { endSampling, startSampling } from "./sample-cpu.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/**
 * Tells the parent the port, and what this process uses whenever it asks: CPU in microseconds, bytes of memory, either what is
 * alive or what is resident, or what has run between two messages.
 */
export function serveParent(port) {
  const answers = { cpu: () => process.cpuUsage(), memory, resident, startSampling, endSampling };
  process.on("message", async (asked) => process.send(await answers[asked]()));
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
