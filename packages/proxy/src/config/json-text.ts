import {
  type Entry,
  escapedScalar,
  literalScalar,
  type Node,
  type ScalarNode,
  type StringNode,
} from "@sluice/policy/source";

/**
 * Reads a JSON document (RFC 8259) into the nodes that `readDocuments` makes of it, in a tenth of the time. `undefined` for
 * anything else, and for what JSON leaves open, such as a key that is there twice: then that has to read it.
 */
export function readJson(text: string): Node | undefined {
  return text.trimStart()[0] === "{" ? readJsonValue(text, 0) : undefined;
}

/** As `readJson`, one value of a document; `depth`: how deep it stands there. Places are those of the text. */
export function readJsonValue(text: string, depth: number): Node | undefined {
  try {
    return new JsonReader(text, depth).document();
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

/** What leads out of any depth, to no place but the functions above. */
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
  #depth: number;

  constructor(text: string, depth = 0) {
    this.#text = text;
    this.#depth = depth;
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

  #object(): Node {
    const entries: Entry[] = [];
    const keys = new Set<string>();
    const start = this.#collection("}", () => {
      this.#blanks();
      if (this.#text.charCodeAt(this.#at) !== QUOTE) throw new NotJson();
      const key = this.#string();
      // What has no meaning in YAML is told of there.
      if (keys.has(key.value) || key.value === "<<") throw new NotJson();
      keys.add(key.value);
      this.#blanks();
      if (this.#text[this.#at++] !== ":") throw new NotJson();
      entries.push({ key, value: this.#value() });
    });
    return { kind: "map", start, end: this.#at, entries };
  }

  #array(): Node {
    const items: Node[] = [];
    const start = this.#collection("]", () => items.push(this.#value()));
    return { kind: "list", start, end: this.#at, items };
  }

  /** Where it starts; `at` is at its end then. */
  #collection(close: string, readItem: () => void): number {
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
    return start;
  }

  #string(): StringNode {
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
    const end = this.#at;
    const raw = this.#text.slice(start, end);
    const inner = raw.slice(1, -1);
    const scalar = escaped
      ? escapedScalar(this.#text, { value: unescaped(inner), raw, start, end })
      : literalScalar({ value: inner, raw, start, end });
    return scalar as StringNode;
  }

  #bare(): ScalarNode {
    const start = this.#at;
    const raw = this.#take(WORD) ?? this.#take(NUMBER);
    if (raw === undefined) throw new NotJson();
    const value = WORDS.get(raw);
    return literalScalar({ value: value === undefined ? numberOf(raw) : value, raw, start, end: this.#at });
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
}

/** As YAML's core schema has it: digits alone are an integer. */
function numberOf(text: string): bigint | number {
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}

function unescaped(inner: string): string {
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    throw new NotJson();
  }
}
