import { isNull, type ListNode, type MapNode, moved, type Node, readDocuments, readPart } from "@sluice/policy/source";
import type { KnownItem, KnownItems } from "./known-items.ts";
import { readPlainItems } from "./plain-yaml.ts";
import { inPieces, type SplitText, splitEndpoints, type TextItem, type TextPiece } from "./split-endpoints.ts";

/** A configuration in YAML, and the list of endpoints in it that was not read. */
export interface AroundList<K extends KnownItem> {
  /** With null in place of the list. */
  readonly root: MapNode;
  /** Which entry of the root the list is. */
  readonly place: number;
  readonly items: readonly TextItem<K>[];
}

/** Reads all but the endpoints. `undefined`: their list is no plain one in block style, or something is not sound. */
export function readAroundList<K extends KnownItem>(text: string, known?: KnownItems<K>): AroundList<K> | undefined {
  const split = splitEndpoints(text, known);
  if (!split) return undefined;
  const [document, second] = readDocuments(split.around, { length: text.length, aliasedValues: 0 });
  if (second || document?.problems.count !== 0 || document.root?.kind !== "map") return undefined;
  const root = placedAround(document.root, split);
  // By its place: the text of a scalar may have lines that look the same.
  const place = root.entries.findIndex(({ key }) => key.value === "endpoints" && key.start === split.keyAt);
  const entry = root.entries[place];
  return entry && isNull(entry.value) ? { root, place, items: split.items } : undefined;
}

/** What was read without a list, at its places in the text with it. */
export function placedAround(root: MapNode, { cut: { at, length } }: Pick<SplitText, "cut">): MapNode {
  const placed = (offset: number): number => (offset > at ? offset + length : offset);
  return moved(root, ({ start, end }) => ({ start: placed(start), end: placed(end) })) as MapNode;
}

/** The configuration with a list in place of the null that `readAroundList` has left. */
export function withList<K extends KnownItem>({ root, place }: AroundList<K>, value: ListNode): MapNode {
  const entries = root.entries.map((entry, index) => (index === place ? { key: entry.key, value } : entry));
  return { ...root, end: Math.max(root.end, value.end), entries };
}

/**
 * Reads a configuration whose `endpoints:` is a plain list in block style, that list in pieces: the YAML library takes three
 * times as long for the whole, and a gigabyte. `undefined`: it is not that plain, or not sound. Then it is to be read as a whole,
 * which tells what is wrong. `size`: characters that a piece has at least.
 */
export function readInPieces(text: string, size?: number): MapNode | undefined {
  const around = readAroundList(text);
  const value = around && joined(text, inPieces(text, around.items, size));
  return around && value && withList(around, value);
}

function joined(text: string, pieces: Iterable<TextPiece>): ListNode | undefined {
  const items: Node[] = [];
  let start = -1;
  for (const piece of pieces) {
    if (start < 0) start = text.indexOf("-", piece.offset);
    const read = readPlainItems(piece) ?? readAnyItems(text, piece);
    if (!read) return undefined;
    items.push(...read);
  }
  return { kind: "list", start, end: items.at(-1)?.end ?? start, items };
}

/** How deep the list of endpoints stands in the configuration. */
const DEPTH = 1;

/** As `readPlainItems`, by the library. */
export function readAnyItems(whole: string, { text, offset }: TextPiece): readonly Node[] | undefined {
  const document = readPart(whole, { start: offset, end: offset + text.length, depth: DEPTH });
  return document?.problems.count === 0 && document.root?.kind === "list" ? document.root.items : undefined;
}
