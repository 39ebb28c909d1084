import type { Node } from "@sluice/policy/source";
import { Document, type Pair, Scalar, stringify, YAMLMap, YAMLSeq, type Node as YamlNode } from "yaml";

/** Other values for some of the nodes, such as absolute paths for relative ones. */
export type Replacements = ReadonlyMap<Node, string>;

export function toYaml(root: Node, replaced: Replacements): string {
  const document = new Document();
  document.contents = yamlOf(root, replaced) as never;
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A double stays one, and an integer too: they are different values to a policy. */
function yamlOf(node: Node, replaced: Replacements): YamlNode {
  const other = replaced.get(node);
  if (other !== undefined) return new Scalar(other);
  if (node.kind === "list") {
    const list = new YAMLSeq<YamlNode>();
    list.items = node.items.map((item) => yamlOf(item, replaced));
    return list;
  }
  if (node.kind === "map") {
    const map = new YAMLMap<YamlNode, YamlNode>();
    for (const { key, value } of node.entries)
      map.add({ key: new Scalar(key.value), value: yamlOf(value, replaced) } as Pair<YamlNode, YamlNode>);
    return map;
  }
  const scalar = new Scalar(node.value);
  if (typeof node.value === "number" && Number.isInteger(node.value)) scalar.minFractionDigits = 1;
  return scalar;
}

export function toJson(root: Node, replaced: Replacements, indent = ""): string {
  const other = replaced.get(root);
  if (other !== undefined) return JSON.stringify(other);
  const inner = `${indent}  `;
  if (root.kind === "list") {
    if (root.items.length === 0) return "[]";
    return `[\n${root.items.map((item) => inner + toJson(item, replaced, inner)).join(",\n")}\n${indent}]`;
  }
  if (root.kind === "map") {
    if (root.entries.length === 0) return "{}";
    const entries = root.entries.map(
      ({ key, value }) => `${inner}${JSON.stringify(key.value)}: ${toJson(value, replaced, inner)}`,
    );
    return `{\n${entries.join(",\n")}\n${indent}}`;
  }
  return jsonOf(root.value);
}

function jsonOf(value: null | boolean | bigint | number | string): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "number") return JSON.stringify(value);
  // JSON has no word for what is too large; every reader takes this for it.
  if (!Number.isFinite(value)) return value < 0 ? "-1e999" : "1e999";
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
