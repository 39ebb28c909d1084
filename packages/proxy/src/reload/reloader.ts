import type { ProxyConfig } from "../config/config.ts";
import type { Reading } from "./read-configuration.ts";

/** Why a reload is wanted. */
export type ReloadCause = "change" | "signal";

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
  /** What runs. */
  readonly running: Reading;
  /** Reads everything again. */
  readonly read: () => Promise<Reading>;
  /** Makes a configuration the one that runs, as a whole or not at all. */
  readonly apply: (config: ProxyConfig) => Promise<ApplyResult>;
  readonly report: (report: ReloadReport) => void;
}

/** Reloads, one after the other. Every source of the configuration is read again each time: there is but one transaction. */
export class Reloader {
  readonly #options: ReloaderOptions;
  #running: Reading;
  #refused = false;
  #wanted: ReloadCause | undefined;
  #work: Promise<void> | undefined;
  #closed = false;

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#running = options.running;
  }

  /** Wants a reload. Whatever is wanted while one is under way is one more after it. */
  request(cause: ReloadCause): void {
    if (this.#closed) return;
    this.#wanted = this.#wanted === "signal" ? "signal" : cause;
    this.#work ??= this.#workOff();
  }

  /** Starts no more; resolves once the one under way, if any, has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#work;
  }

  async #workOff(): Promise<void> {
    for (let cause = this.#take(); cause; cause = this.#take()) {
      try {
        await this.#reload(cause);
      } catch (error) {
        // A bug in what reads or builds must not take down what runs.
        this.#refuse({ problem: error instanceof Error ? error.message : String(error) });
      }
    }
    this.#work = undefined;
  }

  #take(): ReloadCause | undefined {
    const wanted = this.#closed ? undefined : this.#wanted;
    this.#wanted = undefined;
    return wanted;
  }

  async #reload(cause: ReloadCause): Promise<void> {
    const { read, apply, report } = this.#options;
    const reading = await read();
    const changed = changedBetween(this.#running.contents, reading.contents);
    if (changed.length === 0 && cause === "change") {
      if (this.#refused) report({ kind: "restored" });
      this.#refused = false;
      return;
    }
    if (!reading.config) {
      this.#refuse({ reading });
      return;
    }
    // After a signal also where no file has changed: what is read elsewhere, such as the system's roots, may have.
    const applied = await apply(reading.config);
    if (!applied.ok) {
      this.#refuse({ reading, problem: applied.message });
      return;
    }
    this.#running = reading;
    this.#refused = false;
    report({ kind: "reloaded", reading, changed });
  }

  #refuse(why: { readonly reading?: Reading; readonly problem?: string }): void {
    this.#refused = true;
    this.#options.report({ kind: "refused", ...why, since: this.#running.at });
  }
}

/** Files with other contents, and those that only one of them names. */
function changedBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path));
}
