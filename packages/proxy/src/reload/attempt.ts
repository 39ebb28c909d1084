import type { ProxyConfig } from "../config/config.ts";
import type { Reading } from "./read-configuration.ts";
import type { Chance } from "./report.ts";

/**
 * How often a reload may fail in a way that may cost connections. Enough where a worker has died by chance; a configuration that workers
 * die of must not end them for ever.
 */
export const MOST_HARMFUL_TRIES = 3;

/** What is to be put in force. */
export interface Attempt {
  readonly reading: Reading;
  readonly config: ProxyConfig;
  /** Whether it goes back to a signal, which is owed an answer also where no file has changed. */
  readonly isOwed: boolean;
  /** What was said of it: each problem once, however often it is tried. */
  readonly said: Set<string>;
  /** How often it has failed in a way that may have cost connections. */
  harm: number;
}

/** Notes that it has failed; the result is whether it is to be tried again. */
export function hasFailed(attempt: Attempt, chance: Chance): boolean {
  if (chance === "soon") attempt.harm += 1;
  return chance !== "never" && attempt.harm < MOST_HARMFUL_TRIES;
}
