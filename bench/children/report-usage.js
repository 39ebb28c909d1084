import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** Tells the parent the port, and what this process uses whenever it asks: CPU in microseconds, or memory in bytes. */
export function serveParent(port) {
  process.on("message", (asked) => process.send(asked === "memory" ? memory() : process.cpuUsage()));
  process.on("disconnect", () => process.exit());
  process.send({ port });
}

/** What is alive, buffers included. */
function memory() {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { bytes: heapUsed + external };
}
