import { isNull, type Node } from "../source/node.ts";

/**
 * The plain value that the schema validator reads. Keys whose value is null are left out where a key is optional by
 * meaning (a null counts as left out); objects have no prototype, so that a key `__proto__` is a key.
 */
export function toPlain(node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      // The schema does not tell int from double, and JSON numbers are what its validator knows.
      return typeof node.value === "bigint" ? Number(node.value) : node.value;
    case "list":
      return node.items.map(toPlain);
    case "map": {
      const plain: Record<string, unknown> = Object.create(null);
      for (const { key, value } of node.entries) if (!isNull(value)) plain[key.value] = toPlain(value);
      return plain;
    }
  }
}
