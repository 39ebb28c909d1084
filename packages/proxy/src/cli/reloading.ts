import type { Clock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import { type Reading, readConfiguration } from "../reload/read-configuration.ts";
import { type ApplyResult, Reloader } from "../reload/reloader.ts";
import { type FileWatch, type WatchFailure, watchFiles } from "../reload/watch-files.ts";
import type { Hangups } from "./hangups.ts";
import { say } from "./say.ts";
import { tellReload } from "./tell-reload.ts";

export interface ReloadingOptions {
  /** Of the configuration, as the user has it. */
  readonly path: string;
  readonly clock: Clock;
  /** Whether a change of a file reloads. */
  readonly watch: boolean;
}

/** Reads a configuration as often as there is reason to. */
export class Reloading {
  readonly #options: ReloadingOptions;
  readonly #files: FileWatch | undefined;
  #reloader: Reloader | undefined;
  /** Files may change while what was read of them is not in force yet. */
  #changedBefore = false;

  constructor(options: ReloadingOptions) {
    this.#options = options;
    if (options.watch) {
      const changed = (): void => this.#changed();
      this.#files = watchFiles({ clock: options.clock, changed, failed: tellWatchFailure });
    }
  }

  /** Reads everything; a change of what was read is noticed from then on. */
  async read(): Promise<Reading> {
    const { path, clock } = this.#options;
    const round = this.#files?.begin();
    try {
      return await readConfiguration({ path, at: clock.now(), ...(round ? { before: round.add } : {}) });
    } finally {
      round?.keep();
    }
  }

  /** From now on `running` is what runs, and what is read after it is applied. */
  start(running: Reading, apply: (config: ProxyConfig) => Promise<ApplyResult>, hangups: Hangups): void {
    const reloader = new Reloader({ running, apply, read: () => this.read(), report: tellReload });
    this.#reloader = reloader;
    if (this.#changedBefore) reloader.request("change");
    hangups.listen(() => reloader.request("signal"));
  }

  /** Reloads no more; resolves once a reload that is under way has ended. */
  async close(): Promise<void> {
    this.#files?.close();
    await this.#reloader?.close();
  }

  #changed(): void {
    if (this.#reloader) this.#reloader.request("change");
    else this.#changedBefore = true;
  }
}

function tellWatchFailure({ directory, code }: WatchFailure): void {
  const mend =
    code === "ENOSPC" || code === "EMFILE"
      ? "; raise fs.inotify.max_user_watches and fs.inotify.max_user_instances"
      : "";
  say(`${directory} cannot be watched (${code}): what changes there takes effect on SIGHUP${mend}`);
}
