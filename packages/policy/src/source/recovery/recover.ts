import { isSound } from "../yaml.ts";
import { CARRIERS, type Finding, leaveOut, RULES } from "./leave-out.ts";

/** A text without what is broken in it. */
export interface Recovered {
  /** Every offset is that of the text. */
  readonly source: string;
  /** What was left out. */
  readonly findings: readonly Finding[];
  /** Where nulls stand for items that were left out. */
  readonly leftOut: ReadonlySet<number>;
}

/** Leaves out of a text with syntax errors the rules that are broken; then the endpoints and objects that still are. */
export function recover(text: string): Recovered {
  const nulls: number[] = [];
  const findings: Finding[] = [];
  let source = text;
  for (const keys of [RULES, CARRIERS]) {
    const rest = leaveOut(source, keys);
    nulls.push(...rest.nulls);
    findings.push(...rest.findings);
    source = rest.source;
    if (isSound(source)) break;
  }
  return { source, findings, leftOut: new Set(nulls) };
}
