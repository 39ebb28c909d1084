import { Counter, collectDefaultMetrics, Gauge, type Registry } from "prom-client";
import { OVERLOAD_CODES, type OverloadCode } from "../admission/index.ts";
import type { ReloadReport } from "../reload/report.ts";
import { VERSION } from "../version.ts";

/** What is asked at each scrape. */
export interface ProcessState {
  /** Connections that are open. */
  readonly open: () => number;
  readonly ready: () => boolean;
  /** How many processes pass over each member of a pool now. */
  readonly pools: () => Iterable<PoolMemberState>;
}

export interface PoolMemberState {
  /** That of the pool. */
  readonly url: string;
  readonly upstream: string;
  readonly ejectedBy: number;
}

/** Of Node's own, those that walk all sockets or descriptors at each scrape: with 10,000 connections everybody would wait for that. */
const COSTLY = [
  "nodejs_active_handles",
  "nodejs_active_handles_total",
  "nodejs_active_requests",
  "nodejs_active_requests_total",
  "nodejs_active_resources",
  "nodejs_active_resources_total",
  "process_open_fds",
];

/** What is counted of the process itself. */
export class ProcessMetrics {
  readonly #reloads: Counter;
  readonly #lastReload: Gauge;
  readonly #lastResult: Gauge;
  readonly #limits: Counter;
  readonly #ejections: Counter;

  /** `loadedAt`: when the configuration in force was read. */
  constructor(registry: Registry, state: ProcessState, loadedAt: Date) {
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    for (const name of COSTLY) registry.removeSingleMetric(name);
    new Gauge({
      name: "sluice_build_info",
      help: "1, with the versions of Sluice and Node.",
      labelNames: ["version", "node"],
      registers,
    })
      .labels(VERSION, process.versions.node)
      .set(1);
    new Gauge({
      name: "sluice_ready",
      help: "Whether it listens and does not drain: 1 or 0.",
      registers,
      collect() {
        this.set(state.ready() ? 1 : 0);
      },
    });
    new Gauge({
      name: "sluice_open_connections",
      help: "Connections that are open.",
      registers,
      collect() {
        this.set(state.open());
      },
    });
    new Gauge({
      name: "sluice_pool_member_ejected",
      help: "How many processes pass over a member of a pool, since they could not dial it.",
      labelNames: ["pool", "upstream"],
      registers,
      collect() {
        this.reset();
        for (const { url, upstream, ejectedBy } of state.pools()) this.labels(url, upstream).set(ejectedBy);
      },
    });
    this.#ejections = new Counter({
      name: "sluice_pool_member_ejections_total",
      help: "How often a process began to pass over a member of a pool.",
      registers,
    });
    this.#reloads = new Counter({
      name: "sluice_config_reloads_total",
      help: "Reloads of the configuration, by whether it came into force.",
      labelNames: ["result"],
      registers,
    });
    for (const result of ["ok", "refused"]) this.#reloads.labels(result).inc(0);
    this.#lastReload = new Gauge({
      name: "sluice_config_last_load_timestamp_seconds",
      help: "When the configuration in force was read, in seconds since 1970.",
      registers,
    });
    this.#lastReload.set(loadedAt.getTime() / 1_000);
    this.#lastResult = new Gauge({
      name: "sluice_config_last_reload_ok",
      help: "Whether the last reload came into force: 1 or 0; 1 before the first.",
      registers,
    });
    this.#lastResult.set(1);
    this.#limits = new Counter({
      name: "sluice_limits_hit_total",
      help: "Connections that were refused for a limit.",
      labelNames: ["limit"],
      registers,
    });
    for (const code of OVERLOAD_CODES) this.#limits.labels(code).inc(0);
  }

  reloaded(report: ReloadReport): void {
    if (report.kind === "restored") return;
    const isOk = report.kind === "reloaded";
    this.#reloads.labels(isOk ? "ok" : "refused").inc();
    this.#lastResult.set(isOk ? 1 : 0);
    if (isOk) this.#lastReload.set(report.reading.at.getTime() / 1_000);
  }

  limited(code: OverloadCode, count: number): void {
    this.#limits.labels(code).inc(count);
  }

  ejected(): void {
    this.#ejections.inc();
  }
}
