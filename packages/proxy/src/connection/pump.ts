import type { Socket } from "node:net";
import type { CancelTimer, Clock } from "../clock.ts";
import { giveBack } from "./give-back.ts";
import { currentTurn } from "./turn.ts";

/** One end of a relayed connection. */
export interface PumpSide {
  /** What is read and written: a socket, or TLS over it. */
  readonly stream: Socket;
  /** The socket itself, which alone can be reset. */
  readonly socket: Socket;
}

export interface PumpOptions {
  /** Bytes that were read from the client already; they go to the upstream first. */
  readonly first: Buffer | undefined;
  readonly clock: Clock;
  /** Milliseconds that each side may be without a byte from or to it. */
  readonly idle: number;
  /** Is given what counts the bytes of both ways. Default: nobody is. */
  readonly counting?: ((ways: RelayedWays) => void) | undefined;
  /** Milliseconds that a side has to come to its end once it has everything and nobody hears it any more. */
  readonly linger: number;
}

/** What was relayed so far: payload bytes from the client, and to it. */
export interface RelayedWays {
  readonly toUpstream: { readonly bytes: number };
  readonly toClient: { readonly bytes: number };
}

/** How relaying ended. */
export interface PumpEnd {
  /** Payload bytes from the client that were handed to the upstream, after decryption. */
  readonly bytesIn: number;
  /** Payload bytes from the upstream that were handed to the client. */
  readonly bytesOut: number;
  /** Milliseconds that each side had been without a byte from or to it. */
  readonly clientIdle: number;
  readonly upstreamIdle: number;
  /** Absent where both sides ended on their own. */
  readonly error?: PumpError;
}

export interface PumpError {
  readonly code: "client-reset" | "upstream-reset" | "idle-timeout";
  readonly message: string;
}

/** Relays both ways until both sides are closed. Each side may end its half on its own. */
export function pump(client: PumpSide, upstream: PumpSide, options: PumpOptions): Promise<PumpEnd> {
  return new Promise((resolve) => relay(client, upstream, options, resolve));
}

/** As `pump`, for who has no use of a promise: `ended` is called once, in the turn in which the second side has closed. */
export function relay(client: PumpSide, upstream: PumpSide, options: PumpOptions, ended: (end: PumpEnd) => void): void {
  let error: PumpError | undefined;
  let open = 2;
  const { clock } = options;
  const toUpstream = new Direction(client, upstream, clock);
  const toClient = new Direction(upstream, client, clock);
  toUpstream.back = toClient;
  toClient.back = toUpstream;
  options.counting?.({ toUpstream, toClient });
  const stopIdle = watchIdle(toUpstream, toClient, options, (message) => {
    error ??= { code: "idle-timeout", message };
    client.socket.destroy();
    upstream.socket.destroy();
  });
  let stopLinger: CancelTimer | undefined;
  const closed = (): void => {
    open -= 1;
    if (open > 0) return;
    stopIdle();
    stopLinger?.();
    const now = clock.elapsed();
    const counts = {
      bytesIn: toUpstream.bytes,
      bytesOut: toClient.bytes,
      clientIdle: now - lastByte(toUpstream, toClient),
      upstreamIdle: now - lastByte(toClient, toUpstream),
    };
    ended(error ? { ...counts, error } : counts);
  };
  const watch = (side: PumpSide, from: Direction, to: Direction, code: PumpError["code"]): void => {
    const other = side === client ? upstream : client;
    const broken = (message?: string): void => {
      if (from.complete) {
        // It has said all it had to say, and that must still arrive: only what is meant for it has nowhere to go.
        to.discard();
        // Without a limit an upstream that never ends would be read at full speed for a client that is gone.
        whenFinished(other.stream, () => {
          // An error is followed by the close, which says the same once more.
          if (open === 0 || stopLinger !== undefined) return;
          stopLinger = clock.setTimer(options.linger, () => {
            error ??= { code, message: message ?? "closed before it was told everything" };
            other.socket.destroy();
          });
        });
        return;
      }
      from.stop();
      if (message !== undefined) error ??= { code, message };
      if (message === undefined) other.socket.destroy();
      else reset(other);
    };
    const gone = (): void => {
      if (!side.stream.readableEnded || !to.delivered) broken();
      closed();
    };
    side.stream.on("error", (error) => broken(error.message));
    if (side.socket !== side.stream) side.socket.on("error", (error) => broken(error.message));
    if (side.socket.destroyed) gone();
    else side.socket.on("close", gone);
  };
  watch(client, toUpstream, toClient, "client-reset");
  watch(upstream, toClient, toUpstream, "upstream-reset");
  if (options.first) toUpstream.forward(options.first);
  toClient.start();
  toUpstream.start();
}

const NOTHING = Buffer.alloc(0);

/** One way of a relayed connection: reads no faster than the other side takes. */
class Direction {
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
  /** The chunk that waits, where it came from the source itself. */
  #chunk: Buffer | undefined;
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

  start(): void {
    const source = this.#source;
    source.on("data", (chunk: Buffer) => {
      this.#turn = currentTurn();
      this.forward(chunk);
      if (this.#waiting) this.#chunk = chunk;
      else if (this.#target.writableLength === 0) giveBack(chunk);
    });
    // `end` leaves what is still buffered to be written first. A socket that is paused and has nothing left to read
    // comes to its end all the same, so that may have been before.
    if (source.readableEnded) this.#ended();
    else source.on("end", () => this.#ended());
    if (!this.#waiting) source.resume();
  }

  /**
   * Tells the target that this was all, unless it was not: of a reset that comes with the last bytes libuv before 1.52 tells that
   * they were the end. A write meets the reset, and is an error like any other. Such an end comes in the turn of these bytes: libuv
   * reads on before it polls again.
   *
   * Not so under TLS, whose own end is taken for one: a client that has ended it properly and closes upon the session tickets
   * that it never read resets as well, and Node does not tell the two apart.
   */
  #ended(): void {
    const source = this.#source;
    // After the end of the other half nothing can be written.
    if (source !== this.#sourceSocket || source.writableEnded) this.#told();
    else if (this.#turn >= 0 && this.#turn !== currentTurn()) this.#told();
    else if (source.writableLength > 0) {
      // What waits to be written meets it in this turn.
      source.prependOnceListener("error", (error) => {
        if (hadEnded(error)) this.#told();
      });
      setImmediate(() => {
        // It may be closed by now, if all was written and the other side has ended.
        if (source.errored === null) this.#told();
      });
    } else {
      source.write(NOTHING, (error) => {
        if (!error || hadEnded(error)) this.#told();
      });
    }
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
    this.#source.resume();
  }

  /** Reads no more: the source is gone. */
  stop(): void {
    this.#source.pause();
  }

  forward(chunk: Buffer): void {
    this.read = this.#clock.elapsed();
    if (this.#discarding) return;
    const target = this.#target;
    // Nagle's algorithm holds back what follows upon what is not yet acknowledged: with nothing before it a chunk goes out at once, and many
    // connections have but one.
    if (this.bytes > 0) this.#targetSocket.setNoDelay(true);
    this.bytes += chunk.length;
    // A chunk of more than the high water mark is never welcome, even where all of it was written at once.
    if (target.write(chunk) || (target.writableLength === 0 && !target.destroyed)) {
      this.written = this.read;
      return;
    }
    this.#waiting = true;
    this.#source.pause();
    if (this.#listensToDrain) return;
    this.#listensToDrain = true;
    target.on("drain", () => this.#drained());
  }

  #drained(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.written = this.#clock.elapsed();
    if (this.#chunk) giveBack(this.#chunk);
    this.#chunk = undefined;
    this.#source.resume();
  }
}

/** Linux tells apart whom a reset meets: `EPIPE` is for one that had come to its end before. */
function hadEnded(error: NodeJS.ErrnoException): boolean {
  return error.code === "EPIPE";
}

function whenFinished(stream: Socket, then: () => void): void {
  if (stream.writableFinished) then();
  else stream.once("finish", then);
}

function reset(side: PumpSide): void {
  if (!side.socket.destroyed) side.socket.resetAndDestroy();
  side.stream.destroy();
}

/** When a side was last heard, or took the last of what it was given. */
function lastByte(from: Direction, to: Direction): number {
  return Math.max(from.read, to.written);
}

/** Calls `expired` once a side has been without a byte for the limit. One timer, put off rather than made anew. */
function watchIdle(
  toUpstream: Direction,
  toClient: Direction,
  { clock, idle }: PumpOptions,
  expired: (message: string) => void,
): () => void {
  const check = (): void => {
    const client = lastByte(toUpstream, toClient);
    const upstream = lastByte(toClient, toUpstream);
    const left = Math.min(client, upstream) + idle - clock.elapsed();
    if (left > 0) cancel = clock.setTimer(left, check);
    else expired(`no byte from or to the ${client <= upstream ? "client" : "upstream"} for ${idle} ms`);
  };
  let cancel = clock.setTimer(idle, check);
  return () => cancel();
}
