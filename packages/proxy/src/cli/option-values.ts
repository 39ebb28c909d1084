import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";
import { DURATION_HINT, parseDuration } from "../config/duration.ts";
import type { ConfigSources } from "../reload/read-configuration.ts";

/** More would spend the machine on telling each other what they do. */
const MOST_WORKERS = 256;

/** Milliseconds of `--drain-timeout`. */
export function durationOf(text: string): number {
  const duration = parseDuration(text);
  if (duration === undefined) throw new InvalidArgumentError(`It is no duration: ${DURATION_HINT}.`);
  return duration;
}

/** `--workers`: a number, or as many as the system runs at once. */
export function workersOf(text: string): number {
  if (text === "auto") return availableParallelism();
  const workers = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (workers >= 1 && workers <= MOST_WORKERS) return workers;
  throw new InvalidArgumentError(`It is no number from 1 to ${MOST_WORKERS}, nor \`auto\`.`);
}

/** An option that may be given more than once. */
export function repeated(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** `--config` and `--resolve`, each repeatable. */
export function sourcesOf(options: {
  readonly config?: readonly string[];
  readonly resolve?: readonly string[];
}): ConfigSources {
  const { config: paths = ["sluice.yml"], resolve = [] } = options;
  return { paths, resolve };
}
