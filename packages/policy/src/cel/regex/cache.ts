import { compileRegex, type Regex } from "./compile.ts";

const MAX_CACHED = 128;
const cache = new Map<string, Regex | string>();

/** As `compileRegex`, for patterns known only at run time: the most recent ones are kept. */
export function cachedRegex(pattern: string): Regex | string {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const compiled = compileRegex(pattern);
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? "");
  cache.set(pattern, compiled);
  return compiled;
}
