import type { Socket } from "node:net";
import type { Clock } from "../clock.ts";
import { turnOfBytes, whenEnded } from "./end-or-reset.ts";
import { giveBack, isWorthwhile } from "./give-back.ts";
import { type Hearer, hear, letGo } from "./hear.ts";
import { giveRoom, SHARED_ROOM, takeRoomFor } from "./rooms.ts";

/** One end of a relayed connection. */
export interface PumpSide {
  /** What is read and written: a socket, or TLS over it. */
  readonly stream: Socket;
  /** The socket itself, which alone can be reset. */
  readonly socket: Socket;
}

/** The most that a record of TLS holds (RFC 8446, section 5.1). */
const FULL_RECORD = 16_384;
/**
 * What waits for the end of the turn at most; then the source is paused. libuv reads a socket 32 times a turn, and Node gives TLS whose hello was
 * read before 1 KiB and 16 KiB of room in turn: 17 records. With less room here the source would be paused and resumed in every turn.
 */
const MOST_CORKED = 20 * FULL_RECORD;

/** The direction that writes to a stream, where it has had to wait for that. */
const WRITTEN_BY = Symbol("written by");

interface WrittenStream extends Socket {
  [WRITTEN_BY]?: Direction | undefined;
}

/**
 * One way of a relayed connection: reads no faster than the other side takes.
 *
 * What listens to a stream is the same for all, and finds its direction there. Closures would keep their connection alive: V8 makes the
 * list of a stream's listeners in the old generation once it has found that such lists live long, and whatever a list refers to is then
 * alive until the next full collection, although its connection is over. On Node 24 more than half of what connections allocate was.
 */
export class Direction implements Hearer {
  bytes = 0;
  /** Whether the source has said all it had to say. */
  complete = false;
  /** The other way. */
  back: Direction | undefined;
  /** When a byte last came from the source. */
  read: number;
  /** When the target last took everything it was given. */
  written: number;
  #discarding = false;
  /** Whether the source is paused until the target has taken what waits for it. */
  #waiting = false;
  #listensToDrain = false;
  /** What came from the source itself and is not written yet, as far as it will be known when it is. */
  #chunks: Buffer[] = [];
  /** The turn in which the source has last said something here. */
  #turn = -1;
  /** Whether the target was closed in place of its end. */
  #closed = false;
  readonly #source: Socket;
  /** Under TLS, if there is any. */
  readonly #sourceSocket: Socket;
  readonly #target: Socket;
  readonly #targetSocket: Socket;
  readonly #clock: Clock;

  constructor(source: PumpSide, target: PumpSide, clock: Clock) {
    this.#source = source.stream;
    this.#sourceSocket = source.socket;
    this.#target = target.stream;
    this.#targetSocket = target.socket;
    this.#clock = clock;
    this.read = this.written = clock.elapsed();
  }

  /** Whether the target has got everything, its end included. */
  get delivered(): boolean {
    return this.#closed || this.#target.writableFinished;
  }

  static readonly #onDrain = function (this: WrittenStream): void {
    const way = this[WRITTEN_BY];
    if (way) way.#drained();
  };

  /** `ahead`: what was read of the source since somebody hears it. */
  start(ahead: readonly Buffer[]): void {
    const source = this.#source;
    hear(source, this);
    for (const chunk of ahead) this.heard(chunk);
    if (source.readableEnded) this.ended();
    if (!this.#waiting) source.resume();
  }

  heard(chunk: Buffer): void {
    this.#turn = turnOfBytes();
    const target = this.#target;
    if (this.#discarding) {
      this.forward(chunk);
      giveBack([chunk]);
      return;
    }
    if (chunk.length === FULL_RECORD) this.#cork();
    // Where nobody has to wait for TLS, only the callback tells that it is done with the chunk.
    const taken = target !== this.#targetSocket && isWorthwhile(chunk) ? onceTaken(chunk) : undefined;
    this.forward(chunk, taken);
    if (taken) return;
    if (this.#waiting || target.writableCorked > 0) this.#chunks.push(chunk);
    else if (target.writableLength === 0) giveBack([chunk]);
  }

  /**
   * A write to a socket refers to its chunk until the kernel has all of it, which may be later. What fills the shared room goes into a room of its own,
   * which is read into from then on, up to the read that does not fill it; what does not fill one is copied. A connection that is idle has none,
   * unless its last read has filled it to the byte.
   */
  lent(chunk: Buffer, room: Buffer): Buffer {
    const target = this.#target;
    if (this.#discarding) this.forward(chunk);
    else if (target !== this.#targetSocket && target.writableLength === 0) {
      // OpenSSL has encrypted it, or Node has a copy, before the write returns.
      this.#turn = turnOfBytes();
      this.forward(chunk);
    } else if (target !== this.#targetSocket || chunk.length < room.length) {
      this.heard(Buffer.from(chunk));
      if (room !== SHARED_ROOM) giveRoom(room);
    } else {
      this.#turn = turnOfBytes();
      const own = room === SHARED_ROOM ? takeRoomFor(chunk) : room;
      this.forward(own);
      // A source that waits reads nothing. It does not wait where the host has set a high water mark above a room.
      if (this.#waiting || target.writableLength === 0) return own;
    }
    return SHARED_ROOM;
  }

  /** Full records of TLS come several at a time: those of a turn are written together, and freed together. */
  #cork(): void {
    const target = this.#target;
    if (this.#source === this.#sourceSocket || target !== this.#targetSocket) return;
    if (this.#waiting || target.writableCorked > 0) return;
    target.cork();
    setImmediate(() => {
      target.uncork();
      if (this.#waiting) return;
      if (target.writableNeedDrain && target.writableLength > 0) {
        this.#wait();
        return;
      }
      if (target.writableLength === 0) {
        this.written = this.#clock.elapsed();
        giveBack(this.#chunks);
      }
      this.#chunks = [];
    });
  }

  /**
   * Tells the target that this was all, unless it was not, see `whenEnded`. Not so under TLS, whose own end is taken for one: a client that has ended
   * it properly and closes upon the session tickets that it never read resets as well, and Node does not tell the two apart.
   */
  ended(): void {
    if (this.#source !== this.#sourceSocket) this.#told();
    else whenEnded(this.#source, this.#turn, () => this.#told());
  }

  #told(): void {
    this.complete = true;
    const target = this.#target;
    // Where it has said all as well, and the kernel has all it was told, a close is the same to it: a FIN.
    if (this.back?.complete && target === this.#targetSocket && target.writableLength === 0 && !target.destroyed) {
      this.#closed = true;
      target.destroy();
    } else target.end();
  }

  /** Goes on reading, so that the source comes to its end, but drops what it says: the target is gone. */
  discard(): void {
    this.#discarding = true;
    // Nobody tells any more that it was taken.
    this.#waiting = false;
    this.#chunks = [];
    this.#source.resume();
  }

  /** Reads no more: the source is gone. What it has said goes out, before anything is done to the target. */
  stop(): void {
    this.#source.pause();
    if (this.#target.writableCorked > 0) this.#target.uncork();
  }

  /** Both sides are closed: they lead to nothing of the connection any more. */
  letGo(): void {
    letGo(this.#source);
    if (this.#listensToDrain) (this.#target as WrittenStream)[WRITTEN_BY] = undefined;
  }

  /** `taken`: called once the target lets go of the chunk, if that was written. */
  forward(chunk: Buffer, taken?: (error?: Error | null) => void): void {
    this.read = this.#clock.elapsed();
    if (this.#discarding) return;
    const target = this.#target;
    // Nagle's algorithm holds back what follows upon what is not yet acknowledged: with nothing before it a chunk goes out at once, and many
    // connections have but one.
    if (this.bytes > 0) this.#targetSocket.setNoDelay(true);
    this.bytes += chunk.length;
    // A chunk of more than the high water mark is never welcome, even where all of it was written at once.
    if (target.write(chunk, taken) || (target.writableLength === 0 && !target.destroyed)) this.written = this.read;
    else if (target.writableCorked === 0 || target.writableLength >= MOST_CORKED) this.#wait();
  }

  #wait(): void {
    this.#waiting = true;
    this.#source.pause();
    if (this.#listensToDrain) return;
    this.#listensToDrain = true;
    (this.#target as WrittenStream)[WRITTEN_BY] = this;
    this.#target.on("drain", Direction.#onDrain);
  }

  #drained(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.written = this.#clock.elapsed();
    giveBack(this.#chunks);
    this.#chunks = [];
    this.#source.resume();
  }
}

/** Gives a chunk back that was written to TLS, which has a copy of it before the write returns. Of a failure nothing is given back. */
function onceTaken(chunk: Buffer): (error?: Error | null) => void {
  return (error) => {
    if (!error) giveBack([chunk]);
  };
}
