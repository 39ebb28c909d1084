import { childrenOf } from "../cel/children.ts";
import type { Checked, CompiledExpression } from "../cel/index.ts";
import type { PlanWatch } from "../cel/plan.ts";
import { closureOf, dynamic } from "../cel/plan-node.ts";
import type { RunState } from "../run-state.ts";
import { Interner } from "./interner.ts";
import { oncePerRun } from "./shared-values.ts";

/** An expression that may share what it computes. */
export interface Sharer {
  readonly checked: Checked;
  /** As `Planned` has it: what equal nodes cost has to be the same, whichever of them is evaluated. */
  readonly foldedAll: boolean;
  readonly replan: (watch: PlanWatch) => CompiledExpression<RunState>["evaluate"];
}

type Evaluate = CompiledExpression<RunState>["evaluate"];

/** Of the expressions that share sub-expressions with others, or within themselves, what evaluates those once a run. */
export function share<S extends Sharer>(sharers: readonly S[]): ReadonlyMap<S, Evaluate> {
  const working = sharers.filter(({ checked, foldedAll }) => foldedAll && mayBeWork(checked));
  const interner = new Interner();
  const written = new Map<number, number>();
  for (const { checked } of working) countWritten(checked, interner, written);
  const evaluated = new Map<number, number>();
  for (const { checked } of working) countEvaluated(checked, interner, written, evaluated);
  const places = new Map<number, number>();
  for (const [id, count] of evaluated) if (count > 1) places.set(id, places.size);
  const watch: PlanWatch = {
    planned(checked, plan) {
      const place = plan.kind === "dynamic" ? places.get(interner.know(checked).id) : undefined;
      return place === undefined ? plan : dynamic(oncePerRun(place, closureOf(plan)));
    },
  };
  const shared = new Map<S, Evaluate>();
  for (const each of working) {
    if (holds(each.checked, (node) => places.has(interner.know(node).id))) shared.set(each, each.replan(watch));
  }
  return shared;
}

function canBeShared(checked: Checked, interner: Interner): boolean {
  const { isPure, reads, isWork, free } = interner.know(checked);
  return isWork && isPure && reads && free.length === 0;
}

/** How often each stands in the policy. */
function countWritten(checked: Checked, interner: Interner, counts: Map<number, number>): void {
  if (canBeShared(checked, interner)) add(checked, interner, counts);
  for (const child of watchedChildren(checked)) countWritten(child, interner, counts);
}

/** How often each is evaluated, once those around it are shared: what stands in the same two calls is no gain any more. */
function countEvaluated(
  checked: Checked,
  interner: Interner,
  written: ReadonlyMap<number, number>,
  counts: Map<number, number>,
): void {
  const isShared = canBeShared(checked, interner) && (written.get(interner.know(checked).id) ?? 0) > 1;
  if (isShared && add(checked, interner, counts) > 1) return;
  for (const child of watchedChildren(checked)) countEvaluated(child, interner, written, counts);
}

function add(checked: Checked, interner: Interner, counts: Map<number, number>): number {
  const { id } = interner.know(checked);
  const count = (counts.get(id) ?? 0) + 1;
  counts.set(id, count);
  return count;
}

/** What runs once for each element is planned without anybody watching. */
function watchedChildren(checked: Checked): readonly Checked[] {
  return checked.kind === "comprehension" ? [checked.range] : childrenOf(checked);
}

/** Before anything is compared: most conditions of most policies only compare a variable. */
function mayBeWork(checked: Checked): boolean {
  return holds(checked, ({ kind }) => kind === "call" || kind === "comprehension");
}

function holds(checked: Checked, test: (node: Checked) => boolean): boolean {
  return test(checked) || watchedChildren(checked).some((child) => holds(child, test));
}
