import type { OverloadCode } from "../admission/index.ts";
import type { Clock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { MetricsConfig } from "../config/metrics.ts";
import type { PoolChange } from "../endpoints/table.ts";
import { readableLine } from "../events/readable.ts";
import { LimitWatch } from "../log/limit-watch.ts";
import type { HttpServer } from "../metrics/http-server.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { PoolStates } from "../metrics/pool-states.ts";
import { overlap } from "../overlap.ts";
import type { Chance, ReloadReport } from "../reload/report.ts";
import { loadTracing } from "../telemetry/tracing.ts";
import type { EventOutput } from "./event-output.ts";
import { type LogFlags, logSettings } from "./log-flags.ts";
import { log, say } from "./say.ts";

/** What runs, as far as it is watched. */
export interface Watched {
  /** Connections that are open. */
  readonly open: number;
  /** Whether anybody serves connections. */
  readonly serves: boolean;
}

export interface ObservingOptions {
  readonly clock: Clock;
  readonly events: EventOutput;
  readonly flags: LogFlags;
  /** When the first configuration was read. */
  readonly loadedAt: Date;
}

/** Another configuration's log and metrics, ready to be gone over to. */
export interface PreparedObserving {
  commit(): void;
  /** Leaves all as it was. */
  abandon(): Promise<void>;
}

export type PrepareObservingResult = { readonly ok: true; readonly prepared: PreparedObserving } | ObservingFailure;

export interface ObservingFailure {
  readonly ok: false;
  readonly message: string;
  /** Whether the same may come into force later. */
  readonly chance: Chance;
}

type State = "starting" | "listening" | "draining";

/** All that is seen of a process from outside beside its events: its log, its metrics, its health, its spans. */
export class Observing {
  readonly #options: ObservingOptions;
  readonly #pools = new PoolStates();
  readonly #limits: LimitWatch;
  #state: State = "starting";
  #watched: Watched = { open: 0, serves: false };
  #metrics: Metrics | undefined;
  #server: { readonly server: HttpServer; readonly at: MetricsConfig } | undefined;
  #stopCounting: (() => void) | undefined;
  #stopTelling: (() => void) | undefined;

  constructor(options: ObservingOptions) {
    this.#options = options;
    this.#limits = new LimitWatch(options.clock, say);
    options.events.onOverload((code, count) => this.#limited(code, count));
  }

  /** Spans for who has an SDK of OpenTelemetry in this process; nothing else. */
  async trace(): Promise<void> {
    const tell = await loadTracing();
    if (!tell) return;
    this.#options.events.observe(tell);
    say("spans go to the OpenTelemetry SDK of this process", { event: "tracing" });
  }

  /** What it takes is loaded and its port is open, or nothing has changed. */
  async prepare(config: ProxyConfig): Promise<PrepareObservingResult> {
    await log.prepare(logSettings(this.#options.flags, config.log));
    const opened = await this.#open(config.metrics);
    if (!opened.ok) return opened;
    const { server } = opened;
    const isNew = server !== undefined && server !== this.#server?.server;
    return {
      ok: true,
      prepared: {
        commit: () => this.#commit(config, server),
        abandon: async () => {
          if (isNew) await server?.close();
        },
      },
    };
  }

  /** All ports are open: this is what serves. */
  listening(watched: Watched): void {
    this.#watched = watched;
    this.#state = "listening";
  }

  /** It accepts no more. `drain`: milliseconds that running connections have. */
  draining(drain: number): void {
    if (this.#state === "draining") {
      say("the rest is closed at once", { event: "draining" });
      return;
    }
    this.#state = "draining";
    const { open } = this.#watched;
    const fields = { open, drain_ms: drain };
    const rest = open === 0 ? "" : `; still open: ${open}, for ${drain / 1_000} s at most`;
    say(`accepts no more${rest}`, { event: "draining", fields });
  }

  reloaded(report: ReloadReport): void {
    this.#metrics?.process.reloaded(report);
  }

  /** `by`: the number of the worker, 0 where there is none. */
  poolChanged(by: number, change: PoolChange): void {
    this.#pools.changed(by, change);
    const { url, upstream, ejected } = change;
    const fields = { pool: url, upstream, ...(by > 0 ? { worker: by } : {}) };
    const who = by > 0 ? `worker ${by}: ` : "";
    if (ejected) {
      this.#metrics?.process.ejected();
      const line = `${who}${upstream} of ${url} cannot be reached, and is passed over`;
      say(line, { event: "pool-member-ejected", level: "warn", fields });
    } else say(`${who}${upstream} of ${url} is back`, { event: "pool-member-back", fields });
  }

  workerGone(worker: number): void {
    this.#pools.forget(worker);
  }

  /** Nothing more is seen. */
  async close(): Promise<void> {
    this.#limits.close();
    await this.#server?.server.close();
    this.#server = undefined;
  }

  #limited(code: OverloadCode, count: number): void {
    this.#limits.refused(code, count);
    this.#metrics?.process.limited(code, count);
  }

  /** No server where none is wanted; the one that is open where it is the right one. */
  async #open(
    at: MetricsConfig | undefined,
  ): Promise<{ readonly ok: true; readonly server: HttpServer | undefined } | ObservingFailure> {
    if (!at) return { ok: true, server: undefined };
    const { host, port } = at;
    const open = this.#server;
    // Also one that was given to who asked for any, and is now asked for by its number.
    if (open && open.at.host === host && (open.at.port === port || open.server.port === port))
      return { ok: true, server: open.server };
    // Only who asks for metrics waits for what makes them.
    const [{ openHttpServer }, { createMetrics }] = await Promise.all([
      import("../metrics/http-server.ts"),
      import("../metrics/metrics.ts"),
    ]);
    this.#metrics ??= createMetrics(
      {
        open: () => this.#watched.open,
        ready: () => this.#notReady() === undefined,
        pools: () => this.#pools.all(),
      },
      this.#options.loadedAt,
    );
    const metrics = this.#metrics;
    const opened = await openHttpServer({ host, port }, { scrape: metrics.scrape, notReady: () => this.#notReady() });
    if (opened.ok) return opened;
    if (open && opened.code === "EADDRINUSE" && open.server.port === port && overlap(open.at.host, host)) {
      // The one cannot be bound beside the other, and nobody may be left without either.
      const message = `port ${port} of ${host} cannot be opened for metrics while they are at ${open.at.host} of the same port; choose another port, or restart`;
      return { ok: false, message, chance: "never" };
    }
    return { ok: false, message: explain(at, opened), chance: "some-day" };
  }

  #commit(config: ProxyConfig, server: HttpServer | undefined): void {
    void log.use(logSettings(this.#options.flags, config.log));
    const before = this.#server?.server;
    this.#server = config.metrics && server ? { server, at: config.metrics } : undefined;
    if (before !== server) void before?.close();
    const { metrics: at } = config;
    this.#pools.use(config.endpoints, at?.maxEndpoints);
    if (at && server && this.#metrics) {
      const { connections } = this.#metrics;
      connections.use(config.endpoints, at.maxEndpoints);
      this.#stopCounting ??= this.#options.events.observe((event) => connections.observe(event));
      if (before !== server) {
        const where = `${at.host.includes(":") ? `[${at.host}]` : at.host}:${server.port}`;
        say(`metrics at http://${where}/metrics`, {
          event: "metrics",
          fields: { address: at.host, port: server.port },
        });
      }
    } else {
      this.#stopCounting?.();
      this.#stopCounting = undefined;
    }
    this.#tellConnections();
  }

  /** Each connection is a line of the log for who debugs, and for nobody else. */
  #tellConnections(): void {
    if (!log.writes("debug")) {
      this.#stopTelling?.();
      this.#stopTelling = undefined;
      return;
    }
    this.#stopTelling ??= this.#options.events.observe((event) => {
      const fields = { event_id: event.event_id };
      say(readableLine(event), { event: "connection", level: "debug", fields });
    });
  }

  #notReady(): string | undefined {
    if (this.#state !== "listening") return this.#state;
    return this.#watched.serves ? undefined : "no worker serves";
  }
}

function explain(
  { host, port }: MetricsConfig,
  { code, message }: { readonly code: string; readonly message: string },
): string {
  const where = `port ${port} of ${host}`;
  const mend = "change `metrics: { address }` in the configuration";
  if (code === "EADDRINUSE") return `${where} for metrics is taken by another program; ${mend}`;
  if (code === "EACCES") return `${where} for metrics may not be bound by this user; ${mend}`;
  if (code === "EADDRNOTAVAIL") return `${host} for metrics is not an address of this machine; ${mend}`;
  return `${where} for metrics cannot be listened on: ${message}`;
}
