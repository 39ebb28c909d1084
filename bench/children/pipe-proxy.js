/** The least that a proxy in Node is: two pipes. */
import { connect, createServer } from "node:net";
import { serveParent } from "./report-usage.js";

const upstreamPort = Number(process.argv[2]);
const server = createServer({ allowHalfOpen: true }, (a) => {
  const b = connect({ port: upstreamPort, host: "127.0.0.1", allowHalfOpen: true });
  a.on("error", () => b.destroy());
  b.on("error", () => a.destroy());
  a.pipe(b);
  b.pipe(a);
});
server.listen(0, "127.0.0.1", () => serveParent(server.address().port));
