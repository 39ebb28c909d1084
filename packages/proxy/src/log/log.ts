import { visible } from "@sluice/policy/source";
import type { FileDiagnostic } from "../config/reader.ts";
import { DEFAULT_LOG, isWritten, type LogSettings } from "./levels.ts";
import type { About } from "./names.ts";

/** Writes what it is given, whole lines. Must not throw. */
export type WriteLine = (lines: string) => void;

/** Renders diagnostics for people. */
export type RenderDiagnostics = (diagnostics: readonly FileDiagnostic[]) => string;

type WriteObject = (level: NonNullable<About["level"]>, fields: object, message: string) => void;

const LEVEL_OF = { error: "error", warning: "warn", info: "info" } as const;

/** What the process says: a line for each change of its state, for people or as JSON. */
export class Log {
  readonly #write: WriteLine;
  #settings: LogSettings = DEFAULT_LOG;
  #json: WriteObject | undefined;

  constructor(write: WriteLine) {
    this.#write = write;
  }

  /** Loads what these settings take, and changes nothing yet. */
  async prepare({ format }: LogSettings): Promise<void> {
    // Only who asks for it waits for it.
    if (format === "json") this.#json ??= await openJson(this.#write);
  }

  /** From now on; at once where they were prepared. */
  async use(settings: LogSettings): Promise<void> {
    if (settings.format === "json" && !this.#json) await this.prepare(settings);
    this.#settings = settings;
  }

  /** Whether a line of this level is written. */
  writes(level: NonNullable<About["level"]>): boolean {
    return isWritten(level, this.#settings.level);
  }

  /** One message, whatever is in it: what it quotes can neither steer a terminal nor look like a line of its own. */
  say(message: string, { level = "info", event = "notice", fields, hint }: About = {}): void {
    if (!this.writes(level)) return;
    if (this.#settings.format === "json" && this.#json) {
      this.#json(level, { event, ...fields, ...(hint === undefined ? {} : { hint }) }, message);
    } else {
      this.#write(`sluice: ${visible(message)}\n${hint === undefined ? "" : `  hint: ${visible(hint)}\n`}`);
    }
  }

  /** Each at the level of its severity. */
  diagnostics(all: readonly FileDiagnostic[], render: RenderDiagnostics): void {
    const written = all.filter(({ severity }) => this.writes(LEVEL_OF[severity]));
    if (this.#settings.format !== "json") {
      const lines = render(written);
      if (lines !== "") this.#write(lines);
      return;
    }
    for (const { severity, code, message, path, range, hint } of written) {
      const { line, column } = range.start;
      const fields = { code, path, line, column };
      const about = { event: "diagnostic", level: LEVEL_OF[severity], fields } as const;
      this.say(message, hint === undefined ? about : { ...about, hint });
    }
  }
}

async function openJson(write: WriteLine): Promise<WriteObject> {
  const { pino, stdTimeFunctions } = await import("pino");
  const options = {
    // What is written is decided before.
    level: "debug",
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // In this thread: a line is out before whatever comes next, also when that ends the process.
  const logger = pino(options, { write });
  return (level, fields, message) => logger[level](fields, message);
}
