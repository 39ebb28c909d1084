import type { Node } from "./ast.ts";

const NONE: ReadonlySet<string> = new Set();

/** What `has()` tests prove, found once for each node: a check asks again at every level around it. */
export class Proofs {
  readonly #known = { true: new Map<Node, ReadonlySet<string>>(), false: new Map<Node, ReadonlySet<string>>() };

  /** The paths that are there if `node` is `outcome`. */
  provenBy(node: Node, outcome: boolean): ReadonlySet<string> {
    const known = this.#known[`${outcome}`];
    const proven = known.get(node) ?? this.#prove(node, outcome);
    known.set(node, proven);
    return proven;
  }

  #prove(node: Node, outcome: boolean): ReadonlySet<string> {
    switch (node.kind) {
      case "has": {
        const path = pathOf(node.target);
        return outcome && path !== undefined ? new Set([path]) : NONE;
      }
      case "not":
        return this.provenBy(node.operand, !outcome);
      case "and":
      case "or":
        // `a && b` true proves what both prove; false proves nothing. `a || b` the other way round.
        if ((node.kind === "and") !== outcome) return NONE;
        return union(node.terms.map((term) => this.provenBy(term, outcome)));
      default:
        return NONE;
    }
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
  const [one = NONE, ...others] = sets.filter((set) => set.size > 0);
  return others.length === 0 ? one : new Set([one, ...others].flatMap((set) => Array.from(set)));
}

/** Whether it, or what stands above it, is proved to be there. */
export function isGuarded(path: string, guarded: ReadonlySet<string>): boolean {
  if (guarded.size === 0) return false;
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) {
    if (guarded.has(path.slice(0, end))) return true;
  }
  return false;
}
