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
import { type RunningConnection, RunningConnections } from "./connection/running.ts";
import { hostWith, type Services } from "./connection/services.ts";
import { buildEndpointTable, type EndpointTable } from "./endpoints/table.ts";
import type { ConnectionEvent } from "./events/event.ts";
import { Observers } from "./events/observers.ts";
import { IntelligenceInForce } from "./intelligence/index.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { Listeners, type Ports, type PreparedListeners } from "./listeners.ts";
import { conflictMessage, listeningEndpoints, needsRoots, terminationsOf } from "./of-config.ts";
import { OpenConnections } from "./open-connections.ts";
import { refuse } from "./refuse.ts";
import { settleSocketShapes } from "./socket-shapes.ts";
import { createHostCertificates } from "./tls/host-certificates.ts";
import type { TrustRoots } from "./tls/roots.ts";
import { RootsInForce } from "./tls/roots-in-force.ts";
import { type SelfSigned, selfSignedFor } from "./tls/self-signed.ts";
import { TerminationServers } from "./tls/servers.ts";
import { Terminations } from "./tls/terminations.ts";
import type {
  CloseOptions,
  ListenResult,
  PrepareUpdateResult,
  ProxyOptions,
  TrafficProxy,
  UpdateOptions,
  UpdateResult,
} from "./traffic-proxy.ts";
import { unlessAborted } from "./unless-aborted.ts";
import { createDialer } from "./upstream/dial.ts";

export type * from "./traffic-proxy.ts";

/**
 * A proxy for this configuration. `loadConfig` has found endpoints that contradict each other; where the
 * configuration was made otherwise and has such, this throws.
 */
export function createProxy(config: ProxyConfig, options: ProxyOptions = {}): TrafficProxy {
  const built = buildEndpointTable(config.endpoints, config.listen);
  if (!built.ok) throw new Error(conflictMessage(built.conflicts));
  return new ListeningProxy(config, options);
}

/** What was made for a configuration before it is in force. */
interface Prepared {
  readonly table: EndpointTable;
  readonly selfSigned: SelfSigned | undefined;
  /** None where no upstream needs them. */
  readonly roots: TrustRoots | undefined;
}

type Around =
  | { readonly ok: true; readonly roots: TrustRoots | undefined; readonly selfSigned: SelfSigned | undefined }
  | { readonly ok: false; readonly message: string };

class ListeningProxy implements TrafficProxy {
  readonly #options: ProxyOptions;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #servers = new TerminationServers();
  readonly #listeners: Ports;
  readonly #admission: Admission;
  readonly #open = new OpenConnections();
  readonly #observers = new Observers();
  readonly #running: RunningConnections | undefined;
  /** Until it is listened with. */
  #first: ProxyConfig | undefined;
  /** Those of the configuration in force. */
  #table: EndpointTable | undefined;
  #selfSigned: SelfSigned | undefined;
  readonly #roots: RootsInForce;
  #intelligence: IntelligenceInForce | undefined;
  #state: "new" | "listening" | "closed" = "new";
  readonly #closing = new AbortController();
  /** The change that is under way, or the last one. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(config: ProxyConfig, options: ProxyOptions) {
    settleSocketShapes();
    this.#first = config;
    this.#options = options;
    this.#roots = new RootsInForce(options.roots);
    this.#clock = options.clock ?? systemClock;
    const most = connectionsFor(options.descriptors ?? descriptorLimit());
    const admission = options.admission ?? new LocalAdmission(this.#clock, most);
    this.#admission = admission;
    if (options.watchRunning) this.#running = new RunningConnections();
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#listeners =
      options.ports ??
      new Listeners({
        clock: this.#clock,
        room: () => most - admission.counts.open,
        within: this.#limits.clientHello,
        refuse: (socket, reason) => {
          const event = refuse(socket, reason, this.#clock);
          this.#observers.tell(() => event);
        },
      });
    if (options.events) {
      const sink = options.events;
      this.#observers.add((event) => sink.write(event));
    }
  }

  async listen(): Promise<ListenResult> {
    const first = this.#first;
    if (this.#state !== "new" || !first) throw new Error("`listen` may be called once");
    this.#state = "listening";
    this.#first = undefined;
    const result = await this.#inTurn(() => this.#change(first));
    if (result.ok) return result;
    await this.close();
    const { failure } = result;
    if (failure.kind === "listen" || failure.kind === "roots") return { ok: false, failure };
    throw new Error(failure.kind === "conflict" ? failure.message : "closed before it has listened");
  }

  update(config: ProxyConfig, options: UpdateOptions = {}): Promise<UpdateResult> {
    return this.#inTurn(() => this.#change(config, options));
  }

  prepare(config: ProxyConfig, options: UpdateOptions = {}): Promise<PrepareUpdateResult> {
    return new Promise((resolve, reject) => {
      const turn = this.#inTurn(async () => {
        const result = await this.#prepare(config, options);
        if (!result.ok) {
          resolve(result);
          return;
        }
        const { prepared } = result;
        const settled = new Promise<void>((settle) => {
          const commit = (): UpdateResult => {
            settle();
            return prepared.commit();
          };
          const abandon = (): Promise<void> => {
            settle();
            return prepared.abandon();
          };
          resolve({ ok: true, prepared: { commit, abandon } });
        });
        // Whoever has asked may be gone, and `close` must not wait for that.
        await unlessAborted(settled, this.#closing.signal);
        // The next change may open the ports that this one leaves.
        await prepared.abandon();
      });
      turn.catch(reject);
    });
  }

  async close({ drain = 0 }: CloseOptions = {}): Promise<void> {
    this.#state = "closed";
    this.#closing.abort();
    const closed = this.#listeners.close();
    if (drain > 0 && this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.setTimer(drain, resolve);
        void this.#open.served().then(() => {
          cancel();
          resolve();
        });
      });
    }
    this.#open.destroyAll();
    // A change that is under way sees that its proxy is closed, and closes what it has opened.
    await Promise.all([closed, this.#turn, this.#open.served()]);
  }

  get admission(): AdmissionCounts {
    return this.#admission.counts;
  }

  running(): readonly RunningConnection[] {
    return this.#running?.list() ?? [];
  }

  onConnectionClosed(listener: (event: ConnectionEvent) => void): () => void {
    return this.#observers.add(listener);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #change(config: ProxyConfig, options: UpdateOptions = {}): Promise<UpdateResult> {
    const result = await this.#prepare(config, options);
    return result.ok ? result.prepared.commit() : result;
  }

  /** Everything that can fail comes first, beside what runs; then all changes in one synchronous step. */
  async #prepare(config: ProxyConfig, { signal }: UpdateOptions): Promise<PrepareUpdateResult> {
    const stop = (): Refused | undefined => {
      if (this.#state !== "listening") return NOT_LISTENING;
      return signal?.aborted ? ABORTED : undefined;
    };
    const stopped = stop();
    if (stopped) return stopped;
    const { onPoolChange } = this.#options;
    const options = { clock: this.#clock, before: this.#table, onPoolChange };
    const built = buildEndpointTable(config.endpoints, config.listen, options);
    if (!built.ok) return { ok: false, failure: { kind: "conflict", message: conflictMessage(built.conflicts) } };
    const { table } = built;
    // A file system may never answer, and `close` must not wait for that.
    const read = await unlessAborted(this.#readAround(config), this.#closing.signal);
    if (!read) return NOT_LISTENING;
    if (!read.ok) return { ok: false, failure: { kind: "roots", message: read.message } };
    const result = await this.#listeners.prepare(table.listeners);
    if (!result.ok) return { ok: false, failure: { kind: "listen", ...result.failure } };
    const { prepared } = result;
    const late = stop();
    if (late) {
      await prepared.abandon();
      return late;
    }
    // The first of the two settles it: its ports are those in force after the one, and closed after the other.
    let settled: Promise<void> | undefined;
    let isCommitted = false;
    const abandon = (): Promise<void> => {
      settled ??= prepared.abandon();
      return settled;
    };
    const commit = (): UpdateResult => {
      const refused = stop();
      // One that was abandoned for that it is refused, is refused for the same reason again.
      if (isCommitted || (settled && !refused)) {
        throw new Error("an update may be committed once, and not once it is abandoned");
      }
      if (refused) {
        void abandon();
        return refused;
      }
      isCommitted = true;
      settled = Promise.resolve();
      return this.#commit(config, { table, selfSigned: read.selfSigned, roots: read.roots }, prepared);
    };
    return { ok: true, prepared: { commit, abandon } };
  }

  #commit(config: ProxyConfig, prepared: Prepared, listeners: PreparedListeners): UpdateResult {
    const { table, selfSigned, roots } = prepared;
    const services = this.#services(config, prepared);
    this.#admission.use(config.limits ?? {});
    this.#table = table;
    this.#selfSigned = selfSigned;
    this.#roots.use(roots);
    services.terminations.forgetOthers(terminationsOf(config));
    // Last: who has waited for this is served at once, and by nothing of what was before.
    listeners.commit((route) => (socket, local, waited) => {
      const open = this.#open.add(socket);
      serveConnection({ socket, local, waited }, route, services, (makeEvent) => {
        this.#open.remove(open);
        this.#observers.tell(makeEvent);
      });
    });
    this.#intelligence?.end();
    this.#intelligence = services.intelligence;
    const endpoints = listeningEndpoints(config, this.#listeners);
    return roots ? { ok: true, endpoints, roots: roots.source } : { ok: true, endpoints };
  }

  /** What a configuration needs that is not in it. */
  async #readAround(config: ProxyConfig): Promise<Around> {
    const roots = needsRoots(config) ? await this.#roots.next() : undefined;
    if (roots && !roots.ok) return roots;
    const selfSigned = config.selfSigned ? await selfSignedFor(config.endpoints, this.#selfSigned) : undefined;
    return { ok: true, roots: roots?.roots, selfSigned };
  }

  /** What the connections accepted under this configuration share; they keep it to their end. */
  #services(config: ProxyConfig, { table, selfSigned, roots }: Prepared): Services {
    const certificates = createHostCertificates(config.certificates, selfSigned);
    return {
      clock: this.#clock,
      limits: this.#limits,
      table,
      terminations: new Terminations(certificates, config.revocation, this.#servers),
      dialer: createDialer(this.#clock, roots ?? NO_ROOTS),
      admission: this.#admission,
      proxyHeaderFrom: config.listen.acceptProxyProtocol,
      serverRegion: config.serverRegion,
      intelligence: config.intelligence && new IntelligenceInForce(config.intelligence),
      running: this.#running,
      host: hostWith(this.#clock, this.#options.random ?? Math.random),
    };
  }
}

const NO_ROOTS: TrustRoots = { certificates: [], source: "" };
type Refused = UpdateResult & { readonly ok: false };
const NOT_LISTENING: Refused = { ok: false, failure: { kind: "not-listening" } };
const ABORTED: Refused = { ok: false, failure: { kind: "aborted" } };
