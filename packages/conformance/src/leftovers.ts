import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";

export interface ChildOptions {
  /** It was spawned `detached`, so that all it has started ends with it. Default: only itself. */
  readonly group?: boolean;
}

/** Takes something off the list, since it has been ended or removed. */
export type Release = () => void;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Ending = (typeof SIGNALS)[number];

/** How long a child may take to end when this process was told to, in milliseconds. */
const GRACE = 2_000;

/**
 * Processes and folders that are to be gone when this process is. By `exit`, and by the signals that end it, of which
 * Node tells nobody otherwise: their children get SIGTERM, in the end SIGKILL, and then this process ends by the same
 * signal. Where somebody else listens to the signal, it is theirs, and what is left is ended at `exit`.
 */
class LeftBehind {
  readonly #children = new Map<ChildProcess, ChildOptions>();
  readonly #folders = new Set<string>();
  readonly #onExit = (): void => this.#end();
  readonly #onSignal = (signal: NodeJS.Signals): void => this.#endBy(signal as Ending);
  /** Settles the waiting for the last child. */
  #childless: () => void = () => {};
  #isEnding = false;

  /** Ended with this process, if it has not ended by itself. */
  child(child: ChildProcess, options: ChildOptions = {}): Release {
    if (child.pid === undefined) return () => {};
    this.#listen();
    this.#children.set(child, options);
    const release = (): void => {
      this.#children.delete(child);
      if (this.#children.size === 0) this.#childless();
      this.#unlisten();
    };
    child.once("exit", release);
    return release;
  }

  /** Removed with this process, and all that is in it. */
  folder(path: string): Release {
    this.#listen();
    this.#folders.add(path);
    return () => {
      this.#folders.delete(path);
      this.#unlisten();
    };
  }

  get #isEmpty(): boolean {
    return this.#children.size === 0 && this.#folders.size === 0;
  }

  #listen(): void {
    if (!this.#isEmpty) return;
    process.on("exit", this.#onExit);
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  #unlisten(): void {
    // While it ends, a signal that nobody listens to would end it before the folders are removed.
    if (!this.#isEmpty || this.#isEnding) return;
    process.off("exit", this.#onExit);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }

  #endBy(signal: Ending): void {
    if (process.listenerCount(signal) > 1) return;
    const end = (): void => {
      this.#end();
      this.#isEnding = false;
      this.#unlisten();
      process.kill(process.pid, signal);
    };
    // Somebody who asks twice does not want to wait.
    if (this.#isEnding || this.#children.size === 0) {
      end();
      return;
    }
    this.#isEnding = true;
    this.#childless = end;
    setTimeout(end, GRACE);
    for (const [child, options] of this.#children) send(child, "SIGTERM", options);
  }

  #end(): void {
    this.#childless = () => {};
    for (const [child, options] of this.#children) send(child, "SIGKILL", options);
    for (const folder of this.#folders) remove(folder);
    this.#children.clear();
    this.#folders.clear();
  }
}

/** Of this process. */
export const leftBehind: Pick<LeftBehind, "child" | "folder"> = new LeftBehind();

/** Sends a signal to a child, or to its group; one that has gone already is not asked. */
export function send({ pid }: ChildProcess, signal: NodeJS.Signals, { group = false }: ChildOptions = {}): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, signal);
  } catch {
    // It is gone.
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A child that was only just killed may still have written to it: nothing more can be done.
  }
}
