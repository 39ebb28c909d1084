import { isNull, type Node } from "../source/node.ts";

/** Whether keys with a null value are kept; everywhere in a policy a null counts as left out. */
type Nulls = "kept" | "left out";

/** The plain value that the schema validator reads. Objects have no prototype, so that a key `__proto__` is a key. */
export function toPlain(node: Node, nulls: Nulls): unknown {
  switch (node.kind) {
    case "scalar":
      // The schema does not tell int from double, and JSON numbers are what its validator knows.
      return typeof node.value === "bigint" ? Number(node.value) : node.value;
    case "list":
      return node.items.map((item) => toPlain(item, nulls));
    case "map": {
      const plain: Record<string, unknown> = Object.create(null);
      const seen = new Set<string>();
      for (const { key, value } of node.entries) {
        // Of a key that stands twice (reported) the first, as everything behind the validator has it.
        const isFirst = !seen.has(key.value);
        seen.add(key.value);
        if (isFirst && (nulls === "kept" || !isNull(value))) plain[key.value] = toPlain(value, nulls);
      }
      return plain;
    }
  }
}
