import type { Socket } from "node:net";

/** Who hears what a stream says, until somebody else does, or nobody. */
export interface Hearer {
  heard(chunk: Buffer): void;
  /** As `heard`, of a chunk that is part of a room (see `connectLending`), which somebody may read into as soon as this returns what is read into next. */
  lent?(chunk: Buffer, room: Buffer): Buffer;
  /** Nothing comes any more. */
  ended(): void;
}

const HEARER = Symbol("hearer");

interface HeardStream extends Socket {
  [HEARER]?: Hearer | undefined;
}

// The same for all streams, as what listens in `Relay`: a list of listeners would keep the connection of a closure alive.
const onData = function (this: HeardStream, chunk: Buffer): void {
  this[HEARER]?.heard(chunk);
};
const onEnd = function (this: HeardStream): void {
  this[HEARER]?.ended();
};

/**
 * From here on `hearer` hears the stream, and whoever did so before does no more: nothing is lost between the two, and nothing is buffered.
 * Is not told of an end that was before. A stream that was paused has to be resumed.
 */
export function hear(stream: Socket, hearer: Hearer): void {
  const heard = stream as HeardStream;
  const isHeard = heard[HEARER] !== undefined;
  heard[HEARER] = hearer;
  if (!isHeard) stream.on("data", onData).on("end", onEnd);
}

/** Who hears a stream. */
export function hearerOf(stream: Socket): Hearer | undefined {
  return (stream as HeardStream)[HEARER];
}

/** Reads the first bytes of a socket, up to `hearNoMore`. A socket that is closed, or was, has ended too. */
export function hearFirst(socket: Socket, hearer: Hearer): void {
  hear(socket, hearer);
  socket.on("close", onEnd);
  // Its end may have been told before anybody asked.
  if (socket.destroyed || socket.readableEnded) hearer.ended();
  else socket.resume();
}

/** The stream is paused, with all that follows still to be read. */
export function hearNoMore(stream: Socket): void {
  stream.pause();
  stream.off("data", onData).off("end", onEnd).off("close", onEnd);
  letGo(stream);
}

/** A stream that is closed leads to its hearer no more. */
export function letGo(stream: Socket): void {
  (stream as HeardStream)[HEARER] = undefined;
}
