import type { Socket } from "node:net";
import { type Hearer, hear, hearNoMore } from "./hear.ts";

/**
 * What a client says while its upstream is dialled: kept here, as much as a stream would buffer, and behind that in the stream itself, as
 * much again. Somebody has to read: of a socket that nobody reads the reset would go unnoticed.
 */
export class ReadAhead implements Hearer {
  readonly #stream: Socket;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(stream: Socket) {
    this.#stream = stream;
    hear(stream, this);
    stream.resume();
  }

  heard(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= this.#stream.readableHighWaterMark) this.#stream.pause();
  }

  /** The stream itself says so to whoever comes next. */
  ended(): void {}

  /** What was kept; once. The stream is still heard, and whoever hears it next has to resume it. */
  take(): readonly Buffer[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }

  /** Reads no more. */
  stop(): void {
    hearNoMore(this.#stream);
  }
}
