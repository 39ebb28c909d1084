import type { Socket } from "node:net";
import type { CancelTimer, Clock } from "../clock.ts";
import { Direction, type PumpSide } from "./direction.ts";

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
