import { MAX_PATTERN } from "../limits.ts";
import { Automaton } from "./automaton.ts";
import { compileFallback, lazyFallback, type Test } from "./fallback.ts";
import { literalShape, suffixShape } from "./literal-shape.ts";
import { parseRegexp } from "./parse.ts";
import { assemble } from "./program.ts";
import { costOfReading } from "./reading.ts";
import { search } from "./search.ts";
import { type Regexp, sizeOf } from "./syntax.ts";

/** A compiled regular expression of RE2's syntax; matching takes time linear in the text. */
export interface Regex {
  /** Whether it matches anywhere in `text`. Needs no `this`. */
  readonly test: (text: string) => boolean;
  /** Cost of a character of ASCII, in steps: some for each instruction, counted repetitions written out. */
  readonly size: number;
  /** Cost of a text, in the same steps. */
  readonly cost: (text: string) => number;
}

/** Instructions of our own automaton. It also keeps counted repetitions within the thousand that RE2 allows. */
const MAX_SIZE = 1_000;

/** What an instruction takes at the worst: of ASCII where our automaton grew too large, so that the fallback reads it. */
const ASCII_STEPS = 4;
/** The same of other texts. */
const FALLBACK_STEPS = 16;

/** Cost units to read a pattern: a hundred classes of Unicode, some hundredths of a second. */
const MAX_READING = 300_000;

/** Compiles a pattern; a string says what is wrong with it. */
export function compileRegex(pattern: string): Regex | string {
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  if (costOfReading(pattern) > MAX_READING) return "the pattern's classes have too many characters";
  const parsed = parseRegexp(pattern);
  const instructions = parsed === undefined ? Number.POSITIVE_INFINITY : sizeOf(parsed);
  if (parsed !== undefined && instructions <= MAX_SIZE) {
    const cost = (text: string) => text.length * instructions * (isAscii(text) ? ASCII_STEPS : FALLBACK_STEPS);
    return { test: planTest(pattern, parsed), size: instructions * ASCII_STEPS, cost };
  }
  const fallback = compileFallback(pattern);
  if (typeof fallback === "string") return fallback;
  const steps = fallback.size * FALLBACK_STEPS;
  return { test: fallback.test, size: steps, cost: (text) => text.length * steps };
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

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
