import type { TraceEntry } from "../../step.ts";
import type { Style } from "../color.ts";
import { decisionLine, type Ran } from "./decision.ts";
import { rulesText } from "./rules-text.ts";
import { shownJson, shownSource } from "./shown.ts";

/** For people: the decision, the way to it rule by rule, and what the run left behind. Ends with a line break. */
export function ranText(ran: Ran, trace: readonly TraceEntry[], style: Style): string {
  const { outcome, reason } = decisionLine(ran);
  const painted = outcome === "continue" || outcome === "forward" ? style.good(outcome) : style.bad(outcome);
  const blocks = [[`${style.bold(painted)}: ${reason}`], rulesText(ran, trace, style), leftBehind(ran, style)];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function leftBehind({ answer, effectsLeft = [] }: Ran, style: Style): string[] {
  const lines: string[] = [];
  const steps = answer.steps ?? [];
  if (steps.length > 0) lines.push(`${style.quiet("asked for:")} ${steps.join(", ")}`);
  for (const { kind, given, taken } of effectsLeft) {
    lines.push(`${style.bad("never asked for:")} ${given - taken} of ${given} ${kind}`);
  }
  for (const [name, value] of Object.entries(answer.vars ?? {})) {
    lines.push(`${style.quiet("variable:")} ${shownSource(name)} = ${shownJson(value)}`);
  }
  for (const { metadata } of answer.logs ?? []) lines.push(`${style.quiet("log:")} ${shownJson(metadata)}`);
  return lines;
}
