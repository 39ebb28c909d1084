import type { CelType, Declaration, Fault, Names, PlainReads, Requirement, Value } from "../cel/index.ts";
import type { RunState } from "../run-state.ts";

/** A value that expressions can read, possibly with fields of its own (`string+`). */
export interface Leaf {
  readonly type: CelType;
  readonly read: (state: RunState) => Value | Fault | undefined;
  readonly requires?: Requirement;
  /** The most characters that the value has; `read` sees to it. */
  readonly maxSize?: number;
  readonly plain?: PlainReads<RunState>;
  readonly fields?: Tree;
}

/** Names and what stands under them. */
export interface Tree {
  readonly [name: string]: Leaf | Tree;
}

type Options = Omit<Leaf, "type" | "read">;

export function leaf(type: CelType, read: Leaf["read"], options: Options = {}): Leaf {
  return { type, read, ...options };
}

/** Turns a tree into declarations below `path`. */
export function declare(path: string, tree: Tree): Names<RunState> {
  return namesOf(Object.entries(tree).map(([name, node]) => declaration(path === "" ? name : `${path}.${name}`, node)));
}

export function declaration(path: string, node: Leaf | Tree): Declaration<RunState> {
  if (!isLeaf(node)) return { path, fields: declare(path, node) };
  return {
    path,
    type: node.type,
    read: node.read,
    ...(node.requires === undefined ? {} : { requires: node.requires }),
    ...(node.maxSize === undefined ? {} : { maxSize: node.maxSize }),
    ...(node.plain === undefined ? {} : { plain: node.plain }),
    ...(node.fields === undefined ? {} : { fields: declare(path, node.fields) }),
  };
}

/** Finds declarations by the last part of their path. */
export function namesOf(declarations: readonly Declaration<RunState>[]): Names<RunState> {
  const byName = new Map(declarations.map((item) => [item.path.slice(item.path.lastIndexOf(".") + 1), item]));
  return { get: (name) => byName.get(name), names: () => byName.keys() };
}

function isLeaf(node: Leaf | Tree): node is Leaf {
  return typeof (node as Leaf).read === "function";
}
