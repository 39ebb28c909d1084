import { createSocket } from "node:dgram";
import { once } from "node:events";

/** Takes what HAProxy logs: datagrams, at a port of loopback. */
export interface LogReceiver {
  readonly port: number;
  /** Every line so far, then each as it comes. */
  onLine(listener: (line: string) => void): void;
  close(): void;
}

export async function startLogReceiver(): Promise<LogReceiver> {
  const socket = createSocket("udp4");
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  socket.on("message", (message) => {
    const line = message.toString("latin1");
    lines.push(line);
    for (const listener of listeners) listener(line);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    onLine: (listener) => {
      for (const line of lines) listener(line);
      listeners.push(listener);
    },
    close: () => socket.close(),
  };
}
