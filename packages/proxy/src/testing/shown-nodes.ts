import type { Node } from "@sluice/policy/source";

/**
 * Every node of a text, one a line, with its value and its place, and where each character of a string stands. Whether blanks
 * and comments behind a value are a part of it is nobody's business.
 */
export function shownNodes(node: Node | undefined, text: string): string[] {
  if (node === undefined) return [];
  const own = `${node.kind} ${node.start}`;
  const content = (): string => text.slice(node.start, node.end).replace(/(?:\s+#.*|\s+)*$/, "");
  switch (node.kind) {
    case "scalar": {
      const { value, raw, beforeComment = false } = node;
      const units = typeof value === "string" ? [...value].map((_, at) => node.rangeOf(at, at + 1).join("-")) : [];
      return [`${own} ${typeof value} ${String(value)} ${raw.trimEnd()} ${beforeComment} ${units.join(" ")}`];
    }
    case "list":
      return [`${own} ${content()}`, ...node.items.flatMap((item) => shownNodes(item, text))];
    case "map":
      return [
        `${own} ${content()}`,
        ...node.entries.flatMap(({ key, value }) => [...shownNodes(key, text), ...shownNodes(value, text)]),
      ];
    default:
      return node satisfies never;
  }
}

/** The plain value of a node. */
export function plainOf(node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "bigint" ? Number(node.value) : node.value;
    case "list":
      return node.items.map(plainOf);
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, plainOf(value)]));
    default:
      return node satisfies never;
  }
}
