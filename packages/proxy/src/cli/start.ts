import { Command, Option } from "commander";
import { systemClock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { EventFormat } from "../events/sinks.ts";
import { createProxy, type TrafficProxy, type UpdateFailure } from "../proxy.ts";
import type { ApplyResult } from "../reload/reloader.ts";
import { Announcer } from "./announce.ts";
import { EventOutput, endEventStream, openEventStream } from "./event-output.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";
import { explainListenFailure } from "./explain-listen-failure.ts";
import { receiveHangups } from "./hangups.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { Reloading } from "./reloading.ts";
import { say } from "./say.ts";
import { type Selection, selectEndpoints } from "./select-endpoints.ts";

interface StartOptions {
  readonly config: string;
  readonly all?: boolean;
  readonly format: EventFormat;
  readonly watch: boolean;
}

/** How long running connections have to end on their own once the process is told to stop. */
const DRAIN_MS = 10_000;

/** `sluice start`. */
export function startCommand(): Command {
  return new Command("start")
    .description("start the endpoints of a configuration")
    .argument("[name...]", "names of the endpoints to start")
    .option("--all", "start all endpoints")
    .option("--config <file>", "configuration to read", "sluice.yml")
    .option("--no-watch", "reload on SIGHUP alone, not when a file changes")
    .addOption(new Option("--format <format>", "how events are written").choices(["json", "text"]).default("json"))
    .action(async (names: string[], options: StartOptions) => {
      process.exitCode = await start(names, options);
    });
}

async function start(names: readonly string[], options: StartOptions): Promise<number> {
  const hangups = receiveHangups();
  // Nobody may be left to read what is said.
  process.stderr.on("error", () => {});
  const reloading = new Reloading({ path: options.config, clock: systemClock, watch: options.watch });
  const reading = await reloading.read();
  if (reading.unreadable !== undefined) {
    say(`${options.config} cannot be read (${reading.unreadable})`);
    return EXIT_MISUSE;
  }
  process.stderr.write(printDiagnostics(reading.diagnostics, process.cwd()));
  const { config } = reading;
  if (!config) return EXIT_FAILURE;
  const select = ({ endpoints }: ProxyConfig): Selection => selectEndpoints(endpoints, names, options.all ?? false);
  const selected = select(config);
  if (!selected.ok) {
    say(selected.message);
    return EXIT_MISUSE;
  }
  const opened = await openEventStream(config.events.file);
  if (!opened.ok) {
    say(opened.message);
    return EXIT_FAILURE;
  }
  const events = new EventOutput(options.format, opened.stream);
  const proxy = createProxy({ ...config, endpoints: selected.endpoints }, { events });
  const result = await proxy.listen();
  if (!result.ok) {
    say(explainListenFailure(result.failure));
    return EXIT_FAILURE;
  }
  const announcer = new Announcer();
  announcer.announce(result);
  reloading.start(reading, (next) => applyTo(proxy, next, { select, events, announcer }), hangups);
  await stopSignal(proxy, reloading);
  return EXIT_OK;
}

interface Around {
  readonly select: (config: ProxyConfig) => Selection;
  readonly events: EventOutput;
  readonly announcer: Announcer;
}

/** Makes the running proxy one of another configuration, with all that is around it, or leaves all as it is. */
async function applyTo(proxy: TrafficProxy, config: ProxyConfig, around: Around): Promise<ApplyResult> {
  const selected = around.select(config);
  if (!selected.ok) return selected;
  // Opened again also where its name is the same: it may have been moved away to be rotated.
  const opened = await openEventStream(config.events.file);
  if (!opened.ok) return opened;
  const result = await proxy.update({ ...config, endpoints: selected.endpoints });
  if (!result.ok) {
    endEventStream(opened.stream);
    return { ok: false, message: explainUpdateFailure(result.failure) };
  }
  around.events.use(opened.stream);
  around.announcer.announce(result);
  return { ok: true };
}

function explainUpdateFailure(failure: UpdateFailure): string {
  switch (failure.kind) {
    case "listen":
      return explainListenFailure(failure);
    case "conflict":
      return failure.message;
    case "not-listening":
      return "the proxy is about to stop";
    default:
      return failure satisfies never;
  }
}

/** Resolves once a signal has stopped the proxy; a second signal does not wait for running connections. */
function stopSignal(proxy: TrafficProxy, reloading: Reloading): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (): void => {
      const closed = [reloading.close(), proxy.close({ drain: stopping ? 0 : DRAIN_MS })];
      void Promise.all(closed).then(() => resolve());
      stopping = true;
    };
    process.on("SIGTERM", stop).on("SIGINT", stop);
  });
}
