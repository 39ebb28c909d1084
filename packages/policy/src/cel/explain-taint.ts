import type { Checked } from "./checked.ts";
import { childrenOf } from "./children.ts";

/** The nodes of a tree whose values derive from a secret. */
export function taintedNodes(tree: Checked): ReadonlySet<Checked> {
  const tainted = new Set<Checked>();
  const slots = new Set<number>();
  visit(tree, tainted, slots);
  return tainted;
}

function visit(node: Checked, tainted: Set<Checked>, slots: Set<number>): boolean {
  // A variable's value stands before every use of it, and no two variables of a tree share a slot.
  let found = isSource(node, slots);
  for (const child of childrenOf(node)) {
    if (!visit(child, tainted, slots)) continue;
    found = true;
    taintVariables(node, child, slots);
  }
  if (found) tainted.add(node);
  return found;
}

function isSource(node: Checked, slots: ReadonlySet<number>): boolean {
  switch (node.kind) {
    case "constant":
      return node.secret === true;
    case "read":
    case "read-optional":
      return node.declaration.secret === true;
    case "has-declared":
      return node.declarations.some(({ secret }) => secret === true);
    case "local":
      return slots.has(node.slot);
    default:
      return false;
  }
}

/** What goes through something secret, or holds it, is secret itself. */
function taintVariables(node: Checked, child: Checked, slots: Set<number>): void {
  if (node.kind === "comprehension" && child === node.range) {
    slots.add(node.slot);
    if (node.second !== undefined) slots.add(node.second);
  } else if ((node.kind === "bind" || node.kind === "optMap" || node.kind === "optFlatMap") && child === node.value) {
    slots.add(node.slot);
  }
}
