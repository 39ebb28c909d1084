import type { Span, StringNode } from "@sluice/policy/source";

/** What diagnostics about flags name as their file. */
export const COMMAND_LINE = "command line";

/** What was typed, as one text that diagnostics can point into. */
export interface CommandLine {
  /** To be shown, not to be run again: what is quoted is not escaped, and PEM is left out. */
  readonly text: string;
  /** Without the program, each at its place in the text. */
  readonly words: readonly Word[];
}

export interface Word extends Span {
  readonly text: string;
}

const PLAIN = /^[\w./:@%+=,[\]*-]+$/;

/** `args`: without the program itself. */
export function commandLine(args: readonly string[]): CommandLine {
  let text = "sluice";
  const words: Word[] = [];
  for (const arg of args) {
    const quote = PLAIN.test(arg) ? "" : arg.includes("'") ? '"' : "'";
    const shown = shownAs(arg);
    const start = text.length + 1 + quote.length;
    words.push({ text: arg, start, end: start + shown.length });
    text += ` ${quote}${shown}${quote}`;
  }
  return { text, words };
}

/** One character for one, so that places stay; a key that was pasted is nobody's to read. */
function shownAs(arg: string): string {
  return arg.includes("-----BEGIN ") ? "(PEM)" : arg.replace(/\p{Cc}/gu, " ");
}

/** A part of a word as a value with a place. Default: all of it. */
export function wordNode(word: Word, from = 0, to: number = word.text.length): StringNode {
  const value = word.text.slice(from, to);
  const isAsTyped = word.end - word.start === word.text.length;
  const [start, end] = isAsTyped ? [word.start + from, word.start + to] : [word.start, word.end];
  return {
    kind: "scalar",
    start,
    end,
    value,
    raw: isAsTyped ? value : "(PEM)",
    rangeOf: (first, last) => (isAsTyped ? [start + first, start + last] : [start, end]),
  };
}
