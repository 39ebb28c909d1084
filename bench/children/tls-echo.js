/** A TLS upstream that sends back what comes. */
import { createServer } from "node:tls";
import { serveParent } from "./report-usage.js";

const [credentials] = process.argv.slice(2);
const { certificate, privateKey } = JSON.parse(credentials);
const server = createServer({ cert: certificate, key: privateKey }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.pipe(socket);
});
server.listen(0, "127.0.0.1", () => serveParent(server.address().port));
