import type { Node } from "./node.ts";

/** Whether something is left out of a node because it could not be read (reported). */
export function isIncomplete(node: Node): boolean {
  switch (node.kind) {
    case "scalar":
      return false;
    case "list":
      return node.gaps !== undefined || node.items.some(isIncomplete);
    case "map":
      return node.incomplete === true || node.entries.some(({ value }) => isIncomplete(value));
  }
}
