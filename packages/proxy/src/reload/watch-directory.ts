import { watch } from "node:fs";
import { errorCode } from "../error-code.ts";

/** Stops watching. */
export type StopWatching = () => void;

export interface DirectoryEvents {
  /** Something has happened to this name in the directory; `undefined` where the system does not say to which. */
  readonly changed: (name: string | undefined) => void;
  /** The directory is not watched, or no longer. Called once at most. */
  readonly failed: (code: string) => void;
}

export type WatchDirectory = (directory: string, events: DirectoryEvents) => StopWatching;

/** Watches one directory, without what is below, by the system's own means. It does not keep the process alive. */
export const watchDirectory: WatchDirectory = (directory, { changed, failed }) => {
  try {
    const watcher = watch(directory, { persistent: false }, (_event, name) => changed(name ?? undefined));
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      watcher.close();
    };
    watcher.on("error", (error) => {
      if (stopped) return;
      stop();
      failed(errorCode(error));
    });
    return stop;
  } catch (error) {
    failed(errorCode(error));
    return () => {};
  }
};
