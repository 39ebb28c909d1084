import { outlineOf } from "../../outline.ts";
import {
  type Count,
  type CoverageCounts,
  type CoverageGap,
  countsOf,
  type GapKind,
  gapsOf,
  percentOf,
  sumOf,
} from "../../vectors/coverage-summary.ts";
import type { Style } from "../color.ts";
import { ruleName } from "../run-text/rule-names.ts";
import { shownSource } from "../run-text/shown.ts";
import { policyPath, type TestRun } from "./result.ts";

type Covered = NonNullable<TestRun["coverage"]>;

const SAID: Readonly<Record<GapKind, string>> = {
  "rule-never-reached": "was never reached",
  "rule-never-ran": "never ran",
  "rule-never-skipped": "was never skipped",
  "expression-never-evaluated": "never evaluated",
  "expression-never-true": "never true",
  "expression-never-false": "never false",
  "branch-never-reached": "never reached",
};

/** Of each policy what no vector reached, with its place, and the counts; then those of all. */
export function coverageText(coverage: Covered, style: Style): string[][] {
  const blocks = coverage.map((policy) => {
    const path = shownSource(policyPath(policy.vector, policy.origin));
    const counts = countsOf(policy);
    const gaps = gapsOf(policy);
    const name = `coverage of ${style.bold(path)}`;
    if (gaps.length === 0) return [`${name}: ${style.good("whole")} (${countsText(counts)})`];
    const rules = outlineOf(policy.policy);
    return [
      `${name}: ${percentText(counts)} (${countsText(counts)})`,
      ...gaps.map((gap) => `  ${placeOf(path, gap)}: ${gapText(gap, ruleName(rules, gap.rule))}`),
    ];
  });
  const sum = sumOf(coverage.map(countsOf));
  const total = `coverage: ${percentText(sum)} (${countsText(sum)})`;
  // Many small policies are a list, not a block each.
  const whole = blocks.filter((lines) => lines.length === 1).flat();
  const others = blocks.filter((lines) => lines.length > 1);
  return [...others, ...(whole.length === 0 ? [] : [whole]), ...(coverage.length === 1 ? [] : [[total]])];
}

function placeOf(path: string, { range }: CoverageGap): string {
  return `${path}:${range.start.line}:${range.start.column}`;
}

function gapText({ kind, source }: CoverageGap, rule: string): string {
  return source === undefined ? `${rule} ${SAID[kind]}` : `${SAID[kind]}: ${shownSource(source)}`;
}

function countsText({ rules, expressions, branches }: CoverageCounts): string {
  const text = (name: string, { covered, total }: Count): string => `${name} ${covered}/${total}`;
  return [text("rules", rules), text("expressions", expressions), text("branches", branches)].join(", ");
}

/** Rounded down, so that 100 % is all. */
function percentText(counts: CoverageCounts): string {
  return `${Math.floor(percentOf(counts))} %`;
}
