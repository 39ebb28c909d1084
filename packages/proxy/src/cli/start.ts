import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { loadConfig } from "../config/load.ts";
import type { EventSink } from "../events/event.ts";
import { type EventFormat, lineSink } from "../events/sinks.ts";
import { createProxy, type ListenResult, type TrafficProxy } from "../proxy.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";
import { explainListenFailure } from "./explain-listen-failure.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { selectEndpoints } from "./select-endpoints.ts";

interface StartOptions {
  readonly config: string;
  readonly all?: boolean;
  readonly format: EventFormat;
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
    .addOption(new Option("--format <format>", "how events are written").choices(["json", "text"]).default("json"))
    .action(async (names: string[], options: StartOptions) => {
      process.exitCode = await start(names, options);
    });
}

async function start(names: readonly string[], options: StartOptions): Promise<number> {
  let text: string;
  try {
    text = await readFile(options.config, "utf8");
  } catch (error) {
    say(`${options.config} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`);
    return EXIT_MISUSE;
  }
  const { config, diagnostics } = await loadConfig(text, { filename: options.config });
  process.stderr.write(printDiagnostics(diagnostics, process.cwd()));
  if (!config) return EXIT_FAILURE;
  const selected = selectEndpoints(config.endpoints, names, options.all ?? false);
  if (!selected.ok) {
    say(selected.message);
    return EXIT_MISUSE;
  }
  const events = await openEvents(options.format, config.events.file);
  if (!events) return EXIT_FAILURE;
  const proxy = createProxy({ ...config, endpoints: selected.endpoints }, { events });
  const result = await proxy.listen();
  if (!result.ok) {
    say(explainListenFailure(result.failure));
    return EXIT_FAILURE;
  }
  announce(result);
  await stopSignal(proxy);
  return EXIT_OK;
}

/** Where events are written; none, and the reason told, where their file cannot be opened. */
async function openEvents(format: EventFormat, file: string | undefined): Promise<EventSink | undefined> {
  const stream = file === undefined ? process.stdout : createWriteStream(file, { flags: "a" });
  if (file !== undefined) {
    try {
      await once(stream, "open");
    } catch (error) {
      say(`events cannot be written: ${(error as Error).message}`);
      return undefined;
    }
  }
  // Who reads the events may go away; the connections of everybody else go on. Said once, not for every event.
  let told = false;
  stream.on("error", (error: Error) => {
    if (!told) say(`events cannot be written: ${error.message}`);
    told = true;
  });
  process.stderr.on("error", () => {});
  return lineSink(format, (line) => stream.write(line));
}

function announce(result: ListenResult & { readonly ok: true }): void {
  for (const { name, url, address, port } of result.endpoints) {
    const where = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
    say(`listening on ${where} for ${url}${name === undefined ? "" : ` (${name})`}`);
  }
  if (result.roots !== undefined) say(`upstreams are verified against the roots of ${result.roots}`);
}

/** Resolves once a signal has stopped the proxy; a second signal does not wait for running connections. */
function stopSignal(proxy: TrafficProxy): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (): void => {
      void proxy.close({ drain: stopping ? 0 : DRAIN_MS }).then(resolve);
      stopping = true;
    };
    process.on("SIGTERM", stop).on("SIGINT", stop);
  });
}

/** For people; standard output is for events alone. */
function say(message: string): void {
  process.stderr.write(`sluice: ${message}\n`);
}
