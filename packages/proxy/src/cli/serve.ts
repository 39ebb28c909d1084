import { connectionsFor, descriptorLimit } from "../admission/index.ts";
import { systemClock } from "../clock.ts";
import { processLine, serveAsWorker } from "../cluster/index.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { PoolChange } from "../endpoints/table.ts";
import { HeldBytes } from "../held-bytes.ts";
import type { About } from "../log/names.ts";
import type { ConfigSources, Reading } from "../reload/read-configuration.ts";
import type { ReloadReport } from "../reload/report.ts";
import { COMMAND_LINE } from "../sources/command-line/command-line.ts";
import { VERSION } from "../version.ts";
import { Announcer } from "./announce.ts";
import { applyTo, explainUpdateFailure } from "./apply.ts";
import { descriptorWarning } from "./descriptor-warning.ts";
import { EventOutput } from "./event-output.ts";
import { openEventStream, tellErrorsOf } from "./event-stream.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";
import { receiveHangups } from "./hangups.ts";
import { LiveSession, wantsLive } from "./live-session.ts";
import { logSettings } from "./log-flags.ts";
import { Observing } from "./observing.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { Reloading } from "./reloading.ts";
import { runAlone, runWorkers } from "./running.ts";
import { log, say } from "./say.ts";
import type { Selection } from "./select-endpoints.ts";
import type { ServeFlags } from "./serve-flags.ts";
import { DEFAULT_DRAIN_MS, endBy, stopSignal } from "./stop-signal.ts";

const STARTING: About = { event: "starting", level: "debug", fields: { version: VERSION } };
const FAILED: About = { event: "start-failed", level: "error" };
const OTHER_WAYS =
  "name another with --config FILE, or serve one endpoint without any: sluice tcp 5432 --url tcp://127.0.0.1:7000";
const STOPPED: About = { event: "stopped" };

/** What is to be served. */
export interface ServeRequest {
  readonly sources: ConfigSources;
  /** Of the endpoints that are there, those that are wanted. */
  readonly select: (config: ProxyConfig) => Selection;
  readonly flags: ServeFlags;
  /** What a live view calls it. */
  readonly title: string;
}

/** Serves until a signal ends it; the result is the exit code. */
export async function serve({ sources, select, flags, title }: ServeRequest): Promise<number> {
  const { workers, watch, format = "json" } = flags;
  const hangups = receiveHangups();
  // Nobody may be left to read what is said.
  process.stderr.on("error", () => {});
  tellErrorsOf(process.stdout);
  await log.use(logSettings(flags));
  say(`version ${VERSION}, process ${process.pid}, starts`, STARTING);
  const keepFiles = workers !== undefined;
  let observing: Observing | undefined;
  const onReport = (report: ReloadReport): void => observing?.reloaded(report);
  const held = new HeldBytes();
  const reloading = new Reloading({ sources, clock: systemClock, watch, keepFiles, held, onReport });
  const reading = await reloading.read();
  if (reading.unreadable !== undefined) {
    sayUnreadable(reading);
    return EXIT_MISUSE;
  }
  await log.use(logSettings(flags, reading.config?.log));
  log.diagnostics(reading.diagnostics, (all) => printDiagnostics(all, process.cwd(), sources.typed));
  if (!reading.config) return isMisuse(reading.diagnostics) ? EXIT_MISUSE : EXIT_FAILURE;
  let inForce = reading.config;
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
  const live = wantsLive(flags) ? new LiveSession({ title, workers, clock: systemClock, events }) : undefined;
  const observed = new Observing({ clock: systemClock, events, flags, loadedAt: reading.at });
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
    watchRunning: live !== undefined,
    onPoolChange: (by: number, change: PoolChange) => observed.poolChanged(by, change),
    onWorkerGone: (worker: number) => observed.workerGone(worker),
  };
  const running = workers === undefined ? runAlone(given) : runWorkers({ ...given, workers, sources, held });
  const result = await running.listen();
  if (!result.ok) {
    await Promise.all([opened.events.discard(), observed.close()]);
    say(explainUpdateFailure(result.failure), FAILED);
    return EXIT_FAILURE;
  }
  const drain = (): number => flags.drainTimeout ?? inForce.drainTimeout ?? DEFAULT_DRAIN_MS;
  const end = (signal: NodeJS.Signals): void => {
    live?.close();
    running.kill();
    endBy(signal);
  };
  const proxy = {
    close: (how: { readonly drain: number }): Promise<void> => {
      live?.stopping();
      observed.draining(how.drain);
      return running.close(how);
    },
  };
  // Before anything is shown: a signal must find somebody who gives the terminal back.
  const stopped = stopSignal({ proxy, reloading, drain, end });
  live?.open(running, config, result.endpoints);
  const announcer = new Announcer();
  announcer.announce(result);
  observed.listening(running);
  // Asked once: Node writes a whole report for it.
  const room = connectionsFor(descriptorLimit());
  warnOfDescriptors(inForce, room, workers);
  reloading.start(
    reading,
    async (next, signal, read) => {
      const update = async (to: ProxyConfig, how: object) => {
        const updated = await running.update(to, read, how);
        if (updated.ok) live?.use(to, updated.endpoints);
        return updated;
      };
      const applied = await applyTo({ update }, next, { select, events, announcer, observing: observed }, signal);
      if (!applied.ok) return applied;
      inForce = next;
      warnOfDescriptors(inForce, room, workers);
      return applied;
    },
    hangups,
    running.everywhere,
  );
  await stopped;
  live?.close();
  events.end();
  await observed.close();
  say("stopped", STOPPED);
  return EXIT_OK;
}

/** One of the processes that `serve` has started. Signals are the primary's: a terminal or a supervisor sends them to all. */
export function work(select: ServeRequest["select"]): void {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  process.stderr.on("error", () => {});
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

/** Flags that make no sense are told as such; a file that one of them names may still be wrong for other reasons. */
function isMisuse(diagnostics: Reading["diagnostics"]): boolean {
  return diagnostics.every(({ path, severity }) => path === COMMAND_LINE || severity !== "error");
}

function sayUnreadable({ unreadable: code, unreadablePath: path }: Reading): void {
  const isDefault = code === "ENOENT" && path === "sluice.yml";
  say(`${path} cannot be read (${code})`, isDefault ? { ...FAILED, hint: OTHER_WAYS } : FAILED);
}

function warnOfDescriptors({ limits = {} }: ProxyConfig, room: number, workers = 1): void {
  const warning = descriptorWarning(limits, { room, workers });
  if (warning !== undefined) say(warning, { event: "descriptors", level: "warn" });
}
