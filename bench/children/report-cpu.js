/** Tells the parent the port, and this process's CPU time in microseconds whenever it asks. */
export function serveParent(port) {
  process.on("message", () => process.send(process.cpuUsage()));
  process.on("disconnect", () => process.exit());
  process.send({ port });
}
