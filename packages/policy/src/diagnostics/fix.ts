import type { ScalarNode } from "../source/node.ts";
import type { Fix } from "./diagnostic.ts";

/** Writes `text` in place of `old`, which stands in the scalar's value, at `offset` of it or behind. */
export function replacing(node: ScalarNode, old: string, text: string, offset = 0): Fix | undefined {
  const from = String(node.value).indexOf(old, offset);
  if (from < 0) return undefined;
  const [start, end] = node.rangeOf(from, from + old.length);
  return { description: `write \`${text}\``, edits: [{ start, end, old, text }] };
}
