import { RE2JS } from "re2js";

/** A compiled regular expression of RE2's syntax; matching takes time linear in the text. */
export interface Regex {
  /** Whether it matches anywhere in `text`. */
  test(text: string): boolean;
}

/** Counted repetitions multiply a program's size; longer patterns are data, not expressions. */
const MAX_PATTERN = 2_000;
const MAX_CACHED = 128;
const cache = new Map<string, Regex | string>();

/** Compiles a pattern; a string says what is wrong with it. */
export function compileRegex(pattern: string): Regex | string {
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  try {
    const compiled = RE2JS.compile(pattern);
    return { test: (text) => compiled.test(text) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** As `compileRegex`, for patterns known only at run time: the most recent ones are kept. */
export function cachedRegex(pattern: string): Regex | string {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const compiled = compileRegex(pattern);
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? "");
  cache.set(pattern, compiled);
  return compiled;
}
