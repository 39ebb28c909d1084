import type { Admission, AdmissionCounts } from "./admission/index.ts";
import type { Clock } from "./clock.ts";
import type { ProxyConfig } from "./config/config.ts";
import type { RunningConnection } from "./connection/running.ts";
import type { PoolChange } from "./endpoints/table.ts";
import type { ConnectionEvent, EventSink } from "./events/event.ts";
import type { Limits } from "./limits.ts";
import type { ListenFailure } from "./listener.ts";
import type { Ports } from "./listeners.ts";
import type { LoadRoots, TrustRoots } from "./tls/roots.ts";

export interface ProxyOptions {
  /** Where events go. Default: nowhere. */
  readonly events?: EventSink;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: those of language.md, section 7. */
  readonly limits?: Partial<Limits>;
  /** How many files the process may have open: more connections than that is enough for are refused. Default: asked of the system. */
  readonly descriptors?: number;
  /** Who counts connections against the configuration's limits. Default: the proxy itself, within `descriptors`. */
  readonly admission?: Admission;
  /** Draws in [0, 1) for `rand.*`. Default: `Math.random`. */
  readonly random?: () => number;
  /** What `tls://` upstreams are verified against. Default: the system's, read by `listen` and again by every `update`. */
  readonly roots?: TrustRoots | LoadRoots;
  /**
   * Called when a member of a pool could not be dialled and is passed over from now on, and when it has been dialled again. Must not throw.
   */
  readonly onPoolChange?: (change: PoolChange) => void;
  /** Whether `running` tells of connections while they are served, at a small cost for each. Default false. */
  readonly watchRunning?: boolean;
  /** What opens ports. Default: the proxy itself; another where connections are accepted elsewhere. */
  readonly ports?: Ports;
}

/** A public endpoint that can be connected to. */
export interface ListeningEndpoint {
  readonly name?: string;
  readonly url: string;
  /** What is bound; the wildcard address for all. */
  readonly address: string;
  readonly port: number;
}

export type ListenResult =
  | {
      readonly ok: true;
      /** In the order of the configuration. */
      readonly endpoints: readonly ListeningEndpoint[];
      /** Where the roots come from that upstreams are verified against; absent where no upstream needs them. */
      readonly roots?: string;
    }
  | { readonly ok: false; readonly failure: StartFailure };

/** Why a proxy does not start. */
export type StartFailure =
  | ({ readonly kind: "listen" } & ListenFailure)
  /** What upstreams would be verified against cannot be read, or is not what it was. */
  | { readonly kind: "roots"; readonly message: string };

/** Why a proxy goes on as it was. */
export type UpdateFailure =
  | StartFailure
  /** The configuration contradicts itself: what `loadConfig` would have found. */
  | { readonly kind: "conflict"; readonly message: string }
  /** It does not listen yet, or no longer. */
  | { readonly kind: "not-listening" }
  /** The caller's signal was aborted. */
  | { readonly kind: "aborted" };

export type UpdateResult =
  | (ListenResult & { readonly ok: true })
  | { readonly ok: false; readonly failure: UpdateFailure };

/**
 * Another configuration that is ready. Nothing else changes until one of the two is called, and the first call settles it. Its new ports
 * are open, though: who connects there waits for the commit, 3 s (`limits.clientHello`) at most, and is else refused with an event, `not-in-force`.
 */
export interface PreparedUpdate {
  /**
   * Goes over to it; refused where the proxy was closed or the signal of `prepare` was aborted in between, and all is left as it was then.
   * Throws where it was committed or abandoned before.
   */
  commit(): UpdateResult;
  /** Leaves all as it was, and does nothing once it was committed. Resolves once its new ports are closed. */
  abandon(): Promise<void>;
}

export type PrepareUpdateResult =
  | { readonly ok: true; readonly prepared: PreparedUpdate }
  | { readonly ok: false; readonly failure: UpdateFailure };

export interface CloseOptions {
  /** Milliseconds that running connections have to end on their own. Default 0. */
  readonly drain?: number;
}

export interface UpdateOptions {
  /** Once it is aborted, nothing changes any more. Default: never. */
  readonly signal?: AbortSignal;
}

export interface TrafficProxy {
  /** Opens all ports, or none. May be called once. */
  listen(): Promise<ListenResult>;
  /**
   * Goes over to another configuration, or changes nothing at all and says why. Ports that both have stay open without
   * a gap, with the number that was given to them if they asked for any. Connections that are running end as they began.
   */
  update(config: ProxyConfig, options?: UpdateOptions): Promise<UpdateResult>;
  /** The first half of `update`: all that can fail, of which only its new ports are seen. Further updates wait for its end. */
  prepare(config: ProxyConfig, options?: UpdateOptions): Promise<PrepareUpdateResult>;
  /** Accepts no more, gives running connections the time to end, then ends them. Their events are written before it resolves. */
  close(options?: CloseOptions): Promise<void>;
  /** What is open, was admitted and was refused for a limit. Who waits for a prepared update is in none of it, nor who is refused there. */
  readonly admission: AdmissionCounts;
  /** The connections that are being served; empty unless `watchRunning` was asked for. */
  running(): readonly RunningConnection[];
  /** Calls `listener` for every closed connection; the result stops that. */
  onConnectionClosed(listener: (event: ConnectionEvent) => void): () => void;
}
