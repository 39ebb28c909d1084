import type { Socket } from "node:net";
import { type Clock, systemClock } from "./clock.ts";
import type { ProxyConfig } from "./config/config.ts";
import { serveConnection } from "./connection/connection.ts";
import type { Services } from "./connection/services.ts";
import { bindAddress, buildEndpointTable, type EndpointTable } from "./endpoints/table.ts";
import type { ConnectionEvent, EventSink } from "./events/event.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { type Listener, type ListenFailure, openListener } from "./listener.ts";
import { createHostCertificates } from "./tls/host-certificates.ts";
import { loadTrustRoots, type TrustRoots } from "./tls/roots.ts";
import { TerminationServers } from "./tls/servers.ts";
import { createDialer } from "./upstream/dial.ts";

export interface ProxyOptions {
  /** Where events go. Default: nowhere. */
  readonly events?: EventSink;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: those of language.md, section 7. */
  readonly limits?: Partial<Limits>;
  /** Draws in [0, 1) for `rand.*`. Default: `Math.random`. */
  readonly random?: () => number;
  /** What `tls://` upstreams are verified against. Default: the system's, read by `listen`. */
  readonly roots?: TrustRoots;
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
  | { readonly ok: false; readonly failure: ListenFailure };

export interface CloseOptions {
  /** Milliseconds that running connections have to end on their own. Default 0. */
  readonly drain?: number;
}

export interface TrafficProxy {
  /** Opens all ports, or none. May be called once. */
  listen(): Promise<ListenResult>;
  /** Accepts no more, gives running connections the time to end, then ends them. Their events are written before it resolves. */
  close(options?: CloseOptions): Promise<void>;
  /** Calls `listener` for every closed connection; the result stops that. */
  onConnectionClosed(listener: (event: ConnectionEvent) => void): () => void;
}

/**
 * A proxy for this configuration. `loadConfig` has found endpoints that contradict each other; where the
 * configuration was made otherwise and has such, this throws.
 */
export function createProxy(config: ProxyConfig, options: ProxyOptions = {}): TrafficProxy {
  const built = buildEndpointTable(config.endpoints, config.listen);
  if (!built.ok) throw new Error(built.conflicts.map((conflict) => conflict.message).join("; "));
  return new ListeningProxy(config, options, built.table);
}

class ListeningProxy implements TrafficProxy {
  readonly #config: ProxyConfig;
  readonly #options: ProxyOptions;
  readonly #table: EndpointTable;
  readonly #clock: Clock;
  readonly #open = new Map<Socket, Promise<void>>();
  readonly #observers = new Set<(event: ConnectionEvent) => void>();
  #listeners: readonly Listener[] = [];

  constructor(config: ProxyConfig, options: ProxyOptions, table: EndpointTable) {
    this.#config = config;
    this.#options = options;
    this.#table = table;
    this.#clock = options.clock ?? systemClock;
    if (options.events) {
      const sink = options.events;
      this.#observers.add((event) => sink.write(event));
    }
  }

  async listen(): Promise<ListenResult> {
    const roots = this.#options.roots ?? (this.#needsRoots() ? await loadTrustRoots() : undefined);
    const services = this.#services(roots ?? { certificates: [], source: "" });
    const results = await Promise.all(
      this.#table.listeners.map((route) =>
        openListener(route, (socket, local) => this.#accept(serveConnection(socket, local, route, services), socket)),
      ),
    );
    this.#listeners = results.flatMap((result) => (result.ok ? [result.listener] : []));
    const failed = results.find((result) => !result.ok);
    if (failed && !failed.ok) {
      await this.close();
      return failed;
    }
    const endpoints = this.#listening();
    return roots ? { ok: true, endpoints, roots: roots.source } : { ok: true, endpoints };
  }

  async close({ drain = 0 }: CloseOptions = {}): Promise<void> {
    const closed = this.#listeners.map((listener) => listener.close());
    this.#listeners = [];
    if (drain > 0 && this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.setTimer(drain, resolve);
        void Promise.all(this.#open.values()).then(() => {
          cancel();
          resolve();
        });
      });
    }
    for (const socket of this.#open.keys()) socket.destroy();
    await Promise.all([...closed, ...this.#open.values()]);
  }

  onConnectionClosed(listener: (event: ConnectionEvent) => void): () => void {
    this.#observers.add(listener);
    return () => this.#observers.delete(listener);
  }

  #accept(connection: ReturnType<typeof serveConnection>, socket: Socket): void {
    const served = connection.then((makeEvent) => {
      this.#open.delete(socket);
      if (this.#observers.size === 0) return;
      const event = makeEvent();
      for (const observer of this.#observers) notify(observer, event);
    });
    this.#open.set(socket, served);
  }

  #services(roots: TrustRoots): Services {
    return {
      clock: this.#clock,
      limits: { ...DEFAULT_LIMITS, ...this.#options.limits },
      table: this.#table,
      certificates: createHostCertificates(this.#config.certificates),
      terminations: new TerminationServers(),
      dialer: createDialer(this.#clock, roots),
      serverRegion: this.#config.serverRegion,
      random: this.#options.random ?? Math.random,
    };
  }

  #needsRoots(): boolean {
    return this.#config.endpoints.some(({ upstream }) => {
      const verifies = upstream?.address.scheme === "tls" && !upstream.tls?.insecureSkipVerify;
      return verifies && upstream.tls?.certificateAuthorities === undefined;
    });
  }

  #listening(): ListeningEndpoint[] {
    return this.#config.endpoints.flatMap(({ name, url }) => {
      if (url.internal) return [];
      const bound = bindAddress(url, this.#config.listen);
      const listener = this.#listeners.find(({ route }) => route.publicPort === url.port && route.address === bound);
      if (!listener) return [];
      const { address, port } = listener;
      return [{ ...(name === undefined ? {} : { name }), url: url.url, address, port }];
    });
  }
}

/** One observer's mistake must not cost the others their event, or the process its life. */
function notify(observer: (event: ConnectionEvent) => void, event: ConnectionEvent): void {
  try {
    observer(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error), { type: "EventObserverWarning" });
  }
}
