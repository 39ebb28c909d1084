import type { Checked } from "./checked.ts";
import { MAX_LIST } from "./limits.ts";
import { heldBy } from "./type.ts";

type Call = Checked & { readonly kind: "call" };

/** Whose work and result grow with the product of their arguments' sizes; everything else takes a turn over each. */
const PRODUCTS: ReadonlySet<string> = new Set([
  ...["replace", "join", "format", "contains", "indexOf", "lastIndexOf", "split"],
  ...["distinct", "containsAll", "inCidrRanges"],
]);
/** What asks for the shape of a list or a map, not for what is in it. */
const SHAPES: ReadonlySet<string> = new Set(["size", "type", "dyn", "first", "last"]);
/** Decimals that one clause of `format` may ask for. */
const FORMAT_WIDTH = 128;
/** Compiling a pattern that is known only at run time, and looking up such a time zone. */
const PREPARATION = 5_000;

/** Upper bound in cost units, from the weights of the arguments. */
export function costOfCall(call: Call, weights: readonly number[]): number {
  const [first] = call.arguments;
  const shape = first?.type.kind === "list" || first?.type.kind === "map" || heldBy(first?.type ?? { kind: "dyn" });
  if (first !== undefined && shape && SHAPES.has(call.name)) return 1;
  return growth(call.name, weights) + preparation(call);
}

/** Upper bound of the result's weight. */
export function weightOfResult(call: Call, weights: readonly number[]): number {
  switch (call.name) {
    case "+":
    case "charAt":
    case "lower":
    case "lowerAscii":
    case "substring":
    case "trim":
    case "upper":
    case "upperAscii":
    case "or":
    case "orValue":
    case "value":
    case "slice":
    case "distinct":
    case "sort":
    case "reverse":
    case "optional.of":
    case "optional.ofNonZeroValue":
      return sum(weights) + 1;
    case "lists.range": {
      const [length] = call.arguments;
      const known = length?.kind === "constant" && typeof length.value === "bigint" ? Number(length.value) : MAX_LIST;
      return 1 + Math.min(Math.max(0, known), MAX_LIST);
    }
    case "format":
      return FORMAT_WIDTH * growth(call.name, weights);
    default:
      // The most that escaping and encoding make of a character, and of a number in words.
      return 64 + 10 * growth(call.name, weights);
  }
}

/** What a call costs whose arguments have these weights; also used when it runs. */
export function growth(name: string, weights: readonly number[]): number {
  if (name === "matches") return costOfMatch(weights[0] ?? 1, weights[1] ?? 1);
  return PRODUCTS.has(name) ? weights.reduce((product, each) => product * each, 1) : sum(weights);
}

/** A text against a pattern, from the weights of both: each character may go through all of an automaton's states. */
export function costOfMatch(text: number, pattern: number): number {
  return 8 * text * pattern;
}

/** What comes on top, whatever the sizes. */
export function preparation({ name, arguments: args }: Pick<Call, "name" | "arguments">): number {
  const [first, second] = args;
  if (second === undefined || second.kind === "constant") return 0;
  return name === "matches" || first?.type.kind === "timestamp" ? PREPARATION : 0;
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, each) => total + each, 0);
}
