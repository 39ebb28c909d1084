import type { Node } from "@sluice/policy/source";

/** A text that is the same for two nodes iff their values are, wherever and however they were written. */
export function structureOf(node: Node): string {
  switch (node.kind) {
    case "scalar":
      return ofScalar(node.value);
    case "list": {
      let text = "[";
      for (const item of node.items) text += `${structureOf(item)},`;
      return `${text}]`;
    }
    case "map": {
      let text = "{";
      for (const { key, value } of node.entries) text += `${JSON.stringify(key.value)}:${structureOf(value)},`;
      return `${text}}`;
    }
    default:
      return node satisfies never;
  }
}

/** An integer and the number that equals it are different values to a policy. */
function ofScalar(value: string | number | bigint | boolean | null): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "number" ? `${value}f` : String(value);
}
