import type { Clock } from "../clock.ts";
import type { TrafficProxy } from "../proxy.ts";
import type { Reloading } from "./reloading.ts";

/**
 * Milliseconds that running connections have to end on their own once the process is told to stop. Requests do; what is
 * longer, a pool of database connections, does not in any time that could be waited for. Kubernetes kills after 30 s, and
 * events are still to be written then.
 */
export const DEFAULT_DRAIN_MS = 10_000;

/**
 * How long the process may live on once nothing is left of its proxy: events still have to be written. What takes longer
 * waits for a file system that does not answer, or for a reader that does not read.
 */
export const REST_MS = 2_000;

/** How long it may live on after a second signal: longer than workers have to tell what they still have to. */
export const HURRY_MS = 15_000;

export interface StopOptions {
  readonly proxy: Pick<TrafficProxy, "close">;
  readonly reloading: Pick<Reloading, "close">;
  /** Milliseconds that running connections have at the first signal; asked then. */
  readonly drain: () => number;
  /** What tells signals. Default: the process. */
  readonly signals?: Pick<NodeJS.EventEmitter, "on">;
  /** Default: one that keeps no process alive. */
  readonly clock?: Pick<Clock, "setTimer">;
  /** Ends the process, whatever it is at. Default: by that signal. */
  readonly end?: (signal: NodeJS.Signals) => void;
}

/**
 * Resolves once a signal has stopped the proxy. A second one does not wait for running connections, a third for nothing.
 * Where something keeps the process alive after that, it ends by the signal.
 */
export function stopSignal(options: StopOptions): Promise<void> {
  const { proxy, reloading, drain, signals = process, clock = idleClock, end = endBy } = options;
  return new Promise((resolve) => {
    let count = 0;
    const stop = (signal: NodeJS.Signals): void => {
      count += 1;
      if (count > 2) {
        end(signal);
        return;
      }
      const endAfter = (delay: number): unknown => clock.setTimer(delay, () => end(signal));
      if (count === 2) endAfter(HURRY_MS);
      void reloading.close();
      void proxy.close({ drain: count === 1 ? drain() : 0 }).then(() => {
        resolve();
        endAfter(REST_MS);
      });
    };
    signals.on("SIGTERM", stop).on("SIGINT", stop);
  });
}

/** A timer of it that is left waits for nothing. */
const idleClock: Pick<Clock, "setTimer"> = {
  setTimer: (delay, fire) => {
    const timer = setTimeout(fire, delay).unref();
    return () => clearTimeout(timer);
  },
};

/** Ends the process. `process.exit` would wait for the threads that read and write, and with them for what never ends. */
export function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
