import type { KnownItem, KnownItems } from "./known-items.ts";

/** The list of endpoints of a configuration, apart from all around it. */
export interface SplitText<K extends KnownItem = KnownItem> {
  /** The text without the list. */
  readonly around: string;
  /** Where the list was cut out, and how long it is: what is behind that place in `around` stands so much later in the text. */
  readonly cut: { readonly at: number; readonly length: number };
  /** Where the key of the list starts. */
  readonly keyAt: number;
  /** In order, one behind the other. */
  readonly items: readonly TextItem<K>[];
}

export interface TextItem<K extends KnownItem = KnownItem> {
  readonly start: number;
  readonly end: number;
  /** The one that has this text and was read before. */
  readonly known?: K | undefined;
}

export interface TextPiece {
  readonly text: string;
  /** Where it starts in the whole. */
  readonly offset: number;
}

/** Large enough that a piece costs little beside its items, small enough that what is read of it is forgotten young. */
export const PIECE = 8_192;

/**
 * What reaches over the border of a piece: an anchor or an alias (a quoted key needs no blank before it), the marks between documents, directives. And explicit
 * keys, behind which the library passes over a quote that is not closed.
 */
const REACHES_FAR =
  /(?:^|[\s[{,:])(?:&(?![&\s])|\*(?!\s))|^(?:---|\.\.\.|%|[ -]*\?[ \n])|[\r\t\u0085\u2028\u2029\ufeff]/m;
const KEY = /^endpoints: *\n/m;

const SPACE = 0x20;
const DASH = 0x2d;
const HASH = 0x23;
const LINE_FEED = 0x0a;

/**
 * Splits a configuration whose `endpoints:` is a plain list in block style. A YAML document is read as a whole, and one of 100,000
 * endpoints takes a gigabyte and ten seconds so; in pieces it takes a third of that. `undefined`: it is not that plain.
 * `known`: items that were read before, whose texts need no second look.
 */
export function splitEndpoints<K extends KnownItem>(text: string, known?: KnownItems<K>): SplitText<K> | undefined {
  const key = KEY.exec(text);
  if (!key) return undefined;
  const start = key.index + key[0].length;
  const list = findItems(text, start, known);
  if (!list) return undefined;
  const { items, end } = list;
  const rest = text.slice(end);
  if (KEY.test(rest) || REACHES_FAR.test(rest) || REACHES_FAR.test(text.slice(0, items[0]?.start))) return undefined;
  for (const [from, to] of unknownIn(items)) if (REACHES_FAR.test(text.slice(from, to))) return undefined;
  // The line break behind the key stays, in place of the list's last.
  const from = start - 1;
  return {
    keyAt: key.index,
    around: text.slice(0, from) + text.slice(end - 1),
    cut: { at: from, length: end - start },
    items: known?.complete(items, text) ?? items,
  };
}

/** Stretches of items that nobody has read before. */
function* unknownIn(items: readonly TextItem[]): Generator<readonly [start: number, end: number]> {
  let from = -1;
  let to = -1;
  for (const { start, end, known } of items) {
    if (known) continue;
    if (start !== to) {
      if (from !== -1) yield [from, to];
      from = start;
    }
    to = end;
  }
  if (from !== -1) yield [from, to];
}

/** Where the items of a list stand, each from the start of its line, and where the list ends. */
function findItems<K extends KnownItem>(
  text: string,
  start: number,
  known: KnownItems<K> | undefined,
): { readonly items: readonly TextItem<K>[]; readonly end: number } | undefined {
  const items: TextItem<K>[] = [];
  let indent = -1;
  let from = -1;
  const close = (end: number): void => {
    if (from !== -1) items.push({ start: from, end });
    from = -1;
  };
  let at = start;
  while (at < text.length) {
    const next = text.indexOf("\n", at) + 1;
    // What has no line break at its end is not worth a case of its own.
    if (next === 0) return undefined;
    if (indent === -1) indent = columnOfItem(text, at);
    const line = lineAt(text, at, indent);
    if (line === "after") break;
    if (line === "item") {
      close(at);
      const found = known?.at(text, at, (end) => end === text.length || endsAt(lineAt(text, end, indent)));
      if (found) {
        items.push({ start: at, end: at + found.text.length, known: found });
        at += found.text.length;
        continue;
      }
      from = at;
    }
    at = next;
  }
  close(at);
  return items.length > 0 ? { items, end: at } : undefined;
}

/** What a line is to a list whose items start at this column. */
type Line = "blank" | "item" | "inner" | "after";

function lineAt(text: string, at: number, indent: number): Line {
  let content = at;
  while (text.charCodeAt(content) === SPACE) content++;
  const first = text.charCodeAt(content);
  if (first === LINE_FEED || first === HASH) return "blank";
  const column = content - at;
  if (column > indent && indent !== -1) return "inner";
  return column === indent && first === DASH && isBlank(text.charCodeAt(content + 1)) ? "item" : "after";
}

/** Whether such a line is no part of the item before it. */
function endsAt(line: Line): boolean {
  return line === "item" || line === "after";
}

/** -1: no item starts in the line. */
function columnOfItem(text: string, at: number): number {
  let content = at;
  while (text.charCodeAt(content) === SPACE) content++;
  return text.charCodeAt(content) === DASH && isBlank(text.charCodeAt(content + 1)) ? content - at : -1;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === LINE_FEED;
}

/** Items that nobody has read before and that stand together, in pieces of some each. `size`: characters that a piece has at least. */
export function* inPieces(text: string, items: readonly TextItem[], size: number = PIECE): Generator<TextPiece> {
  let offset = -1;
  for (const [index, { start, end, known }] of items.entries()) {
    if (known) continue;
    if (offset === -1) offset = start;
    const next = items[index + 1];
    if (end - offset < size && next && !next.known) continue;
    yield { text: text.slice(offset, end), offset };
    offset = -1;
  }
}
