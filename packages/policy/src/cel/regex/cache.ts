import { compileRegex, type Regex } from "./compile.ts";
import { costOfReading } from "./reading.ts";

const MAX_CACHED = 128;
/** Cost units for a step of a pattern's size: to compile it, and to meet it for the first time. */
const COMPILATION = 5;
const cache = new Map<string, Regex | string>();

/**
 * As `compileRegex`, for patterns known only at run time: the newest ones are kept. `cost`: what it took to compile it
 * now, in cost units, also where that came to nothing.
 */
export function cachedRegex(pattern: string): { readonly regex: Regex | string; readonly cost: number } {
  const known = cache.get(pattern);
  if (known !== undefined) return { regex: known, cost: 0 };
  const regex = compileRegex(pattern);
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? "");
  cache.set(pattern, regex);
  return { regex, cost: costOfCompiling(pattern, regex) };
}

/** Cost units, also where compiling came to nothing. */
export function costOfCompiling(pattern: string, regex: Regex | string): number {
  return costOfReading(pattern) + (typeof regex === "string" ? 0 : regex.size * COMPILATION);
}
