import { type ConnectionOptions, connect } from "node:tls";

/** Does a handshake as a client; the number of the alert that ended it, now or with the first bytes, or `undefined`. */
export function nodeHandshake(
  port: number,
  servername: string,
  options: ConnectionOptions = {},
): Promise<number | undefined> {
  return new Promise((resolve) => {
    let alert: number | undefined;
    const socket = connect({ port, host: "127.0.0.1", servername, rejectUnauthorized: false, ...options });
    socket.on("error", (error) => {
      const found = /SSL alert number (\d+)/.exec(error.message);
      if (found) alert = Number(found[1]);
    });
    socket.once("secureConnect", () => socket.end("x"));
    socket.resume().once("close", () => resolve(alert));
  });
}
