import { Random } from "./soak-random.js";

/** A prime, so that no buffer on the way is as long as what repeats: a piece in the wrong place is a wrong byte. */
const PERIOD = 1_048_573;
const CHUNK = 65_536;
const PATTERN = (() => {
  const random = new Random(1);
  const bytes = Buffer.alloc(PERIOD + CHUNK);
  for (let at = 0; at < PERIOD; at++) bytes[at] = random.below(256);
  bytes.copy(bytes, PERIOD, 0, CHUNK);
  return bytes;
})();

/** What a client says of itself first: the length of its fields in bytes. */
export const REQUEST_LENGTH = 20;

/** `waits`: whether the upstream answers only once the client has said all it has to say. */
export function encodeRequest({ id, seed, up, down, waits }) {
  const request = Buffer.alloc(REQUEST_LENGTH);
  for (const [index, value] of [id, seed, up, down, waits ? 1 : 0].entries()) request.writeUInt32BE(value, index * 4);
  return request;
}

export function decodeRequest(bytes) {
  const [id, seed, up, down, waits] = [0, 4, 8, 12, 16].map((at) => bytes.readUInt32BE(at));
  return { id, seed, up, down, waits: waits === 1 };
}

/** The answer to a request has other bytes than the request. */
export function answerSeed(seed) {
  return (seed ^ 0x5a5a5a5a) >>> 0;
}

/**
 * Writes the bytes of a seed as fast as they are taken, and calls `done` behind the last. Rests once, for `rest`
 * milliseconds before byte `restAt`; a stream that is gone is left alone.
 */
export function send(stream, { seed, length, restAt = Number.POSITIVE_INFINITY, rest = 0 }, done) {
  let sent = 0;
  let pause = restAt;
  const more = () => {
    while (sent < length) {
      if (stream.destroyed) return;
      if (sent >= pause) {
        pause = Number.POSITIVE_INFINITY;
        setTimeout(more, rest);
        return;
      }
      const from = (seed + sent) % PERIOD;
      const size = Math.min(CHUNK, length - sent, pause - sent);
      sent += size;
      if (!stream.write(PATTERN.subarray(from, from + size))) {
        stream.once("drain", more);
        return;
      }
    }
    done();
  };
  more();
}

/** Holds what comes to the bytes of a seed, one by one. */
export class Checker {
  received = 0;
  /** Where the first wrong byte was, or the first too many. */
  wrongAt;
  #seed;
  #length;

  constructor(seed, length) {
    this.#seed = seed;
    this.#length = length;
  }

  get isComplete() {
    return this.wrongAt === undefined && this.received === this.#length;
  }

  push(chunk) {
    for (let at = 0; at < chunk.length && this.wrongAt === undefined; ) {
      const size = Math.min(CHUNK, chunk.length - at, this.#length - this.received);
      const from = (this.#seed + this.received) % PERIOD;
      const isRight = size > 0 && chunk.compare(PATTERN, from, from + size, at, at + size) === 0;
      if (!isRight) this.wrongAt = this.received;
      this.received += size;
      at += size;
    }
  }
}
