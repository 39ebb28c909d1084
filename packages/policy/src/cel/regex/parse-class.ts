import {
  type AsciiSet,
  addAll,
  addRange,
  complement,
  DIGIT,
  emptySet,
  foldCase,
  PERL_SPACE,
  POSIX,
  WORD,
} from "./ascii-set.ts";
import { charCode, escapedCode } from "./escapes.ts";

const PERL: ReadonlyMap<string, AsciiSet> = new Map([
  ["d", DIGIT],
  ["D", complement(DIGIT)],
  ["s", PERL_SPACE],
  ["S", complement(PERL_SPACE)],
  ["w", WORD],
  ["W", complement(WORD)],
]);

/** `\d` and its kind, by their letter. */
export function perlClass(letter: string): AsciiSet | undefined {
  return PERL.get(letter);
}

interface Found<T> {
  readonly set: T;
  /** Index after it. */
  readonly end: number;
}

/** `[…]` at `start`. `undefined`: outside of what is understood. */
export function parseClass(pattern: string, start: number, ignoreCase: boolean): Found<AsciiSet> | undefined {
  const set = emptySet();
  const negated = pattern[start + 1] === "^";
  const first = start + (negated ? 2 : 1);
  let at = first;
  // A `]` in the first place is a literal to RE2, and a surprise to everybody else.
  if (pattern[at] === "]") return undefined;
  while (at < pattern.length && pattern[at] !== "]") {
    const named = namedClass(pattern, at, ignoreCase);
    if (named !== undefined) {
      addAll(set, named.set);
      at = named.end;
      if (pattern[at] === "-" && pattern[at + 1] !== "]") return undefined;
      continue;
    }
    if (pattern.startsWith("[:", at)) return undefined;
    const low = member(pattern, at);
    if (low === undefined) return undefined;
    if (pattern[low.end] !== "-" || pattern[low.end + 1] === "]") {
      // A `-` is itself in the first and the last place only.
      if (pattern[at] === "-" && at !== first && pattern[low.end] !== "]") return undefined;
      addRange(set, low.code, low.code);
      at = low.end;
      continue;
    }
    const high = namedClass(pattern, low.end + 1, ignoreCase) === undefined ? member(pattern, low.end + 1) : undefined;
    if (high === undefined || high.code < low.code || pattern[at] === "-") return undefined;
    addRange(set, low.code, high.code);
    at = high.end;
  }
  if (pattern[at] !== "]") return undefined;
  const folded = ignoreCase ? foldCase(set) : set;
  return { set: negated ? complement(folded) : folded, end: at + 1 };
}

/** `[:alpha:]`, `[:^alpha:]` or `\d` within a class. */
function namedClass(pattern: string, at: number, ignoreCase: boolean): Found<AsciiSet> | undefined {
  if (pattern[at] === "\\") {
    const set = perlClass(pattern[at + 1] ?? "");
    return set && { set, end: at + 2 };
  }
  if (!pattern.startsWith("[:", at)) return undefined;
  const close = pattern.indexOf(":]", at + 2);
  if (close < 0) return undefined;
  const negated = pattern[at + 2] === "^";
  const set = POSIX.get(pattern.slice(at + (negated ? 3 : 2), close));
  if (set === undefined) return undefined;
  // Folded before it is negated: `(?i)[[:^upper:]]` has no letter at all.
  const folded = ignoreCase ? foldCase(set) : set;
  return { set: negated ? complement(folded) : folded, end: close + 2 };
}

/** One character of a class, perhaps escaped. */
function member(pattern: string, at: number): { readonly code: number; readonly end: number } | undefined {
  const escaped = pattern[at] === "\\";
  const code = escaped ? escapedCode(pattern[at + 1] ?? "") : charCode(pattern, at);
  return code === undefined ? undefined : { code, end: at + (escaped ? 2 : 1) };
}
