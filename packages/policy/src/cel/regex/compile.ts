import { Automaton } from "./automaton.ts";
import { compileFallback, lazyFallback, type Test } from "./fallback.ts";
import { literalShape, suffixShape } from "./literal-shape.ts";
import { parseRegexp } from "./parse.ts";
import { assemble } from "./program.ts";
import { search } from "./search.ts";
import { type Regexp, sizeOf } from "./syntax.ts";

/** A compiled regular expression of RE2's syntax; matching takes time linear in the text. */
export interface Regex {
  /** Whether it matches anywhere in `text`. Needs no `this`. */
  readonly test: (text: string) => boolean;
}

/** Counted repetitions multiply a program's size; longer patterns are data, not expressions. */
const MAX_PATTERN = 2_000;
/** Instructions of our own automaton. It also keeps counted repetitions within the thousand that RE2 allows. */
const MAX_SIZE = 1_000;

/** Compiles a pattern; a string says what is wrong with it. */
export function compileRegex(pattern: string): Regex | string {
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  const parsed = parseRegexp(pattern);
  if (parsed !== undefined && sizeOf(parsed) <= MAX_SIZE) return { test: planTest(pattern, parsed) };
  const test = compileFallback(pattern);
  return typeof test === "string" ? test : { test };
}

function planTest(pattern: string, parsed: Regexp): Test {
  const literal = literalShape(parsed);
  if (literal !== undefined) return literal;
  const fallback = lazyFallback(pattern);
  const cut = suffixShape(parsed);
  if (cut === undefined) return search({ build: () => new Automaton(assemble(parsed)), fallback });
  const { suffix, rest } = cut;
  return search({ build: () => new Automaton(assemble(rest)), fallback, suffix });
}
