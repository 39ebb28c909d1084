import type { Span } from "./ast.ts";
import type { Checked } from "./checked.ts";
import { childrenOf } from "./children.ts";
import type { Evaluation } from "./explain-recorder.ts";
import { isLiteral } from "./explain-shape.ts";
import { Fault, type Value } from "./value.ts";

/** A sub-expression that was evaluated. Offsets are into the expression's text. */
export interface Part extends Span {
  readonly value: Value | Fault;
  /** Derives from a secret: must not be shown. */
  readonly secret: boolean;
  readonly parts: readonly Part[];
}

export interface PartsContext {
  readonly known: ReadonlyMap<Checked, Value | Fault>;
  readonly tainted: ReadonlySet<Checked>;
}

/** The sub-expressions of an evaluated node; literals are left out. */
export function partsOf(evaluation: Evaluation, context: PartsContext): readonly Part[] {
  const { node } = evaluation;
  const evaluated = childrenEvaluated(evaluation, context);
  const shown = tellsWhatFollows(node) ? untilSecret(evaluated, context) : evaluated;
  return shown.filter((each) => !isLiteral(each.node)).map((each) => partOf(each, context));
}

function partOf(evaluation: Evaluation, context: PartsContext): Part {
  const { node, value } = evaluation;
  const secret = context.tainted.has(node);
  return { start: node.start, end: node.end, value, secret, parts: partsOf(evaluation, context) };
}

/** Those that were evaluated of a node's children, the ones known when compiled included. */
function childrenEvaluated(evaluation: Evaluation, { known }: PartsContext): readonly Evaluation[] {
  const { node, inner } = evaluation;
  // A bound variable's value stands where it was first read.
  if (node.kind === "local" || node.kind === "bind") return inner;
  const run = new Map(inner.map((each) => [each.node, each]));
  const evaluated = (child: Checked): Evaluation | undefined => {
    const value = known.get(child);
    return run.get(child) ?? (value === undefined ? undefined : { node: child, value, inner: [] });
  };
  const found: Evaluation[] = [];
  for (const child of reachable(evaluation, evaluated)) {
    const each = evaluated(child);
    if (each !== undefined) found.push(each);
  }
  return found;
}

/** The children that the evaluation came to. */
function reachable(
  { node, value, inner }: Evaluation,
  evaluated: (child: Checked) => Evaluation | undefined,
): readonly Checked[] {
  switch (node.kind) {
    case "and":
    case "or": {
      if (value !== (node.kind === "or")) return node.terms;
      const decider = inner.at(-1)?.node;
      return decider === undefined ? [] : node.terms.slice(0, node.terms.indexOf(decider) + 1);
    }
    case "conditional": {
      const condition = evaluated(node.condition)?.value;
      if (typeof condition !== "boolean") return [node.condition];
      return [node.condition, condition ? node.whenTrue : node.whenFalse];
    }
    case "comprehension":
      return [node.range];
    default: {
      const children = childrenOf(node);
      // What comes second to an optional is not always come to.
      const surely = hasFallback(node) ? 1 : children.length;
      const failed = children.findIndex((child) => evaluated(child)?.value instanceof Fault);
      const end = failed < 0 ? children.length : failed + 1;
      return children.slice(0, end).filter((child, i) => i < surely || inner.some((each) => each.node === child));
    }
  }
}

function hasFallback(node: Checked): boolean {
  if (node.kind === "optMap" || node.kind === "optFlatMap") return true;
  return node.kind === "call" && (node.name === "or" || node.name === "orValue");
}

/** Whether what is evaluated second tells the value of what was evaluated first. */
function tellsWhatFollows(node: Checked): boolean {
  return node.kind === "and" || node.kind === "or" || node.kind === "conditional" || hasFallback(node);
}

function untilSecret(evaluated: readonly Evaluation[], { tainted }: PartsContext): readonly Evaluation[] {
  const secret = evaluated.findIndex(({ node }) => tainted.has(node));
  return secret < 0 ? evaluated : evaluated.slice(0, secret + 1);
}
