import type { Checked } from "./checked.ts";

/** The nodes right below a node, in the order of the text. */
export function childrenOf(node: Checked): readonly Checked[] {
  switch (node.kind) {
    case "constant":
    case "read":
    case "read-optional":
    case "has-declared":
    case "local":
      return [];
    case "select":
    case "has":
    case "not":
      return [node.operand];
    case "index":
      return [node.operand, node.index];
    case "call":
      return node.arguments;
    case "compare":
      return [node.left, node.right];
    case "and":
    case "or":
      return node.terms;
    case "conditional":
      return [node.condition, node.whenTrue, node.whenFalse];
    case "list":
      return node.elements;
    case "map":
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case "comprehension":
      return [node.range, ...(node.filter === undefined ? [] : [node.filter]), node.body];
    case "bind":
    case "optMap":
    case "optFlatMap":
      return [node.value, node.body];
  }
}

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
