import type { Socket } from "node:net";
import type { CancelTimer, Clock } from "../clock.ts";
import { Direction, type PumpSide } from "./direction.ts";

export interface PumpOptions {
  /** Bytes that were read from the client already; they go to the upstream first. */
  readonly first: Buffer | undefined;
  /** What the client has said since, chunk by chunk as it was read. Default: nothing. */
  readonly ahead?: readonly Buffer[] | undefined;
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
  new Relay(client, upstream, options, ended).start(options);
}

const NO_CHUNKS: readonly Buffer[] = [];

/** What relays a stream or a socket. */
const RELAY = Symbol("relay");

interface Relayed extends Socket {
  [RELAY]?: Relay | undefined;
}

/** What listens to each socket from the start is the same for all, as in `Direction`. */
class Relay {
  readonly #client: PumpSide;
  readonly #upstream: PumpSide;
  readonly #toUpstream: Direction;
  readonly #toClient: Direction;
  readonly #clock: Clock;
  readonly #idle: number;
  readonly #linger: number;
  readonly #ended: (end: PumpEnd) => void;
  #open = 2;
  #error: PumpError | undefined;
  #cancelIdle: CancelTimer;
  #cancelLinger: CancelTimer | undefined;

  constructor(client: PumpSide, upstream: PumpSide, options: PumpOptions, ended: (end: PumpEnd) => void) {
    const { clock } = options;
    this.#client = client;
    this.#upstream = upstream;
    this.#clock = clock;
    this.#idle = options.idle;
    this.#linger = options.linger;
    this.#ended = ended;
    this.#toUpstream = new Direction(client, upstream, clock);
    this.#toClient = new Direction(upstream, client, clock);
    this.#toUpstream.back = this.#toClient;
    this.#toClient.back = this.#toUpstream;
    options.counting?.({ toUpstream: this.#toUpstream, toClient: this.#toClient });
    // One timer, put off rather than made anew.
    this.#cancelIdle = clock.setTimer(this.#idle, () => this.#checkIdle());
    this.#watch(client);
    this.#watch(upstream);
  }

  start({ first, ahead }: PumpOptions): void {
    // Both sides may have been closed before.
    if (this.#open === 0) return;
    if (first) this.#toUpstream.forward(first);
    this.#toClient.start(NO_CHUNKS);
    this.#toUpstream.start(ahead ?? NO_CHUNKS);
  }

  static readonly #onError = function (this: Relayed, error: Error): void {
    const relay = this[RELAY];
    if (relay) relay.#broken(this, error.message);
  };

  static readonly #onClose = function (this: Relayed): void {
    const relay = this[RELAY];
    if (relay) relay.#gone(this);
  };

  #watch({ stream, socket }: PumpSide): void {
    (socket as Relayed)[RELAY] = this;
    socket.on("error", Relay.#onError);
    if (socket !== stream) {
      (stream as Relayed)[RELAY] = this;
      stream.on("error", Relay.#onError);
    }
    if (socket.destroyed) this.#gone(socket);
    else socket.on("close", Relay.#onClose);
  }

  #isClient(of: Socket): boolean {
    return of === this.#client.socket || of === this.#client.stream;
  }

  /** A side has failed, or is closed before its time. */
  #broken(of: Socket, message?: string): void {
    const isClient = this.#isClient(of);
    const other = isClient ? this.#upstream : this.#client;
    const from = isClient ? this.#toUpstream : this.#toClient;
    const to = isClient ? this.#toClient : this.#toUpstream;
    const code = isClient ? "client-reset" : "upstream-reset";
    if (from.complete) {
      // It has said all it had to say, and that must still arrive: only what is meant for it has nowhere to go.
      to.discard();
      this.#lingerFor(other, { code, message: message ?? "closed before it was told everything" });
      return;
    }
    from.stop();
    if (message !== undefined) this.#error ??= { code, message };
    if (message === undefined) other.socket.destroy();
    else reset(other);
  }

  /** Without a limit an upstream that never ends would be read at full speed for a client that is gone. */
  #lingerFor(other: PumpSide, error: PumpError): void {
    whenFinished(other.stream, () => {
      // An error is followed by the close, which says the same once more.
      if (this.#open === 0 || this.#cancelLinger !== undefined) return;
      this.#cancelLinger = this.#clock.setTimer(this.#linger, () => {
        this.#error ??= error;
        other.socket.destroy();
      });
    });
  }

  #gone(socket: Socket): void {
    const isClient = this.#isClient(socket);
    const { stream } = isClient ? this.#client : this.#upstream;
    const to = isClient ? this.#toClient : this.#toUpstream;
    if (!stream.readableEnded || !to.delivered) this.#broken(socket);
    this.#open -= 1;
    if (this.#open === 0) this.#closed();
  }

  #closed(): void {
    this.#cancelIdle();
    this.#cancelLinger?.();
    this.#letGo(this.#client);
    this.#letGo(this.#upstream);
    this.#toUpstream.letGo();
    this.#toClient.letGo();
    const now = this.#clock.elapsed();
    const counts = {
      bytesIn: this.#toUpstream.bytes,
      bytesOut: this.#toClient.bytes,
      clientIdle: now - lastByte(this.#toUpstream, this.#toClient),
      upstreamIdle: now - lastByte(this.#toClient, this.#toUpstream),
    };
    this.#ended(this.#error ? { ...counts, error: this.#error } : counts);
  }

  #letGo({ stream, socket }: PumpSide): void {
    (socket as Relayed)[RELAY] = undefined;
    if (socket !== stream) (stream as Relayed)[RELAY] = undefined;
  }

  #checkIdle(): void {
    const client = lastByte(this.#toUpstream, this.#toClient);
    const upstream = lastByte(this.#toClient, this.#toUpstream);
    const left = Math.min(client, upstream) + this.#idle - this.#clock.elapsed();
    if (left > 0) {
      this.#cancelIdle = this.#clock.setTimer(left, () => this.#checkIdle());
      return;
    }
    const side = client <= upstream ? "client" : "upstream";
    this.#error ??= { code: "idle-timeout", message: `no byte from or to the ${side} for ${this.#idle} ms` };
    this.#client.socket.destroy();
    this.#upstream.socket.destroy();
  }
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
