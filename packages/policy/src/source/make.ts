import type { Entry, MapNode, Node, ScalarNode, Span, StringNode } from "./node.ts";

/** A plain value, as JSON has it; bigints are integers, and `undefined` fields of a map are left out. */
export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue | undefined }
  /** Stays as it is, at its own place. */
  | Node;

/** A node of a value that nobody has written: all of it stands at `at`. */
export function nodeOf(value: PlainValue, at: Span): Node {
  if (Array.isArray(value)) return listOf(value as readonly PlainValue[], at);
  if (typeof value === "object" && value !== null) {
    return isNode(value) ? value : mapOf(value as { readonly [key: string]: PlainValue | undefined }, at);
  }
  return scalarOf(typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value, at);
}

export function mapOf(fields: { readonly [key: string]: PlainValue | undefined }, at: Span): MapNode {
  const entries = Object.entries(fields).flatMap(([key, value]): Entry[] =>
    value === undefined ? [] : [{ key: scalarOf(key, at), value: nodeOf(value, at) }],
  );
  return { kind: "map", start: at.start, end: at.end, entries };
}

function listOf(items: readonly PlainValue[], { start, end }: Span): Node {
  return { kind: "list", start, end, items: items.map((item) => nodeOf(item, { start, end })) };
}

function scalarOf<T extends ScalarNode["value"]>(value: T, { start, end }: Span): ScalarNode & { readonly value: T } {
  return { kind: "scalar", start, end, value, raw: String(value), rangeOf: () => [start, end] };
}

function isNode(value: object): value is Node {
  return "kind" in value && "start" in value && "end" in value;
}

/** A node, and all within it, at other places. */
export function moved(node: Node, place: (span: Span) => Span): Node {
  const { start, end } = place(node);
  if (node.kind === "list") return { ...node, start, end, items: node.items.map((item) => moved(item, place)) };
  if (node.kind === "scalar") {
    const rangeOf = (from: number, to: number): readonly [number, number] => {
      const [first, last] = node.rangeOf(from, to);
      const span = place({ start: first, end: last });
      return [span.start, span.end];
    };
    return { ...node, start, end, rangeOf };
  }
  const entries = node.entries.map(({ key, value }) => ({
    key: moved(key, place) as StringNode,
    value: moved(value, place),
  }));
  return { ...node, start, end, entries };
}
