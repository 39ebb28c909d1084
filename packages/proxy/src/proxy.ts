import type { Socket } from "node:net";
import {
  type Admission,
  type AdmissionCounts,
  connectionsFor,
  descriptorLimit,
  LocalAdmission,
} from "./admission/index.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { ProxyConfig } from "./config/config.ts";
import { serveConnection } from "./connection/connection.ts";
import type { Services } from "./connection/services.ts";
import { bindKey, buildEndpointTable, type EndpointConflict, type EndpointTable } from "./endpoints/table.ts";
import type { ConnectionEvent, EventSink } from "./events/event.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import type { ListenFailure } from "./listener.ts";
import { Listeners } from "./listeners.ts";
import { createHostCertificates } from "./tls/host-certificates.ts";
import type { TrustRoots } from "./tls/roots.ts";
import { RootsInForce } from "./tls/roots-in-force.ts";
import { type SelfSigned, selfSignedFor } from "./tls/self-signed.ts";
import { TerminationServers } from "./tls/servers.ts";
import { type AskedTermination, Terminations } from "./tls/terminations.ts";
import { unlessAborted } from "./unless-aborted.ts";
import { createDialer } from "./upstream/dial.ts";

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
  /** Accepts no more, gives running connections the time to end, then ends them. Their events are written before it resolves. */
  close(options?: CloseOptions): Promise<void>;
  /** What is open, was admitted and was refused for a limit. */
  readonly admission: AdmissionCounts;
  /** Calls `listener` for every closed connection; the result stops that. */
  onConnectionClosed(listener: (event: ConnectionEvent) => void): () => void;
}

/**
 * A proxy for this configuration. `loadConfig` has found endpoints that contradict each other; where the
 * configuration was made otherwise and has such, this throws.
 */
export function createProxy(config: ProxyConfig, options: ProxyOptions = {}): TrafficProxy {
  const built = buildEndpointTable(config.endpoints, config.listen);
  if (!built.ok) throw new Error(messageOf(built.conflicts));
  return new ListeningProxy(config, options);
}

/** What was made for a configuration before it is in force. */
interface Prepared {
  readonly table: EndpointTable;
  readonly selfSigned: SelfSigned | undefined;
  readonly roots: TrustRoots;
}

type Around =
  | { readonly ok: true; readonly roots: TrustRoots | undefined; readonly selfSigned: SelfSigned | undefined }
  | { readonly ok: false; readonly message: string };

class ListeningProxy implements TrafficProxy {
  readonly #options: ProxyOptions;
  readonly #clock: Clock;
  readonly #servers = new TerminationServers();
  readonly #listeners = new Listeners();
  readonly #admission: Admission;
  readonly #open = new Map<Socket, Promise<void>>();
  readonly #observers = new Set<(event: ConnectionEvent) => void>();
  readonly #first: ProxyConfig;
  /** Those of the configuration in force. */
  #table: EndpointTable | undefined;
  #selfSigned: SelfSigned | undefined;
  readonly #roots: RootsInForce;
  #state: "new" | "listening" | "closed" = "new";
  readonly #closing = new AbortController();
  /** The change that is under way, or the last one. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(config: ProxyConfig, options: ProxyOptions) {
    this.#first = config;
    this.#options = options;
    this.#roots = new RootsInForce(options.roots);
    this.#clock = options.clock ?? systemClock;
    this.#admission =
      options.admission ?? new LocalAdmission(this.#clock, connectionsFor(options.descriptors ?? descriptorLimit()));
    if (options.events) {
      const sink = options.events;
      this.#observers.add((event) => sink.write(event));
    }
  }

  async listen(): Promise<ListenResult> {
    if (this.#state !== "new") throw new Error("`listen` may be called once");
    this.#state = "listening";
    const result = await this.#inTurn(() => this.#change(this.#first));
    if (result.ok) return result;
    await this.close();
    const { failure } = result;
    if (failure.kind === "listen" || failure.kind === "roots") return { ok: false, failure };
    throw new Error(failure.kind === "conflict" ? failure.message : "closed before it has listened");
  }

  update(config: ProxyConfig, options: UpdateOptions = {}): Promise<UpdateResult> {
    return this.#inTurn(() => this.#change(config, options));
  }

  async close({ drain = 0 }: CloseOptions = {}): Promise<void> {
    this.#state = "closed";
    this.#closing.abort();
    const closed = this.#listeners.close();
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
    // A change that is under way sees that its proxy is closed, and closes what it has opened.
    await Promise.all([closed, this.#turn, ...this.#open.values()]);
  }

  get admission(): AdmissionCounts {
    return this.#admission.counts;
  }

  onConnectionClosed(listener: (event: ConnectionEvent) => void): () => void {
    this.#observers.add(listener);
    return () => this.#observers.delete(listener);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Everything that can fail comes first, beside what runs; then all changes in one synchronous step. */
  async #change(config: ProxyConfig, { signal }: UpdateOptions = {}): Promise<UpdateResult> {
    const stop = (): UpdateResult | undefined => {
      if (this.#state !== "listening") return NOT_LISTENING;
      return signal?.aborted ? ABORTED : undefined;
    };
    const stopped = stop();
    if (stopped) return stopped;
    const options = { clock: this.#clock, before: this.#table };
    const built = buildEndpointTable(config.endpoints, config.listen, options);
    if (!built.ok) return { ok: false, failure: { kind: "conflict", message: messageOf(built.conflicts) } };
    const { table } = built;
    // A file system may never answer, and `close` must not wait for that.
    const read = await unlessAborted(this.#readAround(config), this.#closing.signal);
    if (!read) return NOT_LISTENING;
    if (!read.ok) return { ok: false, failure: { kind: "roots", message: read.message } };
    const { roots, selfSigned } = read;
    const services = this.#services(config, { table, selfSigned, roots: roots ?? { certificates: [], source: "" } });
    const result = await this.#listeners.prepare(table.listeners);
    if (!result.ok) return { ok: false, failure: { kind: "listen", ...result.failure } };
    const late = stop();
    if (late) {
      await result.prepared.abandon();
      return late;
    }
    result.prepared.commit((route) => (socket, local) => {
      this.#accept(serveConnection(socket, local, route, services), socket);
    });
    this.#admission.use(config.limits ?? {});
    this.#table = table;
    this.#selfSigned = selfSigned;
    this.#roots.use(roots);
    services.terminations.forgetOthers(terminationsOf(config));
    const endpoints = this.#listening(config);
    return roots ? { ok: true, endpoints, roots: roots.source } : { ok: true, endpoints };
  }

  /** What a configuration needs that is not in it. */
  async #readAround(config: ProxyConfig): Promise<Around> {
    const roots = needsRoots(config) ? await this.#roots.next() : undefined;
    if (roots && !roots.ok) return roots;
    const selfSigned = config.selfSigned ? await selfSignedFor(config.endpoints, this.#selfSigned) : undefined;
    return { ok: true, roots: roots?.roots, selfSigned };
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

  /** What the connections accepted under this configuration share; they keep it to their end. */
  #services(config: ProxyConfig, { table, selfSigned, roots }: Prepared): Services {
    const certificates = createHostCertificates(config.certificates, selfSigned);
    return {
      clock: this.#clock,
      limits: { ...DEFAULT_LIMITS, ...this.#options.limits },
      table,
      terminations: new Terminations(certificates, config.revocation, this.#servers),
      dialer: createDialer(this.#clock, roots),
      admission: this.#admission,
      proxyHeaderFrom: config.listen.acceptProxyProtocol,
      serverRegion: config.serverRegion,
      random: this.#options.random ?? Math.random,
    };
  }

  #listening(config: ProxyConfig): ListeningEndpoint[] {
    return config.endpoints.flatMap(({ name, url }) => {
      const listener = url.internal ? undefined : this.#listeners.get(bindKey(url, config.listen));
      if (!listener) return [];
      const { address, port } = listener;
      return [{ ...(name === undefined ? {} : { name }), url: url.url, address, port }];
    });
  }
}

const NOT_LISTENING: UpdateResult = { ok: false, failure: { kind: "not-listening" } };
const ABORTED: UpdateResult = { ok: false, failure: { kind: "aborted" } };

/** Every TLS configuration that a connection may be terminated with. */
function terminationsOf({ endpoints }: ProxyConfig): AskedTermination[] {
  return endpoints.flatMap(({ policy, agentTermination, alpnProtocols = [] }) =>
    [...(policy?.terminations ?? []), ...(agentTermination ? [agentTermination] : [])].map((tls) => ({
      tls,
      alpnProtocols,
    })),
  );
}

function needsRoots(config: ProxyConfig): boolean {
  return config.endpoints.some(({ upstream }) => {
    const verifies = upstream?.address.scheme === "tls" && !upstream.tls?.insecureSkipVerify;
    return verifies && upstream.tls?.certificateAuthorities === undefined;
  });
}

function messageOf(conflicts: readonly EndpointConflict[]): string {
  return conflicts.map(({ message }) => message).join("; ");
}

/** One observer's mistake must not cost the others their event, or the process its life. */
function notify(observer: (event: ConnectionEvent) => void, event: ConnectionEvent): void {
  try {
    observer(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error), { type: "EventObserverWarning" });
  }
}
