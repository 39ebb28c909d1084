/** Opens connections, sees a byte come back through each, and keeps them open. */
import { once } from "node:events";
import { connect } from "node:net";
import { serveParent } from "./report-usage.js";

const [port, count] = process.argv.slice(2).map(Number);
/** No more than a listening socket queues. */
const AT_ONCE = 100;

for (let opened = 0; opened < count; opened += AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, open));
}
serveParent(port);

async function open() {
  const socket = connect(port, "127.0.0.1");
  socket.write("a");
  await once(socket, "data");
  socket.on("close", () => {
    throw new Error("a connection that was to stay open has ended");
  });
}
