import cluster from "node:cluster";
import { Command, Option } from "commander";
import { connectionsFor, descriptorLimit } from "../admission/index.ts";
import { systemClock } from "../clock.ts";
import { processLine, serveAsWorker } from "../cluster/index.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { PoolChange } from "../endpoints/table.ts";
import type { EventFormat } from "../events/sinks.ts";
import { HeldBytes } from "../held-bytes.ts";
import type { About } from "../log/names.ts";
import type { ReloadReport } from "../reload/report.ts";
import { VERSION } from "../version.ts";
import { Announcer } from "./announce.ts";
import { applyTo, explainUpdateFailure } from "./apply.ts";
import { descriptorWarning } from "./descriptor-warning.ts";
import { EventOutput } from "./event-output.ts";
import { openEventStream, tellErrorsOf } from "./event-stream.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";
import { receiveHangups } from "./hangups.ts";
import { type LogFlags, logFormatFlag, logLevelFlag, logSettings } from "./log-flags.ts";
import { Observing } from "./observing.ts";
import { durationOf, workersOf } from "./option-values.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { Reloading } from "./reloading.ts";
import { runAlone, runWorkers } from "./running.ts";
import { log, say } from "./say.ts";
import { type Selection, selectEndpoints } from "./select-endpoints.ts";
import { DEFAULT_DRAIN_MS, endBy, stopSignal } from "./stop-signal.ts";

interface StartOptions extends LogFlags {
  readonly config: string;
  readonly all?: boolean;
  readonly format: EventFormat;
  readonly watch: boolean;
  readonly drainTimeout?: number;
  readonly workers?: number;
}

const STARTING: About = { event: "starting", level: "debug", fields: { version: VERSION } };
const FAILED: About = { event: "start-failed", level: "error" };
const STOPPED: About = { event: "stopped" };

/** `sluice start`. */
export function startCommand(): Command {
  return new Command("start")
    .description("start the endpoints of a configuration")
    .argument("[name...]", "names of the endpoints to start")
    .option("--all", "start all endpoints")
    .option("--config <file>", "configuration to read", "sluice.yml")
    .option("--no-watch", "reload on SIGHUP alone, not when a file changes")
    .option("--workers <number>", "serve with several processes, `auto` for as many as run at once", workersOf)
    .option("--drain-timeout <duration>", "how long connections may go on when it stops, such as 30s", durationOf)
    .addOption(new Option("--format <format>", "how events are written").choices(["json", "text"]).default("json"))
    .addOption(logLevelFlag())
    .addOption(logFormatFlag())
    .action(async (names: string[], options: StartOptions) => {
      if (options.workers !== undefined && cluster.isWorker) work(names, options);
      else process.exitCode = await start(names, options);
    });
}

async function start(names: readonly string[], options: StartOptions): Promise<number> {
  const { config: path, workers, watch, format } = options;
  const hangups = receiveHangups();
  // Nobody may be left to read what is said.
  process.stderr.on("error", () => {});
  tellErrorsOf(process.stdout);
  await log.use(logSettings(options));
  say(`version ${VERSION}, process ${process.pid}, starts`, STARTING);
  const keepFiles = workers !== undefined;
  let observing: Observing | undefined;
  const onReport = (report: ReloadReport): void => observing?.reloaded(report);
  const held = new HeldBytes();
  const reloading = new Reloading({ path, clock: systemClock, watch, keepFiles, held, onReport });
  const reading = await reloading.read();
  if (reading.unreadable !== undefined) {
    say(`${path} cannot be read (${reading.unreadable})`, FAILED);
    return EXIT_MISUSE;
  }
  await log.use(logSettings(options, reading.config?.log));
  log.diagnostics(reading.diagnostics, (all) => printDiagnostics(all, process.cwd()));
  if (!reading.config) return EXIT_FAILURE;
  let inForce = reading.config;
  const select = selector(names, options);
  const selected = select(inForce);
  if (!selected.ok) {
    say(selected.message, FAILED);
    return EXIT_MISUSE;
  }
  const opened = await openEventStream(inForce.events.file);
  if (!opened.ok) {
    say(opened.message, FAILED);
    return EXIT_FAILURE;
  }
  const events = new EventOutput(format, opened.events);
  const config = { ...inForce, endpoints: selected.endpoints };
  const observed = new Observing({ clock: systemClock, events, flags: options, loadedAt: reading.at });
  observing = observed;
  const prepared = await observed.prepare(config);
  if (!prepared.ok) {
    await opened.events.discard();
    say(prepared.message, FAILED);
    return EXIT_FAILURE;
  }
  prepared.prepared.commit();
  await observed.trace();
  const given = {
    config,
    reading,
    events,
    clock: systemClock,
    onPoolChange: (by: number, change: PoolChange) => observed.poolChanged(by, change),
    onWorkerGone: (worker: number) => observed.workerGone(worker),
  };
  const running = workers === undefined ? runAlone(given) : runWorkers({ ...given, workers, path, held });
  const result = await running.listen();
  if (!result.ok) {
    await Promise.all([opened.events.discard(), observed.close()]);
    say(explainUpdateFailure(result.failure), FAILED);
    return EXIT_FAILURE;
  }
  const announcer = new Announcer();
  announcer.announce(result);
  observed.listening(running);
  warnOfDescriptors(inForce, workers);
  reloading.start(
    reading,
    async (next, signal, read) => {
      const updatable = { update: (to: ProxyConfig, how: object) => running.update(to, read, how) };
      const applied = await applyTo(updatable, next, { select, events, announcer, observing: observed }, signal);
      if (!applied.ok) return applied;
      inForce = next;
      warnOfDescriptors(inForce, workers);
      return applied;
    },
    hangups,
    running.everywhere,
  );
  const drain = (): number => options.drainTimeout ?? inForce.drainTimeout ?? DEFAULT_DRAIN_MS;
  const end = (signal: NodeJS.Signals): void => {
    running.kill();
    endBy(signal);
  };
  const proxy = {
    close: (how: { readonly drain: number }): Promise<void> => {
      observed.draining(how.drain);
      return running.close(how);
    },
  };
  await stopSignal({ proxy, reloading, drain, end });
  events.end();
  await observed.close();
  say("stopped", STOPPED);
  return EXIT_OK;
}

/** One of the processes that `start` has started. Signals are the primary's: a terminal or a supervisor sends them to all. */
function work(names: readonly string[], options: StartOptions): void {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  process.stderr.on("error", () => {});
  const select = selector(names, options);
  serveAsWorker({
    line: processLine,
    clock: systemClock,
    select: (config) => {
      const selected = select(config);
      if (!selected.ok) throw new Error(selected.message);
      return { ...config, endpoints: selected.endpoints };
    },
  });
}

function selector(names: readonly string[], { all = false }: StartOptions): (config: ProxyConfig) => Selection {
  return ({ endpoints }) => selectEndpoints(endpoints, names, all);
}

function warnOfDescriptors({ limits = {} }: ProxyConfig, workers = 1): void {
  const warning = descriptorWarning(limits, { room: connectionsFor(descriptorLimit()), workers });
  if (warning !== undefined) say(warning, { event: "descriptors", level: "warn" });
}
