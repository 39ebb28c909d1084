/** An upstream that sends without end, as fast as it is taken. */
import { createServer } from "node:net";
import { serveParent } from "./report-usage.js";

const chunk = Buffer.alloc(65_536, 0x61);
const server = createServer((socket) => {
  const send = () => {
    while (socket.writable && socket.write(chunk)) {}
  };
  socket.on("error", () => socket.destroy());
  socket.on("drain", send);
  socket.resume();
  send();
});
server.listen(0, "127.0.0.1", () => serveParent(server.address().port));
