import { connect } from "node:net";

/** One short connection: sends a payload, waits until all of it has come back, and closes. */
export function exchange(port, payload) {
  return new Promise((resolve, reject) => {
    let received = 0;
    const socket = connect(port, "127.0.0.1", () => socket.write(payload));
    socket.on("data", (chunk) => {
      received += chunk.length;
      if (received === payload.length) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => (received === payload.length ? resolve() : reject(new Error(`got ${received} bytes`))));
  });
}
