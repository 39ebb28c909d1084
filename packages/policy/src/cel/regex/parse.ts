import { ANY, type AsciiSet, foldCase, NOT_NEWLINE } from "./ascii-set.ts";
import { charCode, escapedCode } from "./escapes.ts";
import { parseClass, perlClass } from "./parse-class.ts";
import type { Assertion, Regexp } from "./syntax.ts";

/** Groups within each other; as many as any pattern in use has, and few enough for recursion. */
const MAX_GROUPS = 50;
const EMPTY: Regexp = { kind: "concat", parts: [] };
const ESCAPED_ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ["A", "text-start"],
  ["z", "text-end"],
  ["b", "word-boundary"],
  ["B", "no-word-boundary"],
]);

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

/**
 * Parses the part of RE2's syntax that patterns are usually written in. `undefined`: outside of it, or wrong; in doubt
 * a pattern is outside, for RE2 itself then says what it means.
 */
export function parseRegexp(pattern: string): Regexp | undefined {
  return new PatternParser(pattern).parse();
}

class PatternParser {
  readonly #pattern: string;
  #at = 0;
  #nesting = 0;
  #flags: Flags = { ignoreCase: false, multiLine: false, dotAll: false };

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): Regexp | undefined {
    const parsed = this.#alternation();
    return this.#at === this.#pattern.length ? parsed : undefined;
  }

  #alternation(): Regexp | undefined {
    const first = this.#concatenation();
    if (first === undefined || this.#pattern[this.#at] !== "|") return first;
    const options = [first];
    while (this.#pattern[this.#at] === "|") {
      this.#at++;
      const option = this.#concatenation();
      if (option === undefined) return undefined;
      options.push(option);
    }
    return { kind: "alternate", options };
  }

  #concatenation(): Regexp | undefined {
    const parts: Regexp[] = [];
    while (this.#at < this.#pattern.length) {
      const next = this.#pattern[this.#at];
      if (next === "|" || next === ")") break;
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      const part = this.#repetition(atom);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    const [only] = parts;
    return only !== undefined && parts.length === 1 ? only : { kind: "concat", parts };
  }

  #atom(): Regexp | undefined {
    const { multiLine, dotAll } = this.#flags;
    const character = this.#pattern[this.#at];
    switch (character) {
      case "(":
        return this.#group();
      case "[": {
        const found = parseClass(this.#pattern, this.#at, this.#flags.ignoreCase);
        if (found === undefined) return undefined;
        this.#at = found.end;
        return { kind: "set", set: found.set };
      }
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
      case "{":
        return undefined;
      case ".":
        this.#at++;
        return { kind: "set", set: dotAll ? ANY : NOT_NEWLINE };
      case "^":
        this.#at++;
        return { kind: "assert", assertion: multiLine ? "line-start" : "text-start" };
      case "$":
        this.#at++;
        return { kind: "assert", assertion: multiLine ? "line-end" : "text-end" };
      default: {
        const code = charCode(this.#pattern, this.#at++);
        return code === undefined ? undefined : this.#literal(code);
      }
    }
  }

  #literal(code: number): Regexp {
    const lower = code | 0x20;
    if (!this.#flags.ignoreCase || lower < 0x61 || lower > 0x7a) return { kind: "char", code };
    const set = new Array<number>(8).fill(0);
    set[code >> 4] = 1 << (code & 15);
    return { kind: "set", set: foldCase(set) };
  }

  #escape(): Regexp | undefined {
    const letter = this.#pattern[this.#at + 1] ?? "";
    const assertion = ESCAPED_ASSERTIONS.get(letter);
    const set: AsciiSet | undefined = perlClass(letter);
    const code = escapedCode(letter);
    this.#at += 2;
    if (assertion !== undefined) return { kind: "assert", assertion };
    if (set !== undefined) return { kind: "set", set };
    return code === undefined ? undefined : this.#literal(code);
  }

  /** `(…)`, `(?:…)`, `(?im:…)`; and `(?i)`, which holds up to the end of the group around it. */
  #group(): Regexp | undefined {
    const around = this.#flags;
    this.#at++;
    if (this.#pattern[this.#at] === "?") {
      const ending = this.#flagsOfGroup();
      if (ending === undefined) return undefined;
      if (ending === ")") return EMPTY;
    }
    if (++this.#nesting > MAX_GROUPS) return undefined;
    const inner = this.#alternation();
    if (inner === undefined || this.#pattern[this.#at] !== ")") return undefined;
    this.#at++;
    this.#nesting--;
    this.#flags = around;
    return inner;
  }

  #flagsOfGroup(): ":" | ")" | undefined {
    while (++this.#at < this.#pattern.length) {
      const character = this.#pattern[this.#at];
      if (character === "i") this.#flags = { ...this.#flags, ignoreCase: true };
      else if (character === "m") this.#flags = { ...this.#flags, multiLine: true };
      else if (character === "s") this.#flags = { ...this.#flags, dotAll: true };
      else if (character === ":" || character === ")") {
        // `(?)` is an error of RE2's.
        if (character === ")" && this.#pattern[this.#at - 1] === "?") return undefined;
        this.#at++;
        return character;
      } else return undefined;
    }
    return undefined;
  }

  /** What repeats the atom before it. Lazy or greedy is the same to somebody who only asks whether it matches. */
  #repetition(atom: Regexp): Regexp | undefined {
    const found = this.#operator();
    if (found === undefined) return atom;
    this.#at = found.end;
    // A flag group and a bare assertion are nothing to repeat, or mean different things to different people.
    if (atom === EMPTY || atom.kind === "assert") return undefined;
    if (this.#pattern[this.#at] === "?") this.#at++;
    return this.#operator() === undefined && found.min <= found.max
      ? { kind: "repeat", of: atom, min: found.min, max: found.max }
      : undefined;
  }

  /** A `{` that begins no count is for the atom after it to refuse. */
  #operator(): { readonly min: number; readonly max: number; readonly end: number } | undefined {
    const end = this.#at + 1;
    switch (this.#pattern[this.#at]) {
      case "*":
        return { min: 0, max: Number.POSITIVE_INFINITY, end };
      case "+":
        return { min: 1, max: Number.POSITIVE_INFINITY, end };
      case "?":
        return { min: 0, max: 1, end };
      case "{":
        return countAt(this.#pattern, this.#at);
      default:
        return undefined;
    }
  }
}

const COUNT = /\{(0|[1-9]\d{0,3})(,(0|[1-9]\d{0,3})?)?\}/y;

/** `{n}`, `{n,}` or `{n,m}`. */
function countAt(pattern: string, at: number): { min: number; max: number; end: number } | undefined {
  COUNT.lastIndex = at;
  const found = COUNT.exec(pattern);
  if (found === null) return undefined;
  const min = Number(found[1]);
  const open = found[2] === undefined ? min : Number.POSITIVE_INFINITY;
  return { min, max: found[3] === undefined ? open : Number(found[3]), end: COUNT.lastIndex };
}
