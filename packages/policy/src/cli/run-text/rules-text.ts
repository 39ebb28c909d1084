import type { TraceEntry, TracePart } from "../../step.ts";
import type { Style } from "../color.ts";
import type { Ran } from "./decision.ts";
import { actionName, ruleLine, ruleName } from "./rule-names.ts";
import { shownJson, shownSource, shownValue } from "./shown.ts";

type TracedExpression = Extract<TraceEntry, { expression: number }>;
type TracedAction = Extract<TraceEntry, { action: number }>;

/** Rule by rule: what its expressions gave and why, and what its actions did. */
export function rulesText(ran: Ran, trace: readonly TraceEntry[], style: Style): string[] {
  const byRule = new Map<number, TraceEntry[]>();
  for (const entry of trace) {
    const entries = byRule.get(entry.rule);
    if (entries === undefined) byRule.set(entry.rule, [entry]);
    else entries.push(entry);
  }
  // Rules come in order, and a run that fails has told its rule.
  const reached = Math.max(ran.answer.rule ?? -1, trace.at(-1)?.rule ?? -1);
  return ran.rules.flatMap((_, rule) => {
    const entries = byRule.get(rule) ?? [];
    const lines = rule > reached ? { fate: "not reached", body: [] } : ruleText(ran, rule, entries, style);
    const heading = `${style.bold(ruleName(ran.rules, rule))}  ${style.quiet(ruleLine(ran.path, ran.rules, rule))}`;
    return [`${heading}  ${lines.fate}`, ...lines.body];
  });
}

function ruleText(
  ran: Ran,
  rule: number,
  entries: readonly TraceEntry[],
  style: Style,
): { readonly fate: string; readonly body: readonly string[] } {
  const expressions = entries.filter((entry): entry is TracedExpression => "expression" in entry);
  const actions = entries.filter((entry): entry is TracedAction => "action" in entry);
  const body = expressions.flatMap((entry) => partText(entry, 1, style));
  const left = (ran.rules[rule]?.expressions.length ?? 0) - expressions.length;
  if (left > 0)
    body.push(`  ${style.quiet(`${left} more ${left === 1 ? "expression" : "expressions"} not evaluated`)}`);
  body.push(...actions.map((entry) => actionText(ran, entry, style)));
  const { answer } = ran;
  if (answer.rule === rule && answer.outcome === "forward" && answer.action !== undefined) {
    // It has no result: the connection is handed over.
    body.push(`  ${actionName(ran.rules, rule, answer.action)}`);
  }
  return { fate: fateOf(ran, rule, actions, style), body };
}

/** Every rule has an action, and only what hands the connection over or fails is not told by the action itself. */
function fateOf({ answer }: Ran, rule: number, actions: readonly TracedAction[], style: Style): string {
  if (answer.rule === rule) return answer.outcome === "error" ? style.bad("failed") : "ran";
  return actions.length > 0 ? "ran" : "skipped";
}

function actionText({ rules }: Ran, { rule, action, result }: TracedAction, style: Style): string {
  const name = `  ${actionName(rules, rule, action)}`;
  return isEmpty(result) ? name : `${name} ${style.quiet("→")} ${shownJson(result)}`;
}

function isEmpty(result: TracedAction["result"]): boolean {
  return typeof result === "object" && result !== null && Object.keys(result).length === 0;
}

function partText(part: TracePart, depth: number, style: Style): readonly string[] {
  const own = `${"  ".repeat(depth)}${shownSource(part.source)} ${style.quiet("→")} ${painted(part, style)}`;
  return [own, ...(part.parts ?? []).flatMap((each) => partText(each, depth + 1, style))];
}

function painted(part: TracePart, style: Style): string {
  const value = shownValue(part);
  if (part.error !== undefined || part.value === false) return style.bad(value);
  return part.value === true ? style.good(value) : value;
}
