import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { Debounce } from "./debounce.ts";
import { isListing } from "./directory-listing.ts";
import { type StopWatching, type WatchDirectory, watchDirectory } from "./watch-directory.ts";
import { walkWay } from "./ways.ts";

/** A directory whose changes go unnoticed. */
export interface WatchFailure {
  readonly directory: string;
  /** Of the operating system, such as `ENOSPC`. */
  readonly code: string;
}

export interface FileWatchOptions {
  readonly clock: Clock;
  /** Called once after each burst of changes. What has changed is for the reader to find out. */
  readonly changed: () => void;
  /** Called once for each directory that cannot be watched. */
  readonly failed: (failure: WatchFailure) => void;
  /** Milliseconds without a change that end a burst. Default 200: writing a certificate and its key takes less. */
  readonly quiet?: number;
  /** Default: the system's. */
  readonly watchDirectory?: WatchDirectory;
}

/** Files whose changes are told, each a file of its own or found through links. */
export interface FileWatch {
  /**
   * Begins a new set of files. The set before is watched on until the new one is kept, so that no change is lost between
   * them. One at a time.
   */
  begin(): WatchRound;
  /** As if one of the files had changed: told together with what the system tells. */
  touch(): void;
  close(): void;
}

export interface WatchRound {
  /**
   * Watches this file from now on, there or not; to be awaited before it is read. Of a directory, with a slash at its end,
   * every name in it.
   */
  add(path: string): Promise<void>;
  /** From now on these files alone are watched. */
  keep(): void;
}

/** How many times the quiet that ends a burst a burst may last. */
const LONGEST_BURST = 10;

/**
 * Watches files by the directories on the way to them: a file that is written, replaced, deleted and made again, a link
 * that is turned (as Kubernetes swaps `..data`), and a directory that is removed and made again are all a change of a
 * name in one of these. Events of other names are passed over.
 */
export function watchFiles(options: FileWatchOptions): FileWatch {
  return new DirectoriesWatch(options);
}

interface WatchedDirectory {
  readonly names: Set<string>;
  /** Every name in it counts. */
  all: boolean;
  readonly stop: StopWatching;
}

class DirectoriesWatch implements FileWatch {
  readonly #options: FileWatchOptions;
  readonly #burst: Debounce;
  readonly #told = new Set<string>();
  #watched: ReadonlyMap<string, WatchedDirectory> = new Map();
  #closed = false;

  constructor(options: FileWatchOptions) {
    const { clock, changed, quiet = 200 } = options;
    this.#options = options;
    this.#burst = new Debounce({ clock, quiet, longest: quiet * LONGEST_BURST, fire: changed });
  }

  begin(): WatchRound {
    // All are watched anew: of a directory that was removed and made again the old watch sees nothing.
    const watched = new Map<string, WatchedDirectory>();
    return {
      add: async (path) => {
        let last = "";
        await walkWay(path, (directory, name) => {
          last = join(directory, name);
          this.#add(watched, directory, name);
        });
        if (isListing(path)) this.#add(watched, last);
      },
      keep: () => {
        stopAll(this.#watched);
        this.#watched = watched;
        if (this.#closed) stopAll(watched);
      },
    };
  }

  touch(): void {
    if (!this.#closed) this.#burst.call();
  }

  close(): void {
    this.#closed = true;
    this.#burst.cancel();
    stopAll(this.#watched);
  }

  /** Without a name: all that is in the directory. */
  #add(watched: Map<string, WatchedDirectory>, directory: string, name?: string): void {
    const known = watched.get(directory) ?? this.#watch(watched, directory);
    if (name === undefined) known.all = true;
    else known.names.add(name);
  }

  #watch(watched: Map<string, WatchedDirectory>, directory: string): WatchedDirectory {
    const names = new Set<string>();
    const changed = (which: string | undefined): void => {
      if (which === undefined || made.all || names.has(which)) this.touch();
    };
    const failed = (code: string): void => this.#tell({ directory, code });
    const stop = (): void => stopWatching();
    const made: WatchedDirectory = { names, all: false, stop };
    watched.set(directory, made);
    const stopWatching = (this.#options.watchDirectory ?? watchDirectory)(directory, { changed, failed });
    return made;
  }

  #tell(failure: WatchFailure): void {
    const { directory, code } = failure;
    // Gone since it was looked up: the name of it, in the directory above, is watched.
    if (code === "ENOENT" || code === "ENOTDIR" || this.#told.has(directory)) return;
    this.#told.add(directory);
    this.#options.failed(failure);
  }
}

function stopAll(watched: ReadonlyMap<string, WatchedDirectory>): void {
  for (const { stop } of watched.values()) stop();
}
