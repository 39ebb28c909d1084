import type { Socket } from "node:net";
import { connectionsFor, descriptorLimit, RemoteAdmission } from "../admission/index.ts";
import type { Clock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import { createProxy } from "../proxy.ts";
import { readConfiguration, readFrom } from "../reload/read-configuration.ts";
import type { PreparedUpdate, TrafficProxy } from "../traffic-proxy.ts";
import { HandedPorts } from "./handed-ports.ts";
import { LentBytes } from "./lent-bytes.ts";
import type { Source, ToWorker } from "./messages.ts";
import { OutgoingEvents } from "./outgoing-events.ts";
import type { PrimaryLine } from "./primary-line.ts";

export interface WorkerOptions {
  readonly line: PrimaryLine;
  readonly clock: Clock;
  /** The configuration without the endpoints that were not asked for. */
  readonly select: (config: ProxyConfig) => ProxyConfig;
  /** Default: asked of the system. */
  readonly descriptors?: number;
}

/** Serves what the primary hands to it, until the primary tells it to close. */
export function serveAsWorker(options: WorkerOptions): void {
  const worker = new Worker(options);
  options.line.listen((message, socket) => worker.hear(message, socket));
  options.line.send({ kind: "ready" });
}

class Worker {
  readonly #options: WorkerOptions;
  readonly #ports = new HandedPorts();
  readonly #admission: RemoteAdmission;
  readonly #events: OutgoingEvents;
  readonly #databases: LentBytes;
  #proxy: TrafficProxy | undefined;
  #roots: Source["roots"];
  #prepared: PreparedUpdate | undefined;
  /** The one under way; aborted where it is no longer wanted. */
  #preparing = new AbortController();
  #isClosing = false;

  constructor(options: WorkerOptions) {
    const { line, clock, descriptors = descriptorLimit() } = options;
    this.#options = options;
    this.#databases = new LentBytes((question) => line.send(question));
    this.#events = new OutgoingEvents((batch) => line.send({ kind: "events", ...batch }));
    this.#admission = new RemoteAdmission({
      clock,
      room: connectionsFor(descriptors),
      line: {
        ask: (question, entry, step) => line.send({ kind: "ask", question, entry, step }),
        leaveEndpoint: (entry, id) => line.send({ kind: "leave-endpoint", entry, id }),
        leave: (entry) => line.send({ kind: "leave", entry }),
      },
    });
  }

  hear(message: ToWorker, socket: Socket | undefined): void {
    switch (message.kind) {
      case "prepare":
        void this.#answer(message.ask, this.#prepare(message.source));
        return;
      case "commit":
        void this.#answer(message.ask, this.#commit());
        return;
      case "abandon":
        void this.#answer(message.ask, this.#abandon());
        return;
      case "connection":
        this.#take(message, socket);
        return;
      case "answer":
        this.#admission.answered(message.question, message.overload);
        return;
      case "database":
        this.#databases.hear(message);
        return;
      case "close":
        void this.#close(message.drain);
        return;
    }
  }

  async #answer(ask: number, work: Promise<string | undefined>): Promise<void> {
    const problem = await work.catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    this.#options.line.send({ kind: "done", ask, ...(problem === undefined ? {} : { problem }) });
  }

  async #prepare({ at, files, databases, lists, roots, ...sources }: Source): Promise<string | undefined> {
    const wanted = new AbortController();
    this.#preparing = wanted;
    const read = {
      readFile: readFrom(files),
      readBytes: this.#databases.reader(databases),
      readList: this.#databases.listReader(lists),
    };
    const reading = await readConfiguration({ ...sources, at: new Date(at), ...read });
    // Another may be on its way by now, and have told its roots.
    if (wanted.signal.aborted) return "it is no longer wanted";
    if (!reading.config) return "a worker reads the configuration otherwise";
    const config = this.#options.select(reading.config);
    this.#roots = roots;
    if (!this.#proxy) return this.#listen(config);
    const result = await this.#proxy.prepare(config, { signal: wanted.signal });
    if (!result.ok) return `a worker cannot go over to it (${result.failure.kind})`;
    if (wanted.signal.aborted) await result.prepared.abandon();
    else this.#prepared = result.prepared;
    return undefined;
  }

  /** The first configuration is in force at once: nothing is handed to a worker that was not told to commit. */
  async #listen(config: ProxyConfig): Promise<string | undefined> {
    const { clock, line } = this.#options;
    const proxy = createProxy(config, {
      clock,
      events: this.#events,
      onPoolChange: (change) => line.send({ kind: "pool", change }),
      admission: this.#admission,
      ports: this.#ports,
      roots: async () => ({ ok: true, roots: this.#roots ?? { certificates: [], source: "" } }),
    });
    const result = await proxy.listen();
    if (!result.ok) return `a worker cannot start (${result.failure.kind})`;
    this.#proxy = proxy;
    this.#prepared = { commit: () => result, abandon: async () => {} };
    return undefined;
  }

  async #commit(): Promise<string | undefined> {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    if (!prepared) return "a worker has nothing to go over to";
    const result = prepared.commit();
    return result.ok ? undefined : `a worker cannot go over to it (${result.failure.kind})`;
  }

  async #abandon(): Promise<undefined> {
    this.#preparing.abort();
    const prepared = this.#prepared;
    this.#prepared = undefined;
    await prepared?.abandon();
  }

  #take({ id, route, waited = 0 }: ToWorker & { readonly kind: "connection" }, socket: Socket | undefined): void {
    const serve = this.#ports.serving(route);
    if (!socket || !serve) {
      // The primary has a descriptor of it, too: it resets the connection, and tells.
      socket?.destroy();
      this.#options.line.send({ kind: "taken", id, missing: true });
      return;
    }
    this.#options.line.send({ kind: "taken", id });
    // What a listening server of ours would have been made with.
    socket.allowHalfOpen = true;
    serve(socket, undefined, waited);
  }

  async #close(drain: number): Promise<void> {
    await this.#proxy?.close({ drain });
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#events.flush();
    this.#options.line.end();
  }
}
