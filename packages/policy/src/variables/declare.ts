import type { Frame } from "../cel/environment.ts";
import type { CelType, Declaration, Fault, Names, PlainReads, Requirement, Value } from "../cel/index.ts";
import type { RunState } from "../run-state.ts";

/** A value that expressions can read, possibly with fields of its own (`string+`). */
export interface Leaf<F extends Frame = RunState> {
  readonly type: CelType;
  readonly read: (state: F) => Value | Fault | undefined;
  readonly requires?: Requirement;
  /** The most characters that the value has; `read` sees to it. */
  readonly maxSize?: number;
  readonly plain?: PlainReads<F>;
  readonly fields?: Tree<F>;
}

/** Names and what stands under them. */
export interface Tree<F extends Frame = RunState> {
  readonly [name: string]: Leaf<F> | Tree<F>;
}

type Options<F extends Frame> = Omit<Leaf<F>, "type" | "read">;

export function leaf<F extends Frame = RunState>(
  type: CelType,
  read: Leaf<F>["read"],
  options: Options<F> = {},
): Leaf<F> {
  return { type, read, ...options };
}

/** Turns a tree into declarations below `path`. */
export function declare<F extends Frame>(path: string, tree: Tree<F>): Names<F> {
  return namesOf(Object.entries(tree).map(([name, node]) => declaration(path === "" ? name : `${path}.${name}`, node)));
}

export function declaration<F extends Frame>(path: string, node: Leaf<F> | Tree<F>): Declaration<F> {
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
export function namesOf<F extends Frame>(declarations: readonly Declaration<F>[]): Names<F> {
  const byName = new Map(declarations.map((item) => [item.path.slice(item.path.lastIndexOf(".") + 1), item]));
  return { get: (name) => byName.get(name), names: () => byName.keys() };
}

function isLeaf<F extends Frame>(node: Leaf<F> | Tree<F>): node is Leaf<F> {
  return typeof (node as Leaf<F>).read === "function";
}
