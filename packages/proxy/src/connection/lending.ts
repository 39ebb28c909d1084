import type { OnReadOpts, Socket } from "node:net";
import { hearerOf } from "./hear.ts";
import { SHARED_ROOM } from "./rooms.ts";

/**
 * Reads a socket into memory that is read into again, a room, where its stream would allocate 64 KiB for each read; whoever hears the socket is
 * lent what was read. What nobody hears goes through the stream, in its order. A paused socket reads nothing.
 */
export class Lending {
  /** For `net.connect`; then `of` is told the socket. */
  readonly onread: OnReadOpts = {
    buffer: () => this.#room,
    callback: (length) => {
      this.#read(length);
      // Who hears it pauses the socket.
      return true;
    },
  };
  // Nothing is read before it is connected, and by then it is known.
  #socket!: Socket;
  /** What is read into next. */
  #room = SHARED_ROOM;

  /** The socket that is connected with `onread`. */
  of(socket: Socket): void {
    this.#socket = socket;
  }

  #read(length: number): void {
    const socket = this.#socket;
    const room = this.#room;
    const chunk = length === room.length ? room : room.subarray(0, length);
    const hearer = hearerOf(socket);
    if (hearer?.lent && socket.readableLength === 0) this.#room = hearer.lent(chunk, room);
    else socket.push(Buffer.from(chunk));
  }
}
