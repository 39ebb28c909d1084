import type { Position } from "@sluice/policy";
import { entryOf, isString, LineIndex, type Node, type StringNode } from "@sluice/policy/source";

/** What of the options a place is in. */
export interface OptionPlace {
  /** As a program would write it: `traffic_policy.on_tcp_connect[0].actions`; `""` for the options as a whole. */
  readonly option: string;
  /** Where in the option's own text, if it is inside of one. */
  readonly position?: Position;
}

/** Finds the innermost option that holds an offset of the text. */
export function optionAt(node: Node, offset: number, path = ""): OptionPlace {
  if (node.kind === "map") {
    for (const { key, value } of node.entries) {
      const inner = path === "" ? key.value : `${path}.${key.value}`;
      if (offset >= key.start && offset < key.end) return { option: inner };
      if (offset >= value.start && offset < value.end) return optionAt(value, offset, inner);
    }
  }
  if (node.kind === "list") {
    const index = node.items.findIndex((item) => offset >= item.start && offset < item.end);
    const item = node.items[index];
    if (item) return optionAt(item, offset, `${path}[${index}]`);
  }
  if (isString(node) && offset > node.start) return { option: path, position: positionIn(node, offset) };
  return { option: path };
}

/** What stands at a path of keys and indices. */
export function nodeOfOption(root: Node, path: readonly (string | number)[]): Node {
  let node = root;
  for (const key of path) {
    const inner = typeof key === "number" ? node.kind === "list" && node.items[key] : fieldIn(node, key);
    if (inner) node = inner;
  }
  return node;
}

function fieldIn(node: Node, key: string): Node | undefined {
  return node.kind === "map" ? entryOf(node, key)?.value : undefined;
}

/** The last name of a path, for a message. */
export function shownOption(path: readonly (string | number)[]): string {
  const name = path.findLast((each) => typeof each === "string");
  if (name === undefined) return "what `forward` is given";
  return typeof path.at(-1) === "number" ? `an item of \`${name}\`` : `\`${name}\``;
}

/** Where in a string something was written, by halving: `rangeOf` rises with the index. */
function positionIn(node: StringNode, offset: number): Position {
  let low = 0;
  let high = node.value.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (node.rangeOf(middle, middle)[0] < offset) low = middle + 1;
    else high = middle;
  }
  return new LineIndex(node.value).position(low);
}
