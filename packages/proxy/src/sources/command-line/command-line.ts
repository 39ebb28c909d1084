import type { Span, StringNode } from "@sluice/policy/source";
import { looksLikeKey } from "../../config/files.ts";

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
  /** Whether something else is shown in its place. */
  readonly isHidden: boolean;
}

/** Flags that take PEM, or the path of a file with it. */
const PEM_FLAGS = ["--crt", "--key", "--mutual-tls-cas"];

const PLAIN = /^[\w./:@%+=,[\]*-]+$/;

/** `args`: without the program itself. */
export function commandLine(args: readonly string[]): CommandLine {
  let text = "sluice";
  const words: Word[] = [];
  for (const [index, arg] of args.entries()) {
    const quote = PLAIN.test(arg) ? "" : arg.includes("'") ? '"' : "'";
    const isHidden = isPem(arg, args[index - 1]);
    // One character for one, so that places stay.
    const shown = isHidden ? HIDDEN : arg.replace(/\p{C}/gu, (character) => " ".repeat(character.length));
    const start = text.length + 1 + quote.length;
    words.push({ text: arg, start, end: start + shown.length, isHidden });
    text += ` ${quote}${shown}${quote}`;
  }
  return { text, words };
}

const HIDDEN = "(PEM)";

/** A key that was pasted is nobody's to read, nor one that has lost its first line on the way. */
function isPem(arg: string, before: string | undefined): boolean {
  if (arg.includes("-----BEGIN ")) return true;
  const flag = PEM_FLAGS.find((name) => arg.startsWith(`${name}=`));
  if (flag !== undefined) return looksLikeKey(arg.slice(flag.length + 1));
  return before !== undefined && PEM_FLAGS.includes(before) && looksLikeKey(arg);
}

/** A part of a word as a value with a place. Default: all of it. */
export function wordNode(word: Word, from = 0, to: number = word.text.length): StringNode {
  const value = word.text.slice(from, to);
  const isAsTyped = !word.isHidden;
  const [start, end] = isAsTyped ? [word.start + from, word.start + to] : [word.start, word.end];
  return {
    kind: "scalar",
    start,
    end,
    value,
    raw: isAsTyped ? value : HIDDEN,
    rangeOf: (first, last) => (isAsTyped ? [start + first, start + last] : [start, end]),
  };
}
