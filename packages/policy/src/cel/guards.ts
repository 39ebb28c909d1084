import type { Node } from "./ast.ts";

const NONE: ReadonlySet<string> = new Set();

/** The paths that are there if `node` is `outcome`, as its `has()` tests prove. */
export function provenBy(node: Node, outcome: boolean): ReadonlySet<string> {
  switch (node.kind) {
    case "has": {
      const path = pathOf(node.target);
      return outcome && path !== undefined ? new Set([path]) : NONE;
    }
    case "not":
      return provenBy(node.operand, !outcome);
    case "and":
    case "or":
      // `a && b` true proves what both prove; false proves nothing. `a || b` the other way round.
      if ((node.kind === "and") !== outcome) return NONE;
      return union(node.terms.map((term) => provenBy(term, outcome)));
    default:
      return NONE;
  }
}

/** The dotted path a node is, such as `conn.tls.sni`. */
export function pathOf(node: Node): string | undefined {
  const names: string[] = [];
  let each = node;
  while (each.kind === "select") {
    names.push(each.field);
    each = each.operand;
  }
  return each.kind === "name" ? [each.name, ...names.reverse()].join(".") : undefined;
}

export function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const some = sets.filter((set) => set.size > 0);
  return some.length === 0 ? NONE : new Set(some.flatMap((set) => Array.from(set)));
}

/** Whether it, or what stands above it, is proved to be there. */
export function isGuarded(path: string, guarded: ReadonlySet<string>): boolean {
  if (guarded.size === 0) return false;
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) {
    if (guarded.has(path.slice(0, end))) return true;
  }
  return false;
}
