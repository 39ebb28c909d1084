import type { Clock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import { inTime } from "./deadline.ts";
import type { Reading } from "./read-configuration.ts";

/** Why a reload is wanted; `look`: for nothing but to find out whether a change went unnoticed. */
export type ReloadCause = "look" | "change" | "signal";

/** What a reload has come to. */
export type ReloadReport =
  /** `changed`: absolute paths; none after a signal that found everything as it was. */
  | { readonly kind: "reloaded"; readonly reading: Reading; readonly changed: readonly string[] }
  /** After a refusal: the files are again those of the configuration in force. */
  | { readonly kind: "restored" }
  /** Nothing has changed. `problem`: what is wrong beside the diagnostics. `since`: when what stays in force was read. */
  | { readonly kind: "refused"; readonly reading?: Reading; readonly problem?: string; readonly since: Date };

export type ApplyResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

export interface ReloaderOptions {
  readonly clock: Clock;
  /** What runs. */
  readonly running: Reading;
  /** Reads everything again. */
  readonly read: () => Promise<Reading>;
  /** What is in these files now, as `Reading.contents` has it. */
  readonly look: (paths: Iterable<string>) => Promise<ReadonlyMap<string, string>>;
  /** Called when a look has found another content than was read last. */
  readonly found: () => void;
  /** Makes a configuration the one that runs, as a whole or not at all. Once `signal` is aborted it must change nothing. */
  readonly apply: (config: ProxyConfig, signal: AbortSignal, reading: Reading) => Promise<ApplyResult>;
  readonly report: (report: ReloadReport) => void;
}

/**
 * Milliseconds that reading may take, and applying. What hangs longer hangs on a file system that does not answer, and
 * somebody has to be told.
 */
export const RELOAD_DEADLINE_MS = 30_000;

const URGENCY = { look: 0, change: 1, signal: 2 } as const satisfies Record<ReloadCause, number>;

/** Reloads, one after the other. Every source of the configuration is read again each time: there is but one transaction. */
export class Reloader {
  readonly #options: ReloaderOptions;
  readonly #closing = new AbortController();
  #running: Reading;
  /** What was in the files when they were last read, in force or refused. */
  #seen: ReadonlyMap<string, string>;
  /** Whether changed files were refused, and nothing was in force since. */
  #strayed = false;
  /** Whether work that nobody waits for any more has still not ended. More of it would take all threads that read. */
  #stuck = false;
  #wanted: ReloadCause | undefined;
  #work: Promise<void> | undefined;

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#running = options.running;
    this.#seen = options.running.contents;
  }

  /** Wants a reload. Whatever is wanted while one is under way is one more after it. */
  request(cause: ReloadCause): void {
    if (this.#closing.signal.aborted) return;
    if (!this.#wanted || URGENCY[cause] > URGENCY[this.#wanted]) this.#wanted = cause;
    this.#work ??= this.#workOff();
  }

  /** Starts no more, and gives up the one under way: it changes nothing any more. Waits for no file system. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
  }

  async #workOff(): Promise<void> {
    for (let cause = this.#take(); cause; cause = this.#take()) {
      try {
        await (cause === "look" ? this.#look() : this.#reload(cause));
      } catch (error) {
        // A bug in what reads or builds must not take down what runs.
        this.#refuse({ problem: error instanceof Error ? error.message : String(error) });
      }
    }
    this.#work = undefined;
  }

  #take(): ReloadCause | undefined {
    const wanted = this.#closing.signal.aborted ? undefined : this.#wanted;
    this.#wanted = undefined;
    return wanted;
  }

  async #look(): Promise<void> {
    if (this.#stuck) return;
    const { look, found } = this.#options;
    const contents = await this.#inTime("reading the files", () => look(this.#seen.keys()));
    if (contents && changedBetween(this.#seen, contents).length > 0) found();
  }

  async #reload(cause: ReloadCause): Promise<void> {
    const { read, apply, report } = this.#options;
    if (this.#stuck) {
      this.#refuse({ problem: "what took too long before has still not ended" });
      return;
    }
    const reading = await this.#inTime("reading the configuration", read);
    if (!reading) return;
    this.#seen = reading.contents;
    const changed = changedBetween(this.#running.contents, reading.contents);
    if (changed.length === 0 && cause === "change") {
      if (this.#strayed) report({ kind: "restored" });
      this.#strayed = false;
      return;
    }
    this.#strayed ||= changed.length > 0;
    const { config } = reading;
    if (!config) {
      this.#refuse({ reading });
      return;
    }
    // After a signal also where no file has changed: what is read elsewhere, such as the system's roots, may have.
    const applied = await this.#inTime("applying the configuration", (signal) => apply(config, signal, reading));
    if (!applied) return;
    if (!applied.ok) {
      this.#refuse({ reading, problem: applied.message });
      return;
    }
    this.#running = reading;
    this.#strayed = false;
    report({ kind: "reloaded", reading, changed });
  }

  /** What work comes to; nothing where it is given up, which is told unless everything ends. */
  async #inTime<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const { clock } = this.#options;
    const given = new AbortController();
    const done = work(given.signal);
    const outcome = await inTime(done, { clock, delay: RELOAD_DEADLINE_MS, closed: this.#closing.signal });
    if (outcome.kind === "done") return outcome.value;
    given.abort();
    if (outcome.kind === "closed") return undefined;
    this.#stuck = true;
    const ended = (): void => {
      this.#stuck = false;
    };
    done.then(ended, ended);
    this.#refuse({ problem: `${what} has not ended within ${RELOAD_DEADLINE_MS / 1000} s` });
    return undefined;
  }

  #refuse(why: { readonly reading?: Reading; readonly problem?: string }): void {
    this.#options.report({ kind: "refused", ...why, since: this.#running.at });
  }
}

/** Files with other contents, and those that only one of them names. */
function changedBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path));
}
