import { type Command, Option } from "commander";
import type { EventFormat } from "../events/sinks.ts";
import { type LogFlags, logFormatFlag, logLevelFlag } from "./log-flags.ts";
import { durationOf, workersOf } from "./option-values.ts";

/** The flags of everything that serves. */
export interface ServeFlags extends LogFlags {
  /** Default: `json`, and then a live view on a terminal. */
  readonly format?: EventFormat;
  readonly liveView: boolean;
  readonly watch: boolean;
  readonly drainTimeout?: number;
  readonly workers?: number;
}

export function addServeFlags(command: Command): void {
  command
    .option("--no-live-view", "on a terminal, too, write events and log as lines")
    .option("--no-watch", "reload on SIGHUP alone, not when a file changes")
    .option("--workers <number>", "serve with several processes, `auto` for as many as run at once", workersOf)
    .option("--drain-timeout <duration>", "how long connections may go on when it stops, such as 30s", durationOf)
    .addOption(
      new Option("--format <format>", "how events are written, instead of a live view (default: json)").choices([
        "json",
        "text",
      ]),
    )
    .addOption(logLevelFlag())
    .addOption(logFormatFlag());
}
