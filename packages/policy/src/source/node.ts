/** A document as the later stages read it: values with their places in the file, whatever syntax they were written in. */
export type Node = ScalarNode | ListNode | MapNode;

interface Placed {
  /** UTF-16 offsets into the file, `end` exclusive. Inside an alias: the alias. */
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Placed {
  readonly kind: "scalar";
  /** An integer is a `bigint`, any other number a `number`. */
  readonly value: null | boolean | bigint | number | string;
  /** As written, without quotes resolved: for messages. */
  readonly raw: string;
  /** Where in the file the UTF-16 units from `from` to `to` (exclusive) of a string value were written. */
  rangeOf(from: number, to: number): readonly [start: number, end: number];
}

export interface ListNode extends Placed {
  readonly kind: "list";
  readonly items: readonly Node[];
}

export interface MapNode extends Placed {
  readonly kind: "map";
  readonly entries: readonly Entry[];
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

export function isString(node: Node | undefined): node is StringNode {
  return node?.kind === "scalar" && typeof node.value === "string";
}
