import type { Checked } from "./checked.ts";
import type { Frame } from "./environment.ts";
import { type Branch, branchesOf, type KnownBranch } from "./explain-branches.ts";
import { type Part, type PartsContext, partsOf } from "./explain-parts.ts";
import { type Evaluation, EvaluationRecorder } from "./explain-recorder.ts";
import { isShallow } from "./explain-shape.ts";
import { taintedNodes } from "./explain-taint.ts";
import type { Evaluate, Plan } from "./plan-node.ts";
import type { Fault, Value } from "./value.ts";

export type { Branch } from "./explain-branches.ts";
export type { Part } from "./explain-parts.ts";

/** Beyond so many levels nobody reads the parts, and going through them takes the stack. */
const MAX_EXPLAINED = 400;

/** An expression that tells how it came to its value. */
export interface Explanation<F extends Frame = Frame> {
  /** As the expression's own `evaluate`: the same value, draws and costs. */
  evaluate(frame: F): Explained;
  /** All branches there are, in the order of the text. */
  readonly branches: readonly Branch[];
}

/** A value, and the way to it. */
export interface Explained {
  readonly value: Value | Fault;
  /** The sub-expressions that were evaluated, without the whole itself. */
  parts(): readonly Part[];
  /** Indices of the branches that were reached. */
  reached(): readonly number[];
}

/**
 * Plans an expression once more, watched. `plan` is given what watches; `finish` makes of a plan what is evaluated.
 * `undefined` for what is too deep to be explained.
 */
export function explain(
  checked: Checked,
  plan: (watch: EvaluationRecorder) => Plan | undefined,
  finish: (plan: Plan) => Evaluate,
): Explanation | undefined {
  if (!isShallow(checked, MAX_EXPLAINED)) return undefined;
  const recorder = new EvaluationRecorder();
  const planned = plan(recorder);
  if (planned === undefined) return undefined;
  const evaluate = finish(planned);
  const branches = branchesOf(checked, recorder);
  const context: PartsContext = { known: recorder.known, tainted: taintedNodes(checked) };
  return {
    branches: branches.map(({ branch }) => branch),
    evaluate(frame) {
      const { value, evaluations } = recorder.record(evaluate, frame);
      return {
        value,
        parts: () => evaluations.flatMap((each) => partsOf(each, context)),
        reached: () => reachedBy(evaluations, branches),
      };
    },
  };
}

function reachedBy(evaluations: readonly Evaluation[], branches: readonly KnownBranch[]): readonly number[] {
  const reached = new Set<number>();
  const visit = (evaluation: Evaluation): void => {
    for (const [i, branch] of branches.entries()) if (branch.reached(evaluation)) reached.add(i);
    for (const each of evaluation.inner) visit(each);
  };
  for (const each of evaluations) visit(each);
  return [...reached].sort((a, b) => a - b);
}
