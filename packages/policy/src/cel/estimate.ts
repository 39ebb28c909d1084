import type { Checked } from "./checked.ts";
import { COMPARISONS, weigh, weighText } from "./cost.ts";
import { isSimple } from "./equality.ts";
import { costOfCall, weightOfResult } from "./estimate-call.ts";
import { MAX_UNCOUNTED } from "./limits.ts";
import type { Regex } from "./regex/index.ts";
import type { CelType } from "./type.ts";
import { Fault } from "./value.ts";

/** Upper bounds for one node, found without running it. */
export interface Estimate {
  /** Cost units, without what is counted when it runs. */
  readonly cost: number;
  /** Nodes that are evaluated if nothing ends early, as far as the text alone tells. */
  readonly nodes: number;
  /** Of its value, as `weigh` has it; `Infinity` if not known. */
  readonly weight: number;
  /** The lowest slot that it reads; -1 if it reads the frame, so that it cannot be known ahead. */
  readonly outermost: number;
}

/** The estimates of an expression's nodes. */
export interface Estimates {
  readonly of: ReadonlyMap<Checked, Estimate>;
  /** Nodes whose cost depends on values that only a run knows: they count themselves. */
  readonly counted: ReadonlySet<Checked>;
  /** Levels that a value can have, of those the expression makes. */
  readonly nesting: number;
}

type Link = Checked & { readonly kind: "call" | "compare" };

const SCALARS: ReadonlySet<CelType["kind"]> = new Set([
  "bool",
  "int",
  "uint",
  "double",
  "null",
  "timestamp",
  "duration",
] as const);
const FRAME = -1;
const NOTHING = Number.POSITIVE_INFINITY;

export function estimate(tree: Checked, regexes: ReadonlyMap<string, Regex>): Estimates {
  const estimator = new Estimator(regexes);
  estimator.estimate(tree);
  return estimator;
}

class Estimator implements Estimates {
  readonly of: Map<Checked, Estimate> = new Map();
  readonly counted: Set<Checked> = new Set();
  readonly #regexes: ReadonlyMap<string, Regex>;
  readonly #locals = new Map<number, number>();

  constructor(regexes: ReadonlyMap<string, Regex>) {
    this.#regexes = regexes;
  }

  estimate(node: Checked): Estimate {
    const estimated = this.#estimate(node);
    // Whatever it is taken from, a number is one value.
    const made = SCALARS.has(node.type.kind) ? { ...estimated, weight: 1 } : estimated;
    this.of.set(node, made);
    return made;
  }

  /** Each node puts at most one level around what it is given. */
  get nesting(): number {
    const types = Array.from(this.of.keys(), ({ type }) => type.kind);
    return types.filter((kind) => !SCALARS.has(kind) && kind !== "string" && kind !== "bytes").length;
  }

  #estimate(node: Checked): Estimate {
    switch (node.kind) {
      case "constant":
        return leaf(node.value instanceof Fault ? 1 : weigh(node.value), NOTHING);
      case "read":
      case "read-optional":
        return leaf(weightOf(node.type, node.declaration.maxSize), FRAME);
      case "has-declared":
        return { ...leaf(1, FRAME), cost: node.declarations.length };
      case "local":
        return leaf(this.#locals.get(node.slot) ?? Number.POSITIVE_INFINITY, node.slot);
      case "select":
      case "has":
        return this.#over([node.operand]);
      case "index":
        return this.#over([node.operand, node.index]);
      case "call":
      case "compare":
        return this.#spine(node);
      case "not":
        return this.#over([node.operand]);
      case "and":
      case "or":
        return this.#over(node.terms);
      case "conditional":
        return this.#over([node.condition, node.whenTrue, node.whenFalse]);
      case "list":
        return this.#over(node.elements);
      case "map":
        return this.#over(node.entries.flatMap(({ key, value }) => [key, value]));
      case "comprehension":
        return this.#comprehension(node);
      case "bind":
      case "optMap":
      case "optFlatMap": {
        const value = this.estimate(node.value);
        this.#locals.set(node.slot, value.weight);
        return join(1, value, inside(node.slot, this.estimate(node.body)));
      }
    }
  }

  /** Evaluates each of them, and weighs as much as all of them together. */
  #over(nodes: readonly Checked[]): Estimate {
    return join(1, ...nodes.map((each) => this.estimate(each)));
  }

  /** A chain of operators or calls is deep on its left: walked down first, then estimated upwards. */
  #spine(node: Link): Estimate {
    const spine: Link[] = [];
    let each: Checked | undefined = node;
    while (each?.kind === "call" || each?.kind === "compare") {
      spine.push(each);
      each = each.kind === "call" ? each.arguments[0] : each.left;
    }
    let first = each === undefined ? undefined : this.estimate(each);
    for (const link of spine.reverse()) {
      const others = link.kind === "call" ? link.arguments.slice(1) : [link.right];
      const rest = others.map((other) => this.estimate(other));
      const args = first === undefined ? rest : [first, ...rest];
      first = link.kind === "call" ? this.#call(link, args) : this.#compare(link, args);
      this.of.set(link, first);
    }
    return first ?? join(1);
  }

  #call(node: Link & { readonly kind: "call" }, args: readonly Estimate[]): Estimate {
    const weights = args.map(({ weight }) => weight);
    const joined = join(this.#own(node, costOfCall(node, weights, this.#regexes)), ...args);
    const random = node.overloads.some(({ requires }) => requires !== undefined);
    const weight = SCALARS.has(node.type.kind) ? 1 : weightOfResult(node, weights);
    return { ...joined, weight, outermost: random ? FRAME : joined.outermost };
  }

  #compare(node: Link & { readonly kind: "compare" }, sides: readonly Estimate[]): Estimate {
    const [left = Number.POSITIVE_INFINITY, right = Number.POSITIVE_INFINITY] = sides.map(({ weight }) => weight);
    const own = node.operator === "in" ? costOfIn(node.right, left, right) : Math.min(left, right);
    return { ...join(this.#own(node, own), ...sides), weight: 1 };
  }

  /** What a node itself costs, unless it is so much that it counts itself. */
  #own(node: Checked, cost: number): number {
    if (cost <= MAX_UNCOUNTED) return cost;
    this.counted.add(node);
    return 1;
  }

  #comprehension(node: Checked & { readonly kind: "comprehension" }): Estimate {
    const range = this.estimate(node.range);
    const known = lengthOf(node.range);
    const count = known ?? range.weight - 1;
    this.#locals.set(node.slot, range.weight);
    if (node.second !== undefined) this.#locals.set(node.second, range.weight);
    const filter = node.filter === undefined ? [] : [this.estimate(node.filter)];
    const body = this.estimate(node.body);
    const each = join(1, body, ...filter);
    const own = times(count, each.cost + (node.macro === "sortBy" ? COMPARISONS * body.weight : 0));
    const counted = this.#own(node, own) < own;
    return {
      cost: range.cost + (counted ? each.cost : own),
      nodes: range.nodes + times(known ?? 1, each.nodes),
      weight: weightOfComprehension(node, range.weight, times(count, body.weight)),
      outermost: Math.min(range.outermost, inside(node.slot, each).outermost),
    };
  }
}

/** Constants without parts are looked up, as keys are; anything else is compared with one element after the other. */
function costOfIn(container: Checked, item: number, whole: number): number {
  if (container.type.kind === "map") return 1;
  if (container.kind !== "list") return whole;
  const isKnown = container.elements.every((each) => each.kind === "constant" && isSimple(each.value));
  return isKnown ? 1 : Math.min(times(container.elements.length, item), whole);
}

/** How many elements a range has, where that can be read off it. */
function lengthOf(range: Checked): number | undefined {
  if (range.kind === "list") return range.elements.length;
  if (range.kind !== "call" || range.name !== "lists.range") return undefined;
  const [length] = range.arguments;
  return length?.kind === "constant" && typeof length.value === "bigint"
    ? Math.max(0, Number(length.value))
    : undefined;
}

function weightOfComprehension(
  node: Checked & { readonly kind: "comprehension" },
  range: number,
  bodies: number,
): number {
  switch (node.macro) {
    case "filter":
    case "sortBy":
      return range;
    case "map":
    case "transformList":
      return 1 + bodies;
    case "transformMap":
    case "transformMapEntry":
      return range + bodies;
    default:
      return 1;
  }
}

function weightOf(type: CelType, maxSize: number | undefined): number {
  if (SCALARS.has(type.kind)) return 1;
  return maxSize === undefined ? Number.POSITIVE_INFINITY : weighText(maxSize);
}

/** What a node that declares `slot` shows of what is in it: its own variables are nobody else's. */
function inside(slot: number, estimated: Estimate): Estimate {
  return estimated.outermost >= slot ? { ...estimated, outermost: NOTHING } : estimated;
}

function leaf(weight: number, outermost: number): Estimate {
  return { cost: 1, nodes: 1, weight, outermost };
}

function join(own: number, ...parts: readonly Estimate[]): Estimate {
  let cost = own;
  let nodes = 1;
  let weight = 1;
  let outermost = NOTHING;
  for (const part of parts) {
    cost += part.cost;
    nodes += part.nodes;
    weight += part.weight;
    outermost = Math.min(outermost, part.outermost);
  }
  return { cost, nodes, weight, outermost };
}

/** Nothing times anything is nothing. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}
