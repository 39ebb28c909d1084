import cluster from "node:cluster";
import { Command, Option } from "commander";
import { connectionsFor, descriptorLimit } from "../admission/index.ts";
import { systemClock } from "../clock.ts";
import { processLine, serveAsWorker } from "../cluster/index.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { EventFormat } from "../events/sinks.ts";
import { HeldBytes } from "../held-bytes.ts";
import { Announcer } from "./announce.ts";
import { applyTo, explainUpdateFailure } from "./apply.ts";
import { descriptorWarning } from "./descriptor-warning.ts";
import { EventOutput } from "./event-output.ts";
import { openEventStream, tellErrorsOf } from "./event-stream.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";
import { receiveHangups } from "./hangups.ts";
import { durationOf, repeated, sourcesOf, workersOf } from "./option-values.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { Reloading } from "./reloading.ts";
import { runAlone, runWorkers } from "./running.ts";
import { say } from "./say.ts";
import { type Selection, selectEndpoints } from "./select-endpoints.ts";
import { DEFAULT_DRAIN_MS, endBy, stopSignal } from "./stop-signal.ts";

interface StartOptions {
  readonly config?: readonly string[];
  readonly resolve?: readonly string[];
  readonly all?: boolean;
  readonly format: EventFormat;
  readonly watch: boolean;
  readonly drainTimeout?: number;
  readonly workers?: number;
}

/** `sluice start`. */
export function startCommand(): Command {
  return new Command("start")
    .description("start the endpoints of a configuration")
    .argument("[name...]", "names of the endpoints to start")
    .option("--all", "start all endpoints")
    .option("--config <path>", "file or directory to read, repeatable (default: sluice.yml)", repeated)
    .option("--resolve <name=host:port>", "address of a service outside of its cluster, repeatable", repeated)
    .option("--no-watch", "reload on SIGHUP alone, not when a file changes")
    .option("--workers <number>", "serve with several processes, `auto` for as many as run at once", workersOf)
    .option("--drain-timeout <duration>", "how long connections may go on when it stops, such as 30s", durationOf)
    .addOption(new Option("--format <format>", "how events are written").choices(["json", "text"]).default("json"))
    .action(async (names: string[], options: StartOptions) => {
      if (options.workers !== undefined && cluster.isWorker) work(names, options);
      else process.exitCode = await start(names, options);
    });
}

async function start(names: readonly string[], options: StartOptions): Promise<number> {
  const { workers, watch, format } = options;
  const sources = sourcesOf(options);
  const hangups = receiveHangups();
  // Nobody may be left to read what is said.
  process.stderr.on("error", () => {});
  tellErrorsOf(process.stdout);
  const keepFiles = workers !== undefined;
  const held = new HeldBytes();
  const reloading = new Reloading({ sources, clock: systemClock, watch, keepFiles, held });
  const reading = await reloading.read();
  if (reading.unreadable !== undefined) {
    say(`${reading.unreadablePath} cannot be read (${reading.unreadable})`);
    return EXIT_MISUSE;
  }
  process.stderr.write(printDiagnostics(reading.diagnostics, process.cwd()));
  if (!reading.config) return EXIT_FAILURE;
  let inForce = reading.config;
  const select = selector(names, options);
  const selected = select(inForce);
  if (!selected.ok) {
    say(selected.message);
    return EXIT_MISUSE;
  }
  const opened = await openEventStream(inForce.events.file);
  if (!opened.ok) {
    say(opened.message);
    return EXIT_FAILURE;
  }
  const events = new EventOutput(format, opened.events);
  const config = { ...inForce, endpoints: selected.endpoints };
  const given = { config, reading, events, clock: systemClock };
  const running = workers === undefined ? runAlone(given) : runWorkers({ ...given, workers, sources, held });
  const result = await running.listen();
  if (!result.ok) {
    await opened.events.discard();
    say(explainUpdateFailure(result.failure));
    return EXIT_FAILURE;
  }
  const announcer = new Announcer();
  announcer.announce(result);
  warnOfDescriptors(inForce, workers);
  reloading.start(
    reading,
    async (next, signal, read) => {
      const updatable = { update: (to: ProxyConfig, how: object) => running.update(to, read, how) };
      const applied = await applyTo(updatable, next, { select, events, announcer }, signal);
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
  await stopSignal({ proxy: running, reloading, drain, end });
  events.end();
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
    format: options.format,
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
  if (warning !== undefined) say(warning);
}
