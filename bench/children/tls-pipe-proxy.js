/** The least that a proxy that terminates TLS is in Node. */
import { connect } from "node:net";
import { createServer } from "node:tls";
import { serveParent } from "./report-usage.js";

const [upstreamPort, , credentials] = process.argv.slice(2);
const { certificate, privateKey } = JSON.parse(credentials);
const server = createServer({ cert: certificate, key: privateKey }, (socket) => {
  const upstream = connect({ port: Number(upstreamPort), host: "127.0.0.1" });
  socket.on("error", () => upstream.destroy());
  upstream.on("error", () => socket.destroy());
  socket.pipe(upstream).pipe(socket);
});
server.listen(0, "127.0.0.1", () => serveParent(server.address().port));
