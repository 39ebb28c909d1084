import type { Question } from "@sluice/policy/vectors";
import type { Engine } from "../../engine.ts";
import { ask, isLetIn, isRefused, vectorOf } from "../answers.ts";
import type { WrittenAction, WrittenRule } from "../document.ts";
import type { Counterexample } from "../search.ts";

/** Two cases of which the second is the first, changed. */
export interface Change {
  readonly before: Question;
  readonly after: Question;
}

/** Holds that who was not let in before a change is not let in after it; a policy that does not compile lets nobody in. */
export async function letsNobodyNewIn({ before, after }: Change, engine: Engine): Promise<Counterexample | undefined> {
  const was = await ask(engine, before);
  if (isRefused(was) || isLetIn(was)) return undefined;
  const actual = await ask(engine, after);
  if (!isLetIn(actual)) return undefined;
  const mismatches = [{ path: "outcome", expected: was.outcome, actual: actual.outcome }];
  return { vector: await vectorOf(after), before, actual, mismatches };
}

/** The rules with the actions of some type changed; `change` is given a number for each of them. */
export function withActions(
  rules: readonly WrittenRule[],
  type: string,
  change: (action: WrittenAction, index: number) => WrittenAction,
): readonly WrittenRule[] {
  let count = 0;
  return rules.map((rule) => ({
    ...rule,
    actions: rule.actions.map((action) => (action.type === type ? change(action, count++) : action)),
  }));
}

/** All actions of a type. */
export function actionsOf(rules: readonly WrittenRule[], type: string): readonly WrittenAction[] {
  return rules.flatMap(({ actions }) => actions.filter((action) => action.type === type));
}
