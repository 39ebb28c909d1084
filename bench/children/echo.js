import { createServer } from "node:net";
import { serveParent } from "./report-usage.js";

const server = createServer((socket) => {
  socket.on("error", () => socket.destroy());
  socket.pipe(socket);
});
server.listen(0, "127.0.0.1", () => serveParent(server.address().port));
