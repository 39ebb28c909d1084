import type { RuleOutline } from "../../outline.ts";
import type { Answer } from "../../vectors/answer.ts";
import type { EffectsLeft } from "../../vectors/compare.ts";
import { actionName, ruleLine, ruleName } from "./rule-names.ts";
import { shownSource } from "./shown.ts";

/** A policy that ran, and what came of it. */
export interface Ran {
  /** Of the policy, as it is shown. */
  readonly path: string;
  readonly rules: readonly RuleOutline[];
  readonly answer: Answer;
  /** Effects that were given and never asked for. */
  readonly effectsLeft?: readonly EffectsLeft[];
}

/** The outcome and who decided it, in one line. */
export function decisionLine(ran: Ran): { readonly outcome: string; readonly reason: string } {
  const { answer } = ran;
  switch (answer.outcome) {
    case "deny":
      return { outcome: "deny", reason: `by ${decider(ran)}` };
    case "close":
      return { outcome: "close", reason: `by ${decider(ran)}` };
    case "forward":
      return { outcome: "forward", reason: `to ${shownSource(answer.url ?? "")} by ${decider(ran)}` };
    case "error": {
      const { code = "", message = "" } = answer.error ?? {};
      const at = answer.rule === undefined ? "" : `, in ${decider(ran)}`;
      return { outcome: "error", reason: `${code}${message === "" ? "" : `: ${shownSource(message)}`}${at}` };
    }
    default:
      return { outcome: "continue", reason: "no action ended the policy: on to the endpoint's upstream" };
  }
}

function decider({ path, rules, answer: { rule = 0, action } }: Ran): string {
  const by = action === undefined ? "" : `${actionName(rules, rule, action)} of `;
  return `${by}${ruleName(rules, rule)} (${ruleLine(path, rules, rule)})`;
}
