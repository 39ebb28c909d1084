import type { RuleOutline } from "../../outline.ts";
import { shownSource } from "./shown.ts";

/** A rule by its number, counted from 0 as in vectors, and its name: ``rule 1 `only the office` ``. */
export function ruleName(rules: readonly RuleOutline[], rule: number): string {
  const name = rules[rule]?.name;
  return name === undefined ? `rule ${rule}` : `rule ${rule} \`${shownSource(name)}\``;
}

/** An action of a rule by its number, its type and its name. */
export function actionName(rules: readonly RuleOutline[], rule: number, action: number): string {
  const outline = rules[rule]?.actions[action];
  if (outline === undefined) return `action ${action}`;
  const name = outline.name === undefined ? "" : ` "${shownSource(outline.name)}"`;
  return `action ${action} \`${outline.type}\`${name}`;
}

/** `policy.yml:8`, or nothing for a rule that is not in the file. */
export function ruleLine(path: string, rules: readonly RuleOutline[], rule: number): string {
  const range = rules[rule]?.range;
  return range === undefined ? path : `${path}:${range.start.line}`;
}
