/** An upstream that is told by the first 16 bytes how many it will hear and how many it has to say; both as fast as they go. */
import { createServer } from "node:net";
import { sendBytes } from "../send-bytes.js";
import { serveParent } from "./report-usage.js";

const HEADER = 16;

const server = createServer({ noDelay: true }, (socket) => {
  let head = Buffer.alloc(0);
  let unheard = Number.POSITIVE_INFINITY;
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    let { length } = chunk;
    if (head.length < HEADER) {
      head = Buffer.concat([head, chunk]);
      if (head.length < HEADER) return;
      length = head.length - HEADER;
      unheard = Number(head.readBigUInt64BE(0));
      sendBytes(socket, Number(head.readBigUInt64BE(8)));
    }
    unheard -= length;
    // One byte more, which says that all of it has come.
    if (unheard === 0) socket.write(".");
  });
});
server.listen(0, "127.0.0.1", () => serveParent(server.address().port));
