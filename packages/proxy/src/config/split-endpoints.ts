/** The list of endpoints of a configuration, apart from all around it. */
export interface SplitText {
  /** The text with blanks in place of the list, as long as before: all else stands where it stood. */
  readonly around: string;
  /** Where the key of the list starts. */
  readonly keyAt: number;
  /** The list in pieces of some items each, in order. */
  readonly pieces: Iterable<TextPiece>;
}

export interface TextPiece {
  readonly text: string;
  /** Where it starts in the whole. */
  readonly offset: number;
}

/** Large enough that a piece costs little beside its items, small enough that what is read of it is forgotten young. */
const PIECE = 8_192;

/**
 * What reaches over the border of a piece: an anchor or an alias (a quoted key needs no blank before it), the marks between documents, directives. And explicit
 * keys, behind which the library passes over a quote that is not closed.
 */
const REACHES_FAR =
  /(?:^|[\s[{,:])(?:&(?![&\s])|\*(?!\s))|^(?:---|\.\.\.|%|[ -]*\?[ \n])|[\r\t\u0085\u2028\u2029\ufeff]/m;

const SPACE = 0x20;
const DASH = 0x2d;
const HASH = 0x23;
const LINE_FEED = 0x0a;

/**
 * Splits a configuration whose `endpoints:` is a plain list in block style. A YAML document is read as a whole, and one of 100,000
 * endpoints takes a gigabyte and ten seconds so; in pieces it takes a third of that. `undefined`: it is not that plain.
 * `size`: characters that a piece has at least.
 */
export function splitEndpoints(text: string, size: number = PIECE): SplitText | undefined {
  const keys = [...text.matchAll(/^endpoints: *\n/gm)];
  const [key] = keys;
  if (keys.length !== 1 || key === undefined || REACHES_FAR.test(text)) return undefined;
  const start = key.index + key[0].length;
  const list = findItems(text, start);
  if (!list) return undefined;
  const { items, end } = list;
  const from = start - 1;
  return {
    keyAt: key.index,
    around: `${text.slice(0, from)}${" ".repeat(end - start)}${text.slice(end - 1)}`,
    pieces: inPieces(text, { items, end, size }),
  };
}

interface ItemList {
  readonly items: readonly number[];
  readonly end: number;
}

/** Where the items of a list start, each at the start of its line, and where the list ends. */
function findItems(text: string, start: number): ItemList | undefined {
  const items: number[] = [];
  let indent = -1;
  let at = start;
  for (; at < text.length; ) {
    const next = text.indexOf("\n", at) + 1;
    // What has no line break at its end is not worth a case of its own.
    if (next === 0) return undefined;
    let content = at;
    while (text.charCodeAt(content) === SPACE) content++;
    const first = text.charCodeAt(content);
    if (first !== LINE_FEED && first !== HASH) {
      const column = content - at;
      const isItem = first === DASH && isBlank(text.charCodeAt(content + 1));
      if (indent === -1) {
        if (!isItem) return undefined;
        indent = column;
      }
      if (column < indent || (column === indent && !isItem)) break;
      if (column === indent) items.push(at);
    }
    at = next;
  }
  return items.length > 0 ? { items, end: at } : undefined;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === LINE_FEED;
}

function* inPieces(text: string, { items, end, size }: ItemList & { readonly size: number }): Generator<TextPiece> {
  let offset = items[0] ?? end;
  for (const [index] of items.entries()) {
    const next = items[index + 1] ?? end;
    if (next - offset < size && next !== end) continue;
    yield { text: text.slice(offset, next), offset };
    offset = next;
  }
}
