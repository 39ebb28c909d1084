import type { Checked } from "./checked.ts";
import { MAX_RANGE } from "./limits.ts";
import type { Regex } from "./regex/index.ts";
import { heldBy } from "./type.ts";

type Call = Checked & { readonly kind: "call" };
type NamedCall = Pick<Call, "name" | "arguments">;

/** Whose work and result grow with the product of their arguments' sizes; everything else goes through each once. */
const PRODUCTS: ReadonlySet<string> = new Set([
  ...["replace", "join", "format", "contains", "indexOf", "lastIndexOf", "inCidrRanges"],
]);
/** What looks no further than the shorter of its arguments is long; of a dyn nobody knows that it is a text. */
const SHORTER: ReadonlySet<string> = new Set(["startsWith", "endsWith"]);
/** Readers of addresses: what is longer than one can be is not looked at. */
const ADDRESSES: ReadonlySet<string> = new Set([
  ...["inCidrRange", "isPrivateIp", "ip", "isIP", "ip.isCanonical", "cidr", "isCIDR", "containsIP", "containsCIDR"],
]);
const ADDRESS_COST = 8;
/** Whose work on a character takes several times what reading it does. */
const SLOW: ReadonlySet<string> = new Set([
  ...["crc32", "crc64", "md5", "sha1", "sha256", "sha512", "xxhash64"].flatMap((name) => [name, `hash.${name}`]),
  ...["lower", "upper", "reverse", "split", "isJson", "decodeJson", "json.decode"],
]);
const SLOWNESS = 4;
/** What asks for the shape of a list or a map, not for what is in it. */
const SHAPES: ReadonlySet<string> = new Set(["size", "type", "dyn"]);
/** Decimals that one clause of `format` may ask for. */
const FORMAT_WIDTH = 128;
/** Looking up a time zone that is known only at run time. */
const NEW_ZONE = 5_000;
/** Asking the host's calendar what time it is in a zone. */
const CALENDAR = 50;

/** Upper bound in cost units, from the weights of the arguments. */
export function costOfCall(call: Call, weights: readonly number[], regexes: ReadonlyMap<string, Regex>): number {
  const [first] = call.arguments;
  const shape = first?.type.kind === "list" || first?.type.kind === "map" || heldBy(first?.type ?? { kind: "dyn" });
  if (first !== undefined && shape && SHAPES.has(call.name)) return 1;
  if (ADDRESSES.has(call.name)) return ADDRESS_COST;
  if (call.name === "lists.range") return lengthOfRange(call);
  if (call.name === "inCidrRanges" && call.arguments[1]?.kind === "list") return ADDRESS_COST * (weights[1] ?? 1);
  const [one = 1] = weights;
  if (call.name === "matches") return one * sizeOfPattern(call, regexes);
  if (weights.length === 1) return costOfOne(call)(one);
  return combine(growthOf(call), weights) + preparation(call);
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
    case "lists.range":
      return 1 + lengthOfRange(call);
    case "format":
      return FORMAT_WIDTH * combine(growthOf(call), weights);
    default:
      // The most that escaping, encoding and taking apart make of a text: a value of its own for each character or two.
      return 8 + 20 * combine(growthOf(call), weights);
  }
}

/** `Infinity` for a pattern that only a run knows. */
function sizeOfPattern(call: Call, regexes: ReadonlyMap<string, Regex>): number {
  const pattern = call.arguments[1];
  if (pattern?.kind !== "constant" || typeof pattern.value !== "string") return Number.POSITIVE_INFINITY;
  return regexes.get(pattern.value)?.size ?? 1;
}

function lengthOfRange(call: Call): number {
  const [length] = call.arguments;
  const known = length?.kind === "constant" && typeof length.value === "bigint" ? Number(length.value) : MAX_RANGE;
  return Math.min(Math.max(0, known), MAX_RANGE);
}

/** What one argument costs alone. `distinct` looks up simple elements and compares all others with each other. */
export function costOfOne(call: NamedCall): (weight: number) => number {
  const type = call.arguments[0]?.type;
  const simple = type?.kind === "list" && ["string", "int", "bool"].includes(type.element.kind);
  if (call.name === "distinct" && !simple) return (weight) => weight * weight;
  return SLOW.has(call.name) ? (weight) => SLOWNESS * weight : (weight) => weight;
}

/** How the costs of two arguments come together, from their weights. */
export function growthOf({ name, arguments: args }: NamedCall): (one: number, other: number) => number {
  if (SHORTER.has(name) && args.every(({ type }) => type.kind === "string"))
    return (one, other) => Math.min(one, other);
  if (SLOW.has(name)) return (one, other) => SLOWNESS * one * other;
  return PRODUCTS.has(name) ? (one, other) => one * other : (one, other) => one + other;
}

export function combine(growth: (one: number, other: number) => number, weights: readonly number[]): number {
  return weights.length === 0 ? 1 : weights.reduce((all, each) => growth(all, each));
}

/** What comes on top, whatever the sizes. Of a dyn receiver nothing tells that it is a timestamp: its zone pays, too. */
export function preparation({ name, arguments: args }: NamedCall): number {
  const [first, second] = args;
  const inZone = (first?.type.kind === "timestamp" || first?.type.kind === "dyn") && /^get[A-Z]/.test(name);
  if (second === undefined || !inZone) return 0;
  return second.kind === "constant" ? CALENDAR : NEW_ZONE;
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, each) => total + each, 0);
}
