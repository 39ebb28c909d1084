import type { Socket } from "node:net";
import { Duplex, type DuplexOptions } from "node:stream";

/** A stream that says what is pushed and is written as the options have it, with what a relay asks of a socket. */
export function fakeSocket(options: DuplexOptions): Socket {
  const stream = new Duplex({ read() {}, ...options });
  return Object.assign(stream, { setNoDelay() {}, resetAndDestroy: () => stream.destroy() }) as unknown as Socket;
}
