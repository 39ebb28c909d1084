import type { Protocol, Question } from "@sluice/policy/vectors";
import { stringify } from "yaml";
import { ending, forwardContinue, log, restrictIps, setVars, terminateTls, type WithScope } from "./actions.ts";
import { connection, effects, endpoint } from "./connections.ts";
import type { Dice } from "./dice.ts";
import { type Draft, questionOf, type WrittenAction, type WrittenRule } from "./document.ts";
import { ExpressionWriter } from "./expressions.ts";
import { afterConditional, emptyScope, type Scope, type ScopeOptions } from "./scope.ts";
import { groupsOf } from "./variables.ts";

/** A random policy that compiles, but for what only its constants make fail, on a random connection. */
export function randomQuestion(dice: Dice): Question {
  const draft = randomDraft(dice);
  return dice.chance(30) ? questionOf(draft, (document) => stringify(document)) : questionOf(draft);
}

export interface DraftOptions extends ScopeOptions {
  /** Rules to put somewhere among the others, given what can be named there. */
  readonly insert?: (dice: Dice, scope: Scope) => readonly WrittenRule[];
}

export function randomDraft(dice: Dice, { insert, ...options }: DraftOptions = {}): Draft {
  const protocol = dice.pick<Protocol>("tcp", "tls");
  const intelligence = dice.chance(40);
  const rules = writeRules(dice, emptyScope(protocol, intelligence, options), insert);
  const handles = rules.some(({ actions }) => actions.some(isTerminating));
  return {
    rules,
    protocol,
    intelligence,
    // Without an upstream a policy that can never end is refused, so only one that can is asked for.
    endpoint: { ...endpoint(dice, protocol), ...(handles && dice.chance(25) ? { upstream: false } : {}) },
    connection: connection(dice, protocol, intelligence),
    effects: effects(dice),
  };
}

/** Rules one after the other: each one sees what those before it have made known. */
function writeRules(dice: Dice, start: Scope, insert: DraftOptions["insert"]): readonly WrittenRule[] {
  const rules: WrittenRule[] = [];
  let scope = start;
  // Most of what can be named is known after a handshake: enough policies begin with one.
  if (dice.chance(30)) {
    const { action, scope: after } = terminateTls(dice, scope);
    rules.push({ actions: [action] });
    scope = after;
  }
  const count = dice.int(1, 5);
  const insertAt = insert === undefined ? -1 : dice.int(0, count - 1);
  for (let index = 0; index < count; index += 1) {
    if (index === insertAt && insert !== undefined) rules.push(...insert(dice, scope));
    const conditional = dice.chance(70);
    const expressions = conditional ? dice.many(1, 3, () => condition(dice, scope)) : undefined;
    // What stands after a rule that always ends is an error, so such a rule comes last.
    const written = writeActions(dice, scope, { conditional, mayEnd: conditional || index === count - 1 });
    const name = dice.chance(10) ? { name: `rule ${index}` } : {};
    rules.push({ ...name, ...(expressions === undefined ? {} : { expressions }), actions: written.actions });
    // Of a rule that always ends nothing comes after: only runs that skipped it get there.
    if (!written.actions.some(isTerminating)) {
      scope = conditional ? afterConditional(scope, written.scope) : written.scope;
    }
  }
  return rules;
}

/** Only conditions may read secrets: what derives from one is not to be logged. */
export function condition(dice: Dice, scope: Scope): string {
  if (dice.chance(3)) return "secrets.get('vault', 'sni') == conn.tls.sni";
  const writer = new ExpressionWriter(dice, scope);
  return dice.chance(25) ? writer.mention(dice.of(groupsOf(scope))) : writer.write("bool", 3);
}

interface Position {
  readonly conditional: boolean;
  readonly mayEnd: boolean;
}

interface WrittenActions {
  readonly actions: readonly WrittenAction[];
  readonly scope: Scope;
}

/** The actions of one rule. */
export function writeActions(dice: Dice, start: Scope, { conditional, mayEnd }: Position): WrittenActions {
  const actions: WrittenAction[] = [];
  let scope = start;
  const add = ({ action, scope: after }: WithScope): void => {
    actions.push(dice.chance(5) ? { ...action, name: "named" } : action);
    scope = after;
  };
  for (let left = dice.int(0, 3); left > 0; left -= 1) {
    // A termination that every run makes for the second time is refused; one that some make is outcome `error`.
    const choices = [setVars, log, restrictIps, forwardContinue];
    if (scope.tls === "no" || (conditional && scope.tls === "maybe")) choices.push(terminateTls, terminateTls);
    add(dice.of(choices)(dice, scope));
  }
  if (mayEnd && (actions.length === 0 || dice.chance(50))) add({ action: ending(dice, scope), scope });
  if (actions.length === 0) add(log(dice, scope));
  return { actions, scope };
}

/** Whether nothing after it runs. */
export function isTerminating({ type, config }: WrittenAction): boolean {
  return (
    type === "deny" || type === "close-connection" || (type === "forward-internal" && config?.on_error !== "continue")
  );
}
