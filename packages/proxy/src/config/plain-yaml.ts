import {
  type Entry,
  type ListNode,
  literalScalar,
  type MapNode,
  type Node,
  type ScalarNode,
  type StringNode,
} from "@sluice/policy/source";
import type { TextPiece } from "./split-endpoints.ts";

/**
 * Reads the YAML that programs write: keys that are words, scalars in one piece without escapes, lists and mappings in block
 * style, flow style within a line. It makes the nodes that `readDocuments` makes, in a tenth of the time. `undefined` for
 * anything else, right or wrong: then that has to read it.
 */
export function readPlainItems(piece: TextPiece): readonly Node[] | undefined {
  const reader = new PlainReader(piece);
  try {
    return reader.items();
  } catch (error) {
    // V8's regular expressions keep a way back for each character of a choice, and overflow on one line of megabytes.
    if (error instanceof NotPlain || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What leads out of any depth, to no place but the function above. */
class NotPlain extends Error {}

/** Collections within each other. Deeper nesting is left to the library, which says what is wrong with it. */
const MAX_DEPTH = 63;

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
  /** Where the last value ended. */
  #end = 0;
  #depth = 0;

  constructor({ text, offset }: TextPiece) {
    this.#text = text;
    this.#offset = offset;
  }

  items(): readonly Node[] {
    const { items } = this.#list(this.#indent());
    if (this.#at < this.#text.length || items.length === 0) throw new NotPlain();
    return items;
  }

  /** The items that start at this column; `at` is at the start of the first one's line, and afterwards at that of the next line. */
  #list(indent: number): ListNode {
    const items: Node[] = [];
    const start = this.#at + indent;
    this.#enter();
    while (this.#indent() === indent && this.#startsWith("- ", this.#at + indent)) {
      this.#at += indent + 2;
      items.push(this.#matches(KEY) ? this.#mapping(indent + 2) : this.#lineValue());
    }
    this.#depth -= 1;
    return this.#listNode(items, start, this.#end);
  }

  /** The entries whose keys start at this column; `at` is at the first of them. */
  #mapping(indent: number): MapNode {
    const entries: Entry[] = [];
    const start = this.#at;
    const keys = new Set<string>();
    this.#enter();
    for (;;) {
      entries.push(this.#entry(indent, keys));
      if (this.#indent() !== indent || this.#at >= this.#text.length) break;
      if (this.#startsWith("- ", this.#at + indent)) break;
      this.#at += indent;
    }
    this.#depth -= 1;
    return this.#mapNode(entries, start, this.#end);
  }

  #entry(indent: number, keys: Set<string>): Entry {
    const key = this.#key(keys);
    if (this.#text[this.#at] === " ") {
      this.#at += 1;
      return { key, value: this.#lineValue() };
    }
    this.#at += 1;
    const inner = this.#indent();
    const isList = this.#startsWith("- ", this.#at + inner);
    if (inner < indent || (inner === indent && !isList)) throw new NotPlain();
    if (isList) return { key, value: this.#list(inner) };
    this.#at += inner;
    return { key, value: this.#mapping(inner) };
  }

  /** A key that is none of these yet, up to its colon and with it. */
  #key(keys: Set<string>): StringNode {
    const start = this.#at;
    const name = this.#take(KEY)?.[1];
    if (name === undefined || keys.has(name) || WORDS.test(name)) throw new NotPlain();
    keys.add(name);
    return this.#scalarNode(name, name, start, this.#at - 1) as StringNode;
  }

  /** A value up to the end of its line. */
  #lineValue(): Node {
    const value = this.#value(LINE);
    this.#end = this.#at;
    const hasComment = this.#take(COMMENT) !== undefined;
    if (this.#text[this.#at] !== "\n") throw new NotPlain();
    this.#at += 1;
    // Goes on to the next line that says something.
    this.#take(NOTHING);
    // As for who reads expressions a comment may have been meant as a part of one.
    return hasComment && isPlainText(value) ? { ...value, beforeComment: true } : value;
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

  #flowList(): ListNode {
    const items: Node[] = [];
    const start = this.#open();
    do items.push(this.#value(PLAIN));
    while (this.#hasNext("]"));
    return this.#listNode(items, start, this.#at);
  }

  #flowMapping(): MapNode {
    const entries: Entry[] = [];
    const start = this.#open();
    const keys = new Set<string>();
    do {
      const key = this.#key(keys);
      if (this.#text[this.#at] !== " ") throw new NotPlain();
      this.#at += 1;
      entries.push({ key, value: this.#value(PLAIN) });
    } while (this.#hasNext("}"));
    return this.#mapNode(entries, start, this.#at);
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

  #scalar(plain: RegExp): ScalarNode {
    const start = this.#at;
    const quoted = this.#take(DOUBLE) ?? this.#take(SINGLE);
    if (quoted) return this.#scalarNode(quoted[1] ?? "", quoted[0], start, this.#at);
    const raw = this.#take(plain)?.[0];
    return this.#scalarNode(resolved(raw), raw ?? "", start, this.#at);
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

  #scalarNode(value: ScalarNode["value"], raw: string, start: number, end: number): ScalarNode {
    return literalScalar({ value, raw, start: this.#offset + start, end: this.#offset + end });
  }

  #listNode(items: readonly Node[], start: number, end: number): ListNode {
    return { kind: "list", start: this.#offset + start, end: this.#offset + end, items };
  }

  #mapNode(entries: readonly Entry[], start: number, end: number): MapNode {
    return { kind: "map", start: this.#offset + start, end: this.#offset + end, entries };
  }
}

function isPlainText(node: Node): node is StringNode {
  return node.kind === "scalar" && typeof node.value === "string" && node.raw === node.value;
}

function resolved(text: string | undefined): string | bigint | boolean {
  if (text === undefined) throw new NotPlain();
  if (text === "true" || text === "false") return text === "true";
  if (WHOLE.test(text)) return BigInt(text);
  if (WORDS.test(text) || !SURELY_TEXT.test(text)) throw new NotPlain();
  return text;
}
