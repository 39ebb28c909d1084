import type { Clock } from "../clock.ts";
import { forkWorker, Primary, type PrimaryResult } from "../cluster/index.ts";
import type { ProxyConfig } from "../config/config.ts";
import type { HeldBytes } from "../held-bytes.ts";
import { type CloseOptions, createProxy, type UpdateOptions } from "../proxy.ts";
import type { ConfigSources, Reading } from "../reload/read-configuration.ts";
import type { EventOutput } from "./event-output.ts";
import { say } from "./say.ts";

/** What serves: this process, or workers of it. */
export interface Running {
  /** Called once, before anything else. */
  listen(): Promise<PrimaryResult>;
  /** `reading`: what the configuration was made from. */
  update(config: ProxyConfig, reading: Reading, options: UpdateOptions): Promise<PrimaryResult>;
  /** Resolves once what was updated last is in force in all processes; absent where there is one. */
  everywhere?(): Promise<void>;
  close(options: CloseOptions): Promise<void>;
  /** Ends at once what would not end with this process. */
  kill(): void;
}

export interface RunOptions {
  readonly config: ProxyConfig;
  /** What the configuration was made from, with its files where workers are to read it again. */
  readonly reading: Reading;
  readonly events: EventOutput;
  readonly clock: Clock;
}

export function runAlone({ config, events, clock }: RunOptions): Running {
  const proxy = createProxy(config, { events, clock });
  return {
    listen: () => proxy.listen(),
    update: (next, _reading, options) => proxy.update(next, options),
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
  const { config, reading, events, clock, workers, sources, held } = options;
  const primary = new Primary({
    workers,
    clock,
    events,
    say,
    start: forkWorker,
    database: (digest) => held.find(digest),
  });
  const sourced = (next: ProxyConfig, { at, files = [], databases = [] }: Reading) => ({
    config: next,
    source: { ...sources, at: at.getTime(), files, databases },
  });
  return {
    listen: () => primary.listen(sourced(config, reading)),
    update: (next, read, given) => primary.update(sourced(next, read), given),
    everywhere: () => primary.goneOver,
    close: (given) => primary.close(given),
    kill: () => primary.kill(),
  };
}
