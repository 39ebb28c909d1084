import { Command, Option } from "commander";
import { systemClock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { EventFormat } from "../events/sinks.ts";
import { createProxy } from "../proxy.ts";
import { Announcer } from "./announce.ts";
import { applyTo, explainStartFailure } from "./apply.ts";
import { EventOutput } from "./event-output.ts";
import { openEventStream, tellErrorsOf } from "./event-stream.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";
import { receiveHangups } from "./hangups.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { Reloading } from "./reloading.ts";
import { say } from "./say.ts";
import { type Selection, selectEndpoints } from "./select-endpoints.ts";
import { stopSignal } from "./stop-signal.ts";

interface StartOptions {
  readonly config: string;
  readonly all?: boolean;
  readonly format: EventFormat;
  readonly watch: boolean;
}

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
  tellErrorsOf(process.stdout);
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
  const events = new EventOutput(options.format, opened.events);
  const proxy = createProxy({ ...config, endpoints: selected.endpoints }, { events });
  const result = await proxy.listen();
  if (!result.ok) {
    await opened.events.discard();
    say(explainStartFailure(result.failure));
    return EXIT_FAILURE;
  }
  const announcer = new Announcer();
  announcer.announce(result);
  reloading.start(reading, (next, signal) => applyTo(proxy, next, { select, events, announcer }, signal), hangups);
  await stopSignal({ proxy, reloading });
  return EXIT_OK;
}
