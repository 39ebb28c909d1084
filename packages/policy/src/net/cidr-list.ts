import { AddressSet } from "./address-set.ts";
import { CidrBytes } from "./cidr-bytes.ts";
import { explainCidr } from "./explain.ts";

/** A line that is no address. */
export interface CidrListProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units: where the text starts. */
  readonly column: number;
  /** As `explainCidr` has it. */
  readonly reason: string;
  readonly hint?: string;
}

/** What a list of addresses has come to. */
export type CidrList =
  | { readonly kind: "list"; readonly set: AddressSet }
  /** Nobody is on it: a download that has failed looks so. */
  | { readonly kind: "empty" }
  /** The first problems, how many more there are, and what the other lines have come to: nobody is to serve with that. */
  | {
      readonly kind: "invalid";
      readonly problems: readonly CidrListProblem[];
      readonly more: number;
      readonly set: AddressSet;
    }
  /** Nothing of it is told. */
  | { readonly kind: "pem" };

/** What is wrong with the same list more often than this is one mistake, such as another format. */
const MOST_REPORTED = 5;

/** Bytes of a line before its comment: several times as many as any address has. */
const LONGEST_LINE = 4096;

const LF = 0x0a;
const CR = 0x0d;
const HASH = 0x23;
const SEMICOLON = 0x3b;

/** Base64 that goes on for as long as the shortest key: no address, and no name of a host. */
const KEY_MATERIAL = /[A-Za-z0-9+/=]{44}/;

/**
 * Reads a list of addresses and blocks as it comes, one on each line; what follows a `#` or `;` is a comment. Lines end with
 * LF, CR LF or CR. UTF-8. What it holds is the blocks and one line: a million lines need neither their text nor a string each.
 */
export class CidrListReader {
  readonly #blocks = new CidrBytes();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #problems: CidrListProblem[] = [];
  /** The start of a line whose end has not come yet, and how long it is so far. */
  readonly #held = new Uint8Array(LONGEST_LINE);
  #length = 0;
  #line = 1;
  #wrong = 0;
  #afterCr = false;
  #isPem = false;
  /** Whether a line may have been a part of a key: nothing behind it is shown, for such lines come together. */
  #mayBeKey = false;

  /** The next bytes, cut anywhere. They may be overwritten afterwards. */
  push(chunk: Uint8Array): void {
    let start = 0;
    if (this.#afterCr && chunk.length > 0) {
      this.#afterCr = false;
      if (chunk[0] === LF) start = 1;
    }
    for (let i = start; i < chunk.length; i++) {
      const c = chunk[i];
      if (c !== LF && c !== CR) continue;
      this.#endLine(chunk, start, i);
      if (c === CR) {
        if (i + 1 === chunk.length) this.#afterCr = true;
        else if (chunk[i + 1] === LF) i++;
      }
      start = i + 1;
    }
    this.#hold(chunk, start, chunk.length);
  }

  /** What it was. Nothing may be pushed afterwards. */
  end(): CidrList {
    this.#endLine(this.#held, 0, 0);
    if (this.#isPem) return { kind: "pem" };
    const { four, six } = this.#blocks;
    if (four.length + six.length + this.#wrong === 0) return { kind: "empty" };
    const set = AddressSet.of(four, six);
    if (this.#wrong === 0) return { kind: "list", set };
    return { kind: "invalid", problems: this.#problems, more: this.#wrong - this.#problems.length, set };
  }

  #endLine(chunk: Uint8Array, start: number, end: number): void {
    if (this.#length > 0) {
      this.#hold(chunk, start, end);
      this.#read(this.#held, 0, this.#length);
      this.#length = 0;
    } else this.#read(chunk, start, end);
    this.#line++;
  }

  #hold(chunk: Uint8Array, start: number, end: number): void {
    const kept = Math.min(end - start, Math.max(0, LONGEST_LINE - this.#length));
    this.#held.set(chunk.subarray(start, start + kept), Math.min(this.#length, LONGEST_LINE));
    this.#length += end - start;
  }

  /** A whole line, of which `bytes` may lack what is behind the longest. */
  #read(bytes: Uint8Array, start: number, end: number): void {
    if (start === end || this.#isPem) return;
    const stop = Math.min(end, start + LONGEST_LINE);
    let last = start;
    while (last < stop && bytes[last] !== HASH && bytes[last] !== SEMICOLON) last++;
    const isWhole = last < stop || stop === end;
    let from = start;
    while (from < last && isSpace(bytes[from])) from++;
    let to = last;
    while (to > from && isSpace(bytes[to - 1])) to--;
    if (from === to && isWhole) return;
    if (isWhole && this.#blocks.add(bytes, from, to)) return;
    this.#explain(this.#decoder.decode(bytes.subarray(start, last)), isWhole);
  }

  /** What was not read at once: a rare form, other white space around it, or a mistake. */
  #explain(written: string, isWhole: boolean): void {
    const text = written.trim();
    if (text === "" && isWhole) return;
    if (text.startsWith("-----BEGIN ")) {
      this.#isPem = true;
      return;
    }
    this.#mayBeKey ||= KEY_MATERIAL.test(text);
    const read = isWhole ? explainCidr(text) : TOO_LONG;
    if (read.kind === "cidr") {
      (read.cidr.family === 4 ? this.#blocks.four : this.#blocks.six).push(read.cidr);
      return;
    }
    this.#wrong++;
    if (this.#wrong > MOST_REPORTED) return;
    const { reason, hint }: Reason = this.#mayBeKey ? NOT_SHOWN : read;
    const column = written.length - written.trimStart().length + 1;
    this.#problems.push({ line: this.#line, column, reason, ...(hint === undefined ? {} : { hint }) });
  }
}

interface Reason {
  readonly reason: string;
  readonly hint?: string;
}

const NOT_SHOWN: Reason = { reason: "it is no address, and is not shown, for it may be a part of a key" };

const TOO_LONG = {
  kind: "invalid",
  reason: `the line is longer than ${LONGEST_LINE} bytes`,
  hint: "write an address or a CIDR on each line",
} as const;

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}
