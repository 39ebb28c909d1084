import { connect } from "node:net";
import { connect as connectTls } from "node:tls";

/** One short connection: sends a payload, waits until all of it has come back, and closes. It fails after `patience` milliseconds, if that is given. */
export function exchange(port, payload, { patience } = {}) {
  return new Promise((resolve, reject) => {
    let received = 0;
    const socket = connect(port, "127.0.0.1", () => socket.write(payload));
    const timer =
      patience && setTimeout(() => socket.destroy(new Error(`not through within ${patience} ms`)), patience);
    socket.on("data", (chunk) => {
      received += chunk.length;
      if (received === payload.length) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => {
      clearTimeout(timer);
      if (received === payload.length) resolve();
      else reject(new Error(`got ${received} bytes`));
    });
  });
}

/** One TLS connection: a full handshake without a session to resume, a byte each way, and an orderly end. */
export function exchangeTls(port, options) {
  return new Promise((resolve, reject) => {
    let received = 0;
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options }, () => {
      if (socket.isSessionReused()) reject(new Error("a session was resumed"));
      socket.write("a");
    });
    socket.on("data", (chunk) => {
      received += chunk.length;
      socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => (received === 1 ? resolve() : reject(new Error(`got ${received} bytes`))));
  });
}
