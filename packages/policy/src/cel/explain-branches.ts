import type { Span } from "./ast.ts";
import type { Checked } from "./checked.ts";
import { childrenOf } from "./children.ts";
import type { Evaluation, EvaluationRecorder } from "./explain-recorder.ts";

/** A part of an expression that an evaluation may or may not come to: a term of `&&` or `||`, an arm of `?:`. */
export interface Branch extends Span {
  readonly kind: "term" | "arm";
}

/** A branch, with what shows that it was reached. */
export interface KnownBranch {
  readonly branch: Branch;
  readonly reached: (evaluation: Evaluation) => boolean;
}

/** The branches of a tree; none inside of comprehensions, or where it is known when compiled which one is taken. */
export function branchesOf(tree: Checked, recorder: EvaluationRecorder): readonly KnownBranch[] {
  const found: KnownBranch[] = [];
  visit(tree, recorder, found);
  return found;
}

function visit(node: Checked, recorder: EvaluationRecorder, found: KnownBranch[]): void {
  if (!recorder.watched.has(node)) return;
  if (node.kind === "and" || node.kind === "or") {
    for (const term of node.terms.filter((each) => recorder.watched.has(each))) {
      found.push({ branch: branchOf("term", term), reached: (evaluation) => evaluation.node === term });
    }
  }
  if (node.kind === "conditional" && recorder.watched.has(node.condition)) {
    for (const [arm, outcome] of [[node.whenTrue, true] as const, [node.whenFalse, false] as const]) {
      const reached = (evaluation: Evaluation): boolean =>
        evaluation.node === node &&
        evaluation.inner.some((each) => each.node === node.condition && each.value === outcome);
      found.push({ branch: branchOf("arm", arm), reached });
    }
  }
  for (const child of childrenTaken(node, recorder)) visit(child, recorder, found);
}

function childrenTaken(node: Checked, recorder: EvaluationRecorder): readonly Checked[] {
  if (node.kind !== "conditional" || recorder.watched.has(node.condition)) return childrenOf(node);
  return [recorder.known.get(node.condition) === true ? node.whenTrue : node.whenFalse];
}

function branchOf(kind: Branch["kind"], { start, end }: Checked): Branch {
  return { kind, start, end };
}
