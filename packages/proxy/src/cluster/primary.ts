import type { Socket } from "node:net";
import { connectionsFor, descriptorLimit, LocalAdmission } from "../admission/index.ts";
import type { Clock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import { buildEndpointTable, type ListenerRoute, type PoolChange } from "../endpoints/table.ts";
import type { ConnectionEvent } from "../events/event.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { Listeners, type PreparedListeners } from "../listeners.ts";
import type { Say } from "../log/names.ts";
import { conflictMessage, listeningEndpoints, needsRoots } from "../of-config.ts";
import { type Reason, refuse } from "../refuse.ts";
import type { TrustRoots } from "../tls/roots.ts";
import { RootsInForce } from "../tls/roots-in-force.ts";
import type { CloseOptions, ListenResult, UpdateFailure, UpdateOptions } from "../traffic-proxy.ts";
import { unlessAborted } from "../unless-aborted.ts";
import { Crew } from "./crew.ts";
import { Handing } from "./handing.ts";
import type { Source } from "./messages.ts";
import type { EventBatch } from "./outgoing-events.ts";
import type { StartWorker } from "./worker-process.ts";

export interface PrimaryOptions {
  /** How many workers serve. */
  readonly workers: number;
  readonly clock: Clock;
  readonly start: StartWorker;
  readonly events: EventLines;
  /** The bytes with a digest, of databases that are in use. Default: there are none. */
  readonly database?: (digest: string) => Buffer | undefined;
  readonly say: Say;
  /** `worker`: the number of the one that has learned it by its own dials. */
  readonly onPoolChange?: (worker: number, change: PoolChange) => void;
  /** It has ended, and what it knew of pools with it. */
  readonly onWorkerGone?: (worker: number) => void;
}

/** Where events go: those of workers are lines already. */
export interface EventLines {
  write(event: ConnectionEvent): void;
  /** Lines of JSON. `overloads`: how many of them were refused for which limit. */
  writeLines(lines: string, overloads?: EventBatch["overloads"]): void;
}

/** A configuration, and what it was made from. */
export interface Sourced {
  readonly config: ProxyConfig;
  readonly source: Omit<Source, "roots">;
}

export type PrimaryFailure =
  | UpdateFailure
  /** A worker does not get to it. */
  | { readonly kind: "worker"; readonly message: string };

type Refused = { readonly ok: false; readonly failure: PrimaryFailure };
export type PrimaryResult = (ListenResult & { readonly ok: true }) | Refused;

/**
 * A proxy whose connections are served by several processes. This one opens the ports, accepts, hands on, counts for the limits
 * and writes the events; it parses nothing that a client sends.
 */
export class Primary {
  readonly #ports: Listeners;
  readonly #roots = new RootsInForce(undefined);
  readonly #admission: LocalAdmission;
  readonly #handing: Handing;
  readonly #crew: Crew;
  readonly #closing = new AbortController();
  /** The change that is under way, or the last one. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Ends once every worker has gone over to what is in force, or is ended for that it has not. */
  #goingOver: Promise<void> = Promise.resolve();

  constructor(options: PrimaryOptions) {
    const { clock, events } = options;
    this.#admission = new LocalAdmission(clock);
    const room = connectionsFor(descriptorLimit());
    const refuseSocket = (socket: Socket, reason: Reason): void => events.write(refuse(socket, reason, clock));
    const handing = new Handing({ room, refuse: refuseSocket });
    this.#handing = handing;
    this.#ports = new Listeners({
      clock,
      room: () => room - handing.handed,
      within: DEFAULT_LIMITS.clientHello,
      refuse: refuseSocket,
    });
    this.#crew = new Crew({
      ...options,
      admission: this.#admission,
      handing: this.#handing,
      inTurn: (work) => this.#inTurn(work),
    });
  }

  /** Starts the workers, and opens all ports once all are ready; else ends what it has started. May be called once. */
  async listen(sourced: Sourced): Promise<PrimaryResult> {
    const result = await this.#inTurn(() => this.#change(sourced, {}));
    if (!result.ok) await this.close();
    // What is said of the workers comes before what is said of the ports.
    else await this.#goingOver;
    return result;
  }

  /** Resolves once every worker has gone over to what is in force; one that does not in time is ended. */
  get goneOver(): Promise<void> {
    return this.#goingOver;
  }

  /** All workers go over to another configuration, or none does. Resolves once that is certain: who connects then meets it. */
  update(sourced: Sourced, options: UpdateOptions = {}): Promise<PrimaryResult> {
    return this.#inTurn(() => this.#change(sourced, options));
  }

  /** Connections that workers serve, as far as they have told. */
  get open(): number {
    return this.#crew.open;
  }

  /** How many workers connections are handed to. */
  get serving(): number {
    return this.#handing.members.length;
  }

  /** Accepts no more, and ends the workers once their connections have ended or had the time to. */
  async close({ drain = 0 }: CloseOptions = {}): Promise<void> {
    this.#closing.abort();
    void this.#ports.close();
    await this.#crew.close(drain);
    await this.#turn;
  }

  /** Ends the workers at once: they would else live on where they hang while this process ends. */
  kill(): void {
    this.#crew.kill();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.then(() => this.#goingOver).catch(() => {});
    return done;
  }

  async #change({ config, source }: Sourced, { signal }: UpdateOptions): Promise<PrimaryResult> {
    const stop = (): Refused | undefined => {
      if (this.#closing.signal.aborted) return { ok: false, failure: { kind: "not-listening" } };
      return signal?.aborted ? { ok: false, failure: { kind: "aborted" } } : undefined;
    };
    const stopped = stop();
    if (stopped) return stopped;
    const built = buildEndpointTable(config.endpoints, config.listen);
    if (!built.ok) return { ok: false, failure: { kind: "conflict", message: conflictMessage(built.conflicts) } };
    // Read once for all: workers that verify against different roots would not be one proxy.
    const read = needsRoots(config) ? await unlessAborted(this.#roots.next(), this.#closing.signal) : undefined;
    if (read && !read.ok) return { ok: false, failure: { kind: "roots", message: read.message } };
    const roots = read?.roots;
    const late = stop();
    if (late) return late;
    const problem = await this.#crew.prepare({ ...source, ...(roots ? { roots } : {}) });
    const refused = stop() ?? (problem === undefined ? undefined : workerFailure(problem));
    // Ports come last: what connects to a new one would have to wait for the slowest worker.
    const opened = refused ?? (await this.#open(built.table.listeners));
    if (!opened.ok) {
      await this.#crew.abandon();
      return opened;
    }
    const ports = opened.prepared;
    // In one step with the commit: whoever gives it up later than this has its result instead.
    const given = stop();
    if (!given) return this.#commit(config, { ports, roots });
    await Promise.all([ports.abandon(), this.#crew.abandon()]);
    return given;
  }

  async #open(
    routes: readonly ListenerRoute[],
  ): Promise<{ readonly ok: true; readonly prepared: PreparedListeners } | Refused> {
    const opened = await this.#ports.prepare(routes);
    return opened.ok ? opened : { ok: false, failure: { kind: "listen", ...opened.failure } };
  }

  /**
   * All in one step: in between, what is accepted would meet one half of each, or a `close` one half of nothing. It waits for no worker:
   * nothing can keep this from being in force any more, and whoever is slow to say so must not make it seem otherwise.
   */
  #commit(config: ProxyConfig, { ports, roots }: Ready): PrimaryResult {
    this.#admission.use(config.limits ?? {});
    this.#goingOver = this.#crew.commit();
    ports.commit(
      ({ key }) =>
        (socket, _local, waited) =>
          this.#handing.hand(key, socket, waited),
    );
    this.#roots.use(roots);
    const endpoints = listeningEndpoints(config, this.#ports);
    return roots ? { ok: true, endpoints, roots: roots.source } : { ok: true, endpoints };
  }
}

interface Ready {
  readonly ports: PreparedListeners;
  readonly roots: TrustRoots | undefined;
}

function workerFailure(message: string): Refused {
  return { ok: false, failure: { kind: "worker", message } };
}
