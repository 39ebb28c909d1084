import type { Span, StringNode } from "@sluice/policy/source";
import { type CommandLine, type Word, wordNode } from "./command-line.ts";

/** One flag as it was typed. */
export interface GivenFlag {
  /** Where its name stands. */
  readonly at: Span;
  /** None of a switch that was given none. */
  readonly value: StringNode | undefined;
}

/** What a command line gives to its command. */
export interface GivenFlags {
  /** Where the command's name stands. */
  readonly command: Span;
  readonly operands: readonly StringNode[];
  /** By their names, without the dashes. */
  readonly flags: ReadonlyMap<string, readonly GivenFlag[]>;
}

/**
 * Reads the flags of a command once more, with their places: the parser, which has refused what is wrong by then, tells none.
 * The first word that is no flag is the command. `switches`: flags whose value, if any, stands behind `=`.
 */
export function readFlags(line: CommandLine, switches: readonly string[]): GivenFlags {
  const operands: StringNode[] = [];
  const flags = new Map<string, GivenFlag[]>();
  const words = [...line.words];
  const command = words.splice(0, words.findIndex(({ text }) => !text.startsWith("-")) + 1).at(-1);
  let areFlagsOver = false;
  for (let word = words.shift(); word; word = words.shift()) {
    if (areFlagsOver || !word.text.startsWith("--")) {
      operands.push(wordNode(word));
      continue;
    }
    if (word.text === "--") {
      areFlagsOver = true;
      continue;
    }
    const { name, at, value } = splitFlag(word);
    const next = value === undefined && !switches.includes(name) ? words.shift() : undefined;
    const given = { at, value: value ?? (next && wordNode(next)) };
    flags.set(name, [...(flags.get(name) ?? []), given]);
  }
  return { command: command ?? { start: 0, end: 0 }, operands, flags };
}

function splitFlag(word: Word): { readonly name: string; readonly at: Span; readonly value: StringNode | undefined } {
  const equals = word.text.indexOf("=");
  if (equals < 0) return { name: word.text.slice(2), at: word, value: undefined };
  const value = wordNode(word, equals + 1);
  const at = word.isHidden ? word : { start: word.start, end: word.start + equals };
  return { name: word.text.slice(2, equals), at, value };
}
