import { type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

/**
 * Reads a JSON document (RFC 8259) into the nodes that the YAML library makes of it, in a tenth of the time. `undefined` for
 * anything else, and for what JSON leaves open, such as a key that is there twice: then the library has to read it.
 */
export function readJson(text: string): Node | undefined {
  if (text.trimStart()[0] !== "{") return undefined;
  try {
    return new JsonReader(text).document();
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

/** What leads out of any depth, to no place but the function above. */
class NotJson extends Error {}

/** Deeper nesting is left to the library, which says what is wrong with it. */
const MAX_DEPTH = 64;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Node {
    const node = this.#value();
    this.#blanks();
    if (this.#at < this.#text.length) throw new NotJson();
    return node;
  }

  #value(): Node {
    this.#blanks();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      default:
        return this.#bare();
    }
  }

  #object(): YAMLMap {
    const map = new YAMLMap();
    const keys = new Set<string>();
    return this.#collection(map, "}", () => {
      this.#blanks();
      if (this.#text.charCodeAt(this.#at) !== QUOTE) throw new NotJson();
      const key = this.#string();
      if (keys.has(key.value)) throw new NotJson();
      keys.add(key.value);
      this.#blanks();
      if (this.#text[this.#at++] !== ":") throw new NotJson();
      map.items.push(new Pair(key, this.#value()));
    });
  }

  #array(): YAMLSeq {
    const list = new YAMLSeq();
    return this.#collection(list, "]", () => list.items.push(this.#value()));
  }

  #collection<T extends Node>(node: T, close: string, readItem: () => void): T {
    const start = this.#at++;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotJson();
    this.#blanks();
    if (this.#text[this.#at] === close) this.#at += 1;
    else {
      for (;;) {
        readItem();
        this.#blanks();
        const next = this.#text[this.#at++];
        if (next === close) break;
        if (next !== ",") throw new NotJson();
      }
    }
    this.#depth -= 1;
    return this.#placed(node, start);
  }

  #string(): Scalar<string> {
    const start = this.#at++;
    let escaped = false;
    for (let code = this.#code(); code !== QUOTE; code = this.#code()) {
      if (!(code >= SPACE)) throw new NotJson();
      if (code === BACKSLASH) {
        escaped = true;
        this.#at += 1;
      }
      this.#at += 1;
    }
    this.#at += 1;
    const inner = this.#text.slice(start + 1, this.#at - 1);
    return this.#placed(new Scalar(escaped ? unescaped(inner) : inner), start);
  }

  #bare(): Scalar {
    const start = this.#at;
    const word = this.#take(WORD);
    const value = word === undefined ? Number(this.#take(NUMBER) ?? Number.NaN) : WORDS.get(word);
    if (Number.isNaN(value)) throw new NotJson();
    return this.#placed(new Scalar(value), start);
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #blanks(): void {
    for (
      let code = this.#code();
      code === SPACE || code === 0x0a || code === 0x0d || code === 0x09;
      code = this.#code()
    ) {
      this.#at += 1;
    }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #placed<T extends Node>(node: T, start: number): T {
    node.range = [start, this.#at, this.#at];
    return node;
  }
}

function unescaped(inner: string): string {
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    throw new NotJson();
  }
}
