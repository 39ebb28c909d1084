import { compileRegex, type Regex } from "./compile.ts";
import { costOfReading } from "./reading.ts";

const MAX_CACHED = 128;
/** Cost units for a step of a pattern's size: to compile it, and to meet it for the first time. */
const COMPILATION = 5;

/** A pattern that only a run knows. */
export interface RunTimeRegex {
  readonly regex: Regex | string;
  /** Cost units of compiling it. Due whenever it is used: what others have used before must not decide a connection. */
  readonly cost: number;
}

const cache = new Map<string, RunTimeRegex>();

/** As `compileRegex`, for patterns known only at run time: the newest ones are kept. */
export function cachedRegex(pattern: string): RunTimeRegex {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const regex = compileRegex(pattern);
  const made = { regex, cost: costOfCompiling(pattern, regex) };
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? "");
  cache.set(pattern, made);
  return made;
}

/** Cost units, also where compiling came to nothing. */
export function costOfCompiling(pattern: string, regex: Regex | string): number {
  return costOfReading(pattern) + (typeof regex === "string" ? 0 : regex.size * COMPILATION);
}
