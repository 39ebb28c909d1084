import { compileRegex, type Regex } from "./compile.ts";

const MAX_CACHED = 128;
const cache = new Map<string, Regex | string>();

/** As `compileRegex`, for patterns known only at run time: the newest ones are kept. `isNew`: it had to be compiled. */
export function cachedRegex(pattern: string): { readonly regex: Regex | string; readonly isNew: boolean } {
  const known = cache.get(pattern);
  if (known !== undefined) return { regex: known, isNew: false };
  const regex = compileRegex(pattern);
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? "");
  cache.set(pattern, regex);
  return { regex, isNew: true };
}
