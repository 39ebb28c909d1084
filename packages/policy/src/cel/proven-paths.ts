import { Proofs, union } from "./guards.ts";
import { parse } from "./parse.ts";

/** The paths that are there if all of the expressions are true, as their `has()` tests prove. */
export function provenPaths(texts: readonly string[]): ReadonlySet<string> {
  return union(
    texts
      .filter((text) => text.includes("has"))
      .map(parse)
      .map((parsed) => ("tree" in parsed ? new Proofs().provenBy(parsed.tree, true) : new Set())),
  );
}
