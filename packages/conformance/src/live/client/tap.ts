import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * A socket for TLS to run over, with the raw bytes and the end of the connection still to be seen: TLS that fails leaves
 * the socket alone, and whoever made it reads on.
 */
export class Tap extends Duplex {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) socket.pause();
    });
    socket.on("end", () => {
      if (!this.destroyed) this.push(null);
    });
    socket.on("error", (error) => this.destroy(error));
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.resume();
    done(null);
  }
}
