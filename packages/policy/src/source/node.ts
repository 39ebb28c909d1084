/** A document as the later stages read it: values with their places in the file, whatever syntax they were written in. */
export type Node = ScalarNode | ListNode | MapNode;

/** A stretch of a file in UTF-16 offsets, `end` exclusive. Of a node inside of an alias: the alias. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Span {
  readonly kind: "scalar";
  /** An integer is a `bigint`, any other number a `number`. */
  readonly value: null | boolean | bigint | number | string;
  /** As written, without quotes resolved: for messages. */
  readonly raw: string;
  /** Present: an unquoted text that ends at a comment, which may have been meant as a part of it. */
  readonly beforeComment?: true;
  /** Where in the file the UTF-16 units from `from` to `to` (exclusive) of a string value were written. */
  rangeOf(from: number, to: number): readonly [start: number, end: number];
}

export interface ListNode extends Span {
  readonly kind: "list";
  readonly items: readonly Node[];
  /**
   * Where items are left out because they could not be read (reported): each the index in `items` of the one that
   * follows the gap, ascending. Absent: none is.
   */
  readonly gaps?: readonly number[];
}

export interface MapNode extends Span {
  readonly kind: "map";
  readonly entries: readonly Entry[];
  /** Present: entries are left out because they could not be read (reported). */
  readonly incomplete?: true;
}

export interface Entry {
  readonly key: StringNode;
  readonly value: Node;
}

/** The value under `key`; a null counts as left out, as it does in every reader of this format. */
export function fieldOf(map: MapNode, key: string): Node | undefined {
  const entry = entryOf(map, key);
  return entry === undefined || isNull(entry.value) ? undefined : entry.value;
}

export function entryOf(map: MapNode, key: string): Entry | undefined {
  return map.entries.find((entry) => entry.key.value === key);
}

export function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** A scalar that is a string. */
export type StringNode = ScalarNode & { readonly value: string };

/** The value under `key` if it is a string. */
export function stringOf(map: MapNode, key: string): StringNode | undefined {
  const value = fieldOf(map, key);
  return isString(value) ? value : undefined;
}

export function isString(node: Node | undefined): node is StringNode {
  return node?.kind === "scalar" && typeof node.value === "string";
}

/** A value of no file, or the null of a key without one. */
export function nullAt(start: number, end: number): ScalarNode {
  return { kind: "scalar", start, end, value: null, raw: "", rangeOf: () => [start, end] };
}
