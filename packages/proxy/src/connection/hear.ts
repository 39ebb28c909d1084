import type { Socket } from "node:net";

/** Who hears the first bytes of a socket, up to `hearNoMore`. */
export interface Hearer {
  heard(chunk: Buffer): void;
  /** Nothing comes any more. */
  ended(): void;
}

const HEARER = Symbol("hearer");

interface HeardSocket extends Socket {
  [HEARER]?: Hearer | undefined;
}

// The same for all sockets, as what listens in `Direction`: a list of listeners would keep the connection of a closure alive.
const onData = function (this: HeardSocket, chunk: Buffer): void {
  this[HEARER]?.heard(chunk);
};
const onEnd = function (this: HeardSocket): void {
  this[HEARER]?.ended();
};

export function hear(socket: Socket, hearer: Hearer): void {
  (socket as HeardSocket)[HEARER] = hearer;
  socket.on("data", onData).on("end", onEnd).on("close", onEnd);
  // Its end may have been told before anybody asked.
  if (socket.destroyed || socket.readableEnded) hearer.ended();
  else socket.resume();
}

/** The socket is paused, with all that follows still to be read. */
export function hearNoMore(socket: Socket): void {
  (socket as HeardSocket)[HEARER] = undefined;
  socket.pause();
  socket.off("data", onData).off("end", onEnd).off("close", onEnd);
}
