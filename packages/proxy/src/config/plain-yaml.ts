import { type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { TextPiece } from "./split-endpoints.ts";

/**
 * Reads the YAML that programs write: keys that are words, scalars in one piece without escapes, lists and mappings in block
 * style, flow style within a line. It makes the nodes that the library makes, in a tenth of the time. `undefined` for
 * anything else, right or wrong: then the library has to read it.
 */
export function readPlainItems(piece: TextPiece): readonly Node[] | undefined {
  const reader = new PlainReader(piece);
  try {
    return reader.items();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

/** What leads out of any depth, to no place but the function above. */
class NotPlain extends Error {}

/** Deeper nesting is left to the library, which says what is wrong with it. */
const MAX_DEPTH = 64;

const INDENT = / */y;
/** Behind a value, and in lines of their own. */
const COMMENT = / +#[^\n]*/y;
const NOTHING = /(?: *(?:#[^\n]*)?\n)+/y;
const KEY = /([A-Za-z_][A-Za-z0-9_]*):(?=[ \n])/y;
const PLAIN = /[A-Za-z0-9_/](?:[A-Za-z0-9_./@*-]|:(?=[A-Za-z0-9_./@*-]))*/y;
/** In block style a text may have blanks and commas, too. */
const LINE = /[A-Za-z0-9_/](?:[A-Za-z0-9_./@*,()-]|:(?=[A-Za-z0-9_./@*-])| (?=[A-Za-z0-9_./@*,()-]))*/y;
const DOUBLE = /"([ !#-[\]-~]*)"/y;
const SINGLE = /'([ -&(-~]*)'/y;
/** What the core schema of YAML 1.2 (section 10.3) takes for something else than a text. */
const WORDS = /^(?:null|true|false)$/i;
const WHOLE = /^(?:0|[1-9]\d{0,14})$/;
/** Neither a number nor a name of one: a colon, or two dots. */
const SURELY_TEXT = /^[A-Za-z_/]|:|\..*\./;

class PlainReader {
  readonly #text: string;
  readonly #offset: number;
  #at = 0;
  /** Where the last line ended that says something. */
  #end = 0;
  #depth = 0;

  constructor({ text, offset }: TextPiece) {
    this.#text = text;
    this.#offset = offset;
  }

  items(): readonly Node[] {
    const list = this.#list(this.#indent());
    if (this.#at < this.#text.length || list.items.length === 0) throw new NotPlain();
    return list.items as Node[];
  }

  /** The items that start at this column; `at` is at the start of the first one's line, and afterwards at that of the next line. */
  #list(indent: number): YAMLSeq {
    const list = new YAMLSeq();
    const start = this.#at + indent;
    this.#enter();
    while (this.#indent() === indent && this.#startsWith("- ", this.#at + indent)) {
      this.#at += indent + 2;
      list.items.push(this.#matches(KEY) ? this.#mapping(indent + 2) : this.#lineValue());
    }
    this.#depth -= 1;
    return this.#placed(list, start, this.#end);
  }

  /** The entries whose keys start at this column; `at` is at the first of them. */
  #mapping(indent: number): YAMLMap {
    const map = new YAMLMap();
    const start = this.#at;
    const keys = new Set<string>();
    this.#enter();
    for (;;) {
      map.items.push(this.#entry(indent, keys));
      if (this.#indent() !== indent || this.#at >= this.#text.length) break;
      if (this.#startsWith("- ", this.#at + indent)) break;
      this.#at += indent;
    }
    this.#depth -= 1;
    return this.#placed(map, start, this.#end);
  }

  #entry(indent: number, keys: Set<string>): Pair {
    const key = this.#key(keys);
    if (this.#text[this.#at] === " ") {
      this.#at += 1;
      return new Pair(key, this.#lineValue());
    }
    this.#at += 1;
    const inner = this.#indent();
    const isList = this.#startsWith("- ", this.#at + inner);
    if (inner < indent || (inner === indent && !isList)) throw new NotPlain();
    if (isList) return new Pair(key, this.#list(inner));
    this.#at += inner;
    return new Pair(key, this.#mapping(inner));
  }

  /** A key that is none of these yet, up to its colon and with it. */
  #key(keys: Set<string>): Scalar {
    const start = this.#at;
    const name = this.#take(KEY)?.[1];
    if (name === undefined || keys.has(name) || WORDS.test(name)) throw new NotPlain();
    keys.add(name);
    return this.#placed(new Scalar(name), start, this.#at - 1);
  }

  /** A value up to the end of its line. */
  #lineValue(): Node {
    return this.#lineEnd(this.#value(LINE));
  }

  /** A value within a line; `plain` is what a scalar without quotes looks like there. */
  #value(plain: RegExp): Node {
    switch (this.#text[this.#at]) {
      case "[":
        return this.#flowList();
      case "{":
        return this.#flowMapping();
      default:
        return this.#scalar(plain);
    }
  }

  #flowList(): YAMLSeq {
    const list = new YAMLSeq();
    const start = this.#open();
    do list.items.push(this.#value(PLAIN));
    while (this.#hasNext("]"));
    return this.#placed(list, start);
  }

  #flowMapping(): YAMLMap {
    const map = new YAMLMap();
    const start = this.#open();
    const keys = new Set<string>();
    do {
      const key = this.#key(keys);
      if (this.#text[this.#at] !== " ") throw new NotPlain();
      this.#at += 1;
      map.items.push(new Pair(key, this.#value(PLAIN)));
    } while (this.#hasNext("}"));
    return this.#placed(map, start);
  }

  #open(): number {
    const start = this.#at++;
    if (this.#text[this.#at] === " ") this.#at += 1;
    this.#enter();
    return start;
  }

  #hasNext(close: string): boolean {
    if (this.#startsWith(", ", this.#at)) {
      this.#at += 2;
      return true;
    }
    if (this.#text[this.#at] === " ") this.#at += 1;
    if (this.#text[this.#at] !== close) throw new NotPlain();
    this.#at += 1;
    this.#depth -= 1;
    return false;
  }

  #scalar(plain: RegExp): Scalar {
    const start = this.#at;
    const quoted = this.#take(DOUBLE) ?? this.#take(SINGLE);
    const value = quoted ? quoted[1] : resolved(this.#take(plain)?.[0]);
    return this.#placed(new Scalar(value), start);
  }

  /** Goes on to the next line that says something. */
  #lineEnd<T>(value: T): T {
    this.#take(COMMENT);
    if (this.#text[this.#at] !== "\n") throw new NotPlain();
    this.#at += 1;
    this.#end = this.#at;
    this.#take(NOTHING);
    return value;
  }

  /** How far the line that starts here is indented. */
  #indent(): number {
    INDENT.lastIndex = this.#at;
    return INDENT.exec(this.#text)?.[0].length ?? 0;
  }

  #startsWith(start: string, at: number): boolean {
    return this.#text.startsWith(start, at);
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotPlain();
  }

  #placed<T extends Node>(node: T, start: number, end: number = this.#at): T {
    node.range = [this.#offset + start, this.#offset + end, this.#offset + end];
    return node;
  }
}

function resolved(text: string | undefined): string | number | boolean {
  if (text === undefined) throw new NotPlain();
  if (text === "true" || text === "false") return text === "true";
  if (WHOLE.test(text)) return Number(text);
  if (WORDS.test(text) || !SURELY_TEXT.test(text)) throw new NotPlain();
  return text;
}
