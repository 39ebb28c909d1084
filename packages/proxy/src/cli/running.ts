import type { Clock } from "../clock.ts";
import { forkWorker, Primary, type PrimaryResult } from "../cluster/index.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { RunningConnection } from "../connection/running.ts";
import type { PoolChange } from "../endpoints/table.ts";
import type { HeldBytes } from "../held-bytes.ts";
import { type CloseOptions, createProxy, type UpdateOptions } from "../proxy.ts";
import type { ConfigSources, Reading } from "../reload/read-configuration.ts";
import type { EventOutput } from "./event-output.ts";
import type { Watched } from "./observing.ts";
import { say } from "./say.ts";

/** What serves: this process, or workers of it. */
export interface Running extends Watched {
  /** Called once, before anything else. */
  listen(): Promise<PrimaryResult>;
  /** `reading`: what the configuration was made from. */
  update(config: ProxyConfig, reading: Reading, options: UpdateOptions): Promise<PrimaryResult>;
  /** Resolves once what was updated last is in force in all processes; absent where there is one. */
  everywhere?(): Promise<void>;
  close(options: CloseOptions): Promise<void>;
  /** Connections while they are served, if they are watched and this process serves them. */
  running?(): readonly RunningConnection[];
  /** Ends at once what would not end with this process. */
  kill(): void;
}

export interface RunOptions {
  readonly config: ProxyConfig;
  /** What the configuration was made from, with its files where workers are to read it again. */
  readonly reading: Reading;
  readonly events: EventOutput;
  readonly clock: Clock;
  /** Whether `running` is asked for. */
  readonly watchRunning: boolean;
  /** Told of members of pools: `by` is the number of the worker, 0 where there is none. */
  readonly onPoolChange: (by: number, change: PoolChange) => void;
  /** A worker has ended. */
  readonly onWorkerGone: (worker: number) => void;
}

export function runAlone({ config, events, clock, watchRunning, onPoolChange }: RunOptions): Running {
  const onChange = (change: PoolChange): void => onPoolChange(0, change);
  const proxy = createProxy(config, { events, clock, watchRunning, onPoolChange: onChange });
  return {
    get open() {
      return proxy.admission.open;
    },
    serves: true,
    listen: () => proxy.listen(),
    update: (next, _reading, options) => proxy.update(next, options),
    running: () => proxy.running(),
    close: (options) => proxy.close(options),
    kill: () => {},
  };
}

export interface RunWorkersOptions extends RunOptions {
  readonly workers: number;
  /** Of the configuration. */
  readonly sources: ConfigSources;
  /** What the configuration's large files were read with. */
  readonly held: HeldBytes;
}

export function runWorkers(options: RunWorkersOptions): Running {
  const { config, reading, events, clock, workers, sources, held, onPoolChange, onWorkerGone } = options;
  const primary = new Primary({
    workers,
    clock,
    events,
    say,
    start: forkWorker,
    database: (digest) => held.find(digest) ?? held.lists.textOf(digest),
    onPoolChange,
    onWorkerGone,
  });
  const sourced = (next: ProxyConfig, { at, files = [], databases = [], lists = [] }: Reading) => ({
    config: next,
    source: { ...sources, at: at.getTime(), files, databases, lists },
  });
  return {
    get open() {
      return primary.open;
    },
    get serves() {
      return primary.serving > 0;
    },
    listen: () => primary.listen(sourced(config, reading)),
    update: (next, read, given) => primary.update(sourced(next, read), given),
    everywhere: () => primary.goneOver,
    close: (given) => primary.close(given),
    kill: () => primary.kill(),
  };
}
