import type { CompiledAction } from "../../actions/definition.ts";
import { entryOf, isNull } from "../../source/node.ts";
import { type LintContext, type Place, warn } from "../context.ts";
import type { ConditionFacts, PolicyFacts, RuleFacts } from "../policy-facts.ts";
import { ALWAYS, type Cases, NEVER } from "./cases.ts";
import { CaseFinder } from "./cases-of.ts";
import { impossibleNames } from "./server-names.ts";
import { addressesInAll } from "./subjects.ts";
import { Taken } from "./taken.ts";

/** Finds conditions that cannot hold or cannot fail to, and rules that no connection is left for. */
export function lintConditions({ rules }: PolicyFacts, context: LintContext): void {
  const finder = new CaseFinder();
  const taken = new Taken();
  let ended = false;
  for (const rule of rules) {
    lintNull(rule, context);
    const cases = casesOfRule(rule, finder, context);
    if (cases === undefined) continue;
    // What no expression keeps away is an error of the language, and told as one.
    const reachable = ended || cases.length === 0 || !taken.includes(cases);
    if (!reachable) {
      const line = taken.lineOf(cases);
      const by = line === undefined ? "the rules before it together have" : `the rule at line ${line} has`;
      const message = `this rule can never run: ${by} ended the policy for all that it is about`;
      warn(context, "rule-never-reached", rule.node, message, { hint: "move it up, or remove it" });
    } else if (rule.ends && !rule.broken) {
      taken.add(cases, lineOf(rule, context));
      ended ||= !rule.conditional;
    } else if (!rule.conditional && !rule.broken) {
      for (const { compiled } of rule.actions) addRefused(taken, compiled, lineOf(rule, context));
    }
  }
}

/** A null counts as left out, and a list of conditions whose last one was taken away is a null. */
function lintNull({ node }: RuleFacts, context: LintContext): void {
  const written = entryOf(node, "expressions");
  if (written === undefined || !isNull(written.value)) return;
  const message = "`expressions` is empty, so this rule runs for every connection";
  warn(context, "condition-always-true", written.key, message, { hint: "write a condition, or remove the key" });
}

function lineOf({ node }: RuleFacts, { reporter }: LintContext): number {
  return reporter.range(node.start, node.start).start.line;
}

function addRefused(taken: Taken, { admits }: CompiledAction, line: number): void {
  if (admits === undefined) return;
  const set = addressesInAll(admits.allowed).intersect(addressesInAll(admits.denied).complement()).complement();
  const refused = [new Map([["conn.client_ip", { set }]])];
  // What one rule has refused already is not kept again: it may be as long as the address lists are.
  if (!set.isEmpty && taken.lineOf(refused) === undefined) taken.add(refused, line);
}

/** The cases in which the rule runs; `undefined`: not known. What is wrong with its conditions is reported. */
function casesOfRule(
  { conditions, conditional, broken }: RuleFacts,
  finder: CaseFinder,
  context: LintContext,
): Cases | undefined {
  if (!conditional) return ALWAYS;
  let telling = true;
  for (const condition of conditions) {
    if (condition.expression.secret) telling = false;
    else if (!lintCondition(condition, finder, context)) telling = false;
  }
  if (!telling || conditions.length === 0) return undefined;
  finder.contradiction = undefined;
  const cases = finder.allTrue(conditions.map(({ checked }) => checked));
  const [first] = conditions;
  if (cases?.length === 0 && first !== undefined) {
    const about =
      finder.contradiction === undefined ? "" : `: they contradict each other about \`${finder.contradiction}\``;
    const message = `the expressions of this rule can never be true together${about}`;
    warn(context, "condition-never-true", first.node, message, {
      hint: "all expressions of a rule must be true; write `||` inside of one where either may be",
    });
    return undefined;
  }
  // Beside a condition that does not compile the rule may run less often, never more.
  return broken ? undefined : cases;
}

/** False if something was reported. */
function lintCondition(condition: ConditionFacts, finder: CaseFinder, context: LintContext): boolean {
  const { checked, expression, node } = condition;
  const names = impossibleNames(checked);
  for (const { variable, text, reason, hint, start, end } of names) {
    const message = `\`${variable}\` is never \`${text}\`: ${reason}`;
    warn(context, "condition-never-true", placeOf(condition, start, end), message, { hint });
  }
  if (names.length > 0) return false;
  finder.contradiction = undefined;
  const holds =
    expression.constant === undefined ? finder.casesOf(checked) : expression.constant === true ? ALWAYS : NEVER;
  if (holds?.length === 0) {
    const message = `this condition can never be true${about(finder.contradiction)}`;
    warn(context, "condition-never-true", node, message, {
      hint: "the rule never runs: mend the condition, or remove the rule",
    });
    return false;
  }
  const fails =
    expression.constant === undefined ? finder.casesOf(checked, false) : expression.constant === true ? NEVER : ALWAYS;
  if (fails?.length === 0) {
    const message = "this condition is true for every connection";
    warn(context, "condition-always-true", node, message, { hint: "remove it, or mend it" });
    return false;
  }
  return true;
}

function about(subject: string | undefined): string {
  return subject === undefined ? "" : `: no value of \`${subject}\` satisfies it`;
}

function placeOf({ node }: ConditionFacts, start: number, end: number): Place {
  const [from, to] = node.rangeOf(start, end);
  return { start: from, end: to };
}
