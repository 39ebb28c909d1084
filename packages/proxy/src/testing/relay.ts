import type { Socket } from "node:net";
import { systemClock } from "../clock.ts";
import { connectLending } from "../connection/lending.ts";
import { type PumpEnd, type PumpOptions, pump } from "../connection/pump.ts";
import { ReadAhead } from "../connection/read-ahead.ts";
import { deferred } from "../deferred.ts";
import { dialTcp, type Peer, tcpPeer } from "./peers.ts";

/** A relay on loopback in front of an upstream; `ended` is what its one connection came to. */
export interface Relay {
  readonly port: number;
  readonly ended: Promise<PumpEnd>;
  /** The relay's own socket to the client. */
  client(): Socket | undefined;
  /** That to the upstream. */
  upstream(): Socket | undefined;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `lends`: whether the upstream is read into rooms, as the proxy does, but for one over TLS. Default: it is. */
export interface RelayOptions extends Partial<PumpOptions> {
  readonly lends?: boolean;
}

export async function relayTo(upstream: Peer, { lends = true, ...options }: RelayOptions = {}): Promise<Relay> {
  const { promise: ended, resolve } = deferred<PumpEnd>();
  let dialled: Socket | undefined;
  const relay = await tcpPeer(async (client) => {
    // As the proxy does: read while the upstream is dialled.
    const ahead = new ReadAhead(client);
    const target = await dialTcp(upstream.port, lends ? connectLending : undefined);
    dialled = target;
    resolve(
      await pump(
        { stream: client, socket: client },
        { stream: target, socket: target },
        { first: undefined, ahead: ahead.take(), clock: systemClock, idle: 300_000, linger: 2_000, ...options },
      ),
    );
  });
  const client = () => relay.accepted[0];
  return {
    port: relay.port,
    ended,
    client,
    upstream: () => dialled,
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  };
}

/** Without what depends on how fast this machine is. */
export function outcomeOf({
  clientIdle: _client,
  upstreamIdle: _upstream,
  ...rest
}: PumpEnd): Omit<PumpEnd, "clientIdle" | "upstreamIdle"> {
  return rest;
}
