import type { CancelTimer, Clock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import { type ReadFile, readTextFile } from "../config/files.ts";
import type { ScanOptions } from "../file-bytes.ts";
import { HeldBytes } from "../held-bytes.ts";
import { readRegularFile } from "../regular-file.ts";
import { withListings } from "../reload/directory-listing.ts";
import { type ConfigSources, type Reading, readConfiguration, readContents } from "../reload/read-configuration.ts";
import { readSettled } from "../reload/read-settled.ts";
import { Reloader } from "../reload/reloader.ts";
import type { ApplyResult, ReloadReport } from "../reload/report.ts";
import type { WatchDirectory } from "../reload/watch-directory.ts";
import { type FileWatch, type WatchFailure, watchFiles } from "../reload/watch-files.ts";
import type { Hangups } from "./hangups.ts";
import { say } from "./say.ts";
import { tellReload } from "./tell-reload.ts";

export interface ReloadingOptions {
  /** What the configuration is made from. */
  readonly sources: ConfigSources;
  readonly clock: Clock;
  /** Whether a change of a file reloads. */
  readonly watch: boolean;
  /** Default: the system's. */
  readonly watchDirectory?: WatchDirectory;
  /** Reads a file again. Default: regular files alone, so that nothing is waited for. */
  readonly readAgain?: ReadFile;
  /** Told what each reload has come to, at once. Default: nobody. */
  readonly onReport?: (report: ReloadReport) => void;
  /** Whether a reading is to bring what was in the files. Default false. */
  readonly keepFiles?: boolean;
  /** What large files are read with. */
  readonly held?: HeldBytes;
}

/**
 * Milliseconds between looks at the files. The system does not tell every change: its queue overflows, a file may be
 * mounted by itself, or written by another machine.
 */
export const LOOK_EVERY_MS = 60_000;

/** Reads a configuration as often as there is reason to. */
export class Reloading {
  readonly #options: ReloadingOptions;
  readonly #files: FileWatch | undefined;
  readonly #held: HeldBytes;
  #reloader: Reloader | undefined;
  /** Files may change while what was read of them is not in force yet. */
  #changedBefore = false;
  #cancelLook: CancelTimer = () => {};

  constructor(options: ReloadingOptions) {
    this.#options = options;
    this.#held = options.held ?? new HeldBytes();
    const { clock, watch, watchDirectory } = options;
    if (watch) {
      const changed = (): void => this.#changed();
      this.#files = watchFiles({
        clock,
        changed,
        failed: tellWatchFailure,
        ...(watchDirectory ? { watchDirectory } : {}),
      });
    }
  }

  /** Reads everything for the first time, pipes included; a change of what was read is noticed from then on. */
  read(): Promise<Reading> {
    return this.#read(withListings(readTextFile), { pipes: true });
  }

  /**
   * From now on `running` is what runs, and what is read after it is applied. `everywhere`: resolves once what was applied
   * last is in force in all processes, which is told then.
   */
  start(running: Reading, apply: Apply, hangups: Hangups, everywhere?: () => Promise<void>): void {
    const { clock } = this.#options;
    const readAgain = withListings(this.#options.readAgain ?? readRegularFile);
    const files = this.#files;
    const tell = everywhere ? inOrder(everywhere) : tellReload;
    const look = (seen: ReadonlyMap<string, string>) => readContents(seen, readAgain);
    const reloader = new Reloader({
      clock,
      running,
      apply,
      read: () => readSettled({ read: () => this.#read(readAgain), look }),
      look,
      found: () => files?.touch(),
      report: (report) => {
        this.#options.onReport?.(report);
        tell(report);
      },
    });
    this.#reloader = reloader;
    if (this.#changedBefore) reloader.request("change");
    hangups.listen(() => reloader.request("signal"));
    if (files) this.#lookLater(reloader);
  }

  /** Reloads no more; what a reload that is under way has begun to read is not waited for. */
  async close(): Promise<void> {
    this.#cancelLook();
    this.#files?.close();
    await this.#reloader?.close();
  }

  async #read(readFile: ReadFile, lists: ScanOptions = {}): Promise<Reading> {
    const { sources, clock, keepFiles = false } = this.#options;
    const round = this.#files?.begin();
    try {
      const before = round ? { before: round.add } : {};
      const read = {
        readFile,
        readBytes: (file: string) => this.#held.read(file),
        readList: (file: string) => this.#held.lists.read(file, lists),
      };
      return await readConfiguration({ ...sources, at: clock.now(), ...read, keepFiles, ...before });
    } finally {
      round?.keep();
    }
  }

  #changed(): void {
    if (this.#reloader) this.#reloader.request("change");
    else this.#changedBefore = true;
  }

  #lookLater(reloader: Reloader): void {
    this.#cancelLook = this.#options.clock.setTimer(LOOK_EVERY_MS, () => {
      reloader.request("look");
      this.#lookLater(reloader);
    });
  }
}

/** Tells one report after the other. */
function inOrder(everywhere: () => Promise<void>): (report: ReloadReport) => void {
  let told = Promise.resolve();
  return (report) => {
    if (report.kind === "reloaded") told = told.then(everywhere);
    told = told.then(() => tellReload(report));
  };
}

type Apply = (config: ProxyConfig, signal: AbortSignal, reading: Reading) => Promise<ApplyResult>;

function tellWatchFailure({ directory, code }: WatchFailure): void {
  const mend =
    code === "ENOSPC" || code === "EMFILE"
      ? "; raise fs.inotify.max_user_watches and fs.inotify.max_user_instances"
      : "";
  say(
    `${directory} cannot be watched (${code}): what changes there takes effect within ${LOOK_EVERY_MS / 1000} s, or on SIGHUP${mend}`,
    { event: "watch-failed", level: "warn", fields: { directory, code } },
  );
}
