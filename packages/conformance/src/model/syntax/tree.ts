import type { Value } from "../functions/values.ts";

/** An expression as it is written; operators are calls, named as cel-spec names them (`_+_`, `_&&_`, `@in`). */
export type Node =
  | { readonly kind: "literal"; readonly value: Value }
  /** `rooted`: written `.name`, which no variable of a macro hides. */
  | { readonly kind: "name"; readonly name: string; readonly rooted?: true }
  /** `of.field`; with `optional` `of.?field`. */
  | { readonly kind: "select"; readonly of: Node; readonly field: string; readonly optional: boolean }
  /** `of[index]`; with `optional` `of[?index]`. */
  | { readonly kind: "index"; readonly of: Node; readonly index: Node; readonly optional: boolean }
  | { readonly kind: "call"; readonly name: string; readonly receiver?: Node; readonly args: readonly Node[] }
  /** An `optional` item is left out where its value is empty. */
  | { readonly kind: "list"; readonly items: readonly { readonly value: Node; readonly optional: boolean }[] }
  | {
      readonly kind: "map";
      readonly entries: readonly { readonly key: Node; readonly value: Node; readonly optional: boolean }[];
    };

/** The nodes right below one. */
function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "literal":
    case "name":
      return [];
    case "select":
      return [node.of];
    case "index":
      return [node.of, node.index];
    case "call":
      return node.receiver === undefined ? node.args : [node.receiver, ...node.args];
    case "list":
      return node.items.map(({ value }) => value);
    case "map":
      return node.entries.flatMap(({ key, value }) => [key, value]);
  }
}

/** `a.b.c` of a chain of selections on a name; `undefined` for anything else. */
export function pathOf(node: Node): string | undefined {
  if (node.kind === "name") return node.name;
  if (node.kind !== "select" || node.optional) return undefined;
  const before = pathOf(node.of);
  return before === undefined ? undefined : `${before}.${node.field}`;
}

/** Whether an expression names any of these variables, or calls any of these functions, evaluated or not. */
export function reads(node: Node, paths: readonly string[]): boolean {
  const called = node.kind === "call" && node.receiver !== undefined ? `${pathOf(node.receiver)}.${node.name}` : "";
  return paths.includes(pathOf(node) ?? called) || childrenOf(node).some((child) => reads(child, paths));
}
