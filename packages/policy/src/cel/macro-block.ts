import type { CallNode, Node } from "./ast.ts";
import type { Expanded } from "./macros.ts";
import { diagnostic } from "./scan.ts";

/** A block's values are bound within each other: more would be nested too deep. */
const MAX_VALUES = 100;

/**
 * `cel.block([a, b, …], body)` with `cel.index(n)` for its values and `cel.iterVar(depth, n)` for variables of macros:
 * what tools write that factor out common parts of an expression (cel-spec, block extension). The names cannot be typed
 * by hand, so that they are in nobody's way.
 */
export function expandBlock(call: CallNode): Expanded {
  const { name, start, end } = call;
  const [first, second] = call.arguments;
  const numbers = call.arguments.map((each) =>
    each.kind === "literal" && typeof each.value === "bigint" && each.value >= 0n ? each.value : undefined,
  );
  if (name === "index" && numbers.length === 1 && numbers[0] !== undefined) {
    return { node: { kind: "name", name: `@index${numbers[0]}`, rooted: false, start, end } };
  }
  if ((name === "iterVar" || name === "accuVar") && numbers.length === 2 && !numbers.includes(undefined)) {
    return { node: { kind: "name", name: `@${name}:${numbers.join(":")}`, rooted: false, start, end } };
  }
  if (name !== "block" || first?.kind !== "list" || second === undefined || call.arguments.length !== 2) {
    return { node: call };
  }
  if (first.elements.length > MAX_VALUES) {
    return { diagnostic: diagnostic("invalid-macro", first, `a block has at most ${MAX_VALUES} values`) };
  }
  const body = first.elements.reduceRight<Node>(
    (inner, value, index) => ({ kind: "bind", variable: `@index${index}`, value, body: inner, start, end }),
    second,
  );
  return { node: body };
}
