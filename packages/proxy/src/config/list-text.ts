import { type ListNode, type MapNode, moved, type Node } from "@sluice/policy/source";
import { placedAround, readAnyItems, readAroundList, withList } from "./in-pieces.ts";
import { readJson, readJsonValue } from "./json-text.ts";
import type { KnownItem, KnownItems } from "./known-items.ts";
import { readPlainItems } from "./plain-yaml.ts";
import { shiftedSpan } from "./shift.ts";
import type { TextItem, TextPiece } from "./split-endpoints.ts";
import { splitJson } from "./split-json.ts";

/** A configuration whose endpoints have not been read yet. */
export interface ListText<K extends KnownItem> {
  /** All but the endpoints, whose list is empty. */
  readonly root: MapNode;
  readonly items: readonly TextItem<K>[];
  readonly syntax: ListSyntax;
}

/** Reads items that stand one behind the other, alone. `undefined`: they are not as plain as they looked. */
export type ListSyntax = (piece: TextPiece) => readonly Node[] | undefined;

/** Reads all but the endpoints. `undefined`: their list is not that plain. */
export function readListText<K extends KnownItem>(text: string, known?: KnownItems<K>): ListText<K> | undefined {
  return readJsonList(text, known) ?? readYamlList(text, known);
}

function readJsonList<K extends KnownItem>(text: string, known: KnownItems<K> | undefined): ListText<K> | undefined {
  const split = splitJson(text, known);
  const root = split && readJson(split.around);
  if (!split || root?.kind !== "map") return undefined;
  return { root: placedAround(root, split), items: split.items, syntax: readJsonItems };
}

/** How deep an endpoint stands in the configuration. */
const DEPTH = 2;

function readJsonItems({ text, offset }: TextPiece): readonly Node[] | undefined {
  const list = readJsonValue(`[${text}]`, DEPTH - 1);
  return list?.kind === "list" ? list.items.map((item) => movedBy(item, offset - 1)) : undefined;
}

function readYamlList<K extends KnownItem>(text: string, known: KnownItems<K> | undefined): ListText<K> | undefined {
  const around = readAroundList(text, known);
  if (!around) return undefined;
  const { items } = around;
  const start = text.indexOf("-", items[0]?.start);
  const list: ListNode = { kind: "list", start, end: items.at(-1)?.end ?? start, items: [] };
  return { root: withList(around, list), items, syntax: readYamlItems };
}

function readYamlItems(piece: TextPiece): readonly Node[] | undefined {
  const { text, offset } = piece;
  return readPlainItems(piece) ?? readAnyItems(text, { text, offset: 0 })?.map((item) => movedBy(item, offset));
}

function movedBy(node: Node, by: number): Node {
  return moved(node, (span) => shiftedSpan(span, by));
}
