import { SECRET } from "@sluice/policy";
import { type Entry, fieldOf, isString, type MapNode, type Node, nodeOf } from "@sluice/policy/source";

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;

/**
 * A configuration with a mark for everything that nobody is to read over a shoulder: the values of `secrets`, and private keys
 * wherever they stand. It is the same node if there is nothing of the kind.
 */
export function masked(root: Node): Node {
  if (root.kind !== "map") return withoutKeys(root);
  const secrets = fieldOf(root, "secrets");
  const entries = root.entries.map((entry) => ({
    ...entry,
    value: entry.value === secrets ? maskedVaults(entry.value) : withoutKeys(entry.value),
  }));
  const isSame = entries.every(({ value }, index) => value === root.entries[index]?.value);
  return isSame ? root : { ...root, entries };
}

function maskedVaults(vaults: Node): Node {
  return mapped(vaults, (vault) => mapped(vault, (secret) => (isString(secret) ? nodeOf(SECRET, secret) : secret)));
}

function withoutKeys(node: Node): Node {
  if (node.kind === "map") return mapped(node, withoutKeys);
  if (node.kind === "list") {
    const items = node.items.map(withoutKeys);
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  if (typeof node.value !== "string" || !node.value.includes("PRIVATE KEY-----")) return node;
  return nodeOf(node.value.replace(PRIVATE_KEY, SECRET), node);
}

function mapped(node: Node, change: (value: Node) => Node): Node {
  if (node.kind !== "map") return node;
  const entries = node.entries.map((entry): Entry => ({ ...entry, value: change(entry.value) }));
  const isSame = entries.every(({ value }, index) => value === node.entries[index]?.value);
  return isSame ? node : ({ ...node, entries } satisfies MapNode);
}
