import type { Checked } from "./checked.ts";
import { childrenOf } from "./children.ts";

/** Whether no node has more than `levels` above it. Does not recurse: a chain of operators is as deep as it is long. */
export function isShallow(tree: Checked, levels: number): boolean {
  let level: readonly Checked[] = [tree];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return false;
    level = level.flatMap(childrenOf);
  }
  return true;
}

/** Whether a node says no more than its text does: a literal, or a list or map of them. */
export function isLiteral(node: Checked): boolean {
  if (node.kind === "constant") return node.secret !== true;
  return (node.kind === "list" || node.kind === "map") && childrenOf(node).every(isLiteral);
}
