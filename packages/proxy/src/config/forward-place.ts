import type { PolicyForward } from "@sluice/policy";
import { fieldOf, type Node, type Span } from "@sluice/policy/source";

/**
 * Where one of the forwards of a policy is written in the tree of it that an endpoint has; equal policies are compiled once, also of
 * different readings, and say where it is in one of them. `undefined`: the tree is not the one of this policy.
 */
export function forwardPlace(policy: Node | undefined, { rule, action }: PolicyForward): Span | undefined {
  const actions = fieldAt(itemAt(fieldAt(policy, "on_tcp_connect"), rule), "actions");
  return fieldAt(fieldAt(itemAt(actions, action), "config"), "url");
}

function fieldAt(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === "map" ? fieldOf(node, key) : undefined;
}

function itemAt(node: Node | undefined, index: number): Node | undefined {
  return node?.kind === "list" ? node.items[index] : undefined;
}
