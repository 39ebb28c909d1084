import type { Range } from "../diagnostics/diagnostic.ts";
import { outlineOf, type RuleOutline } from "../outline.ts";
import type { BranchCoverage, ExpressionCoverage, PolicyCoverage, RuleCoverage } from "./coverage.ts";

/** How much of something was covered. */
export interface Count {
  readonly covered: number;
  readonly total: number;
}

/** Rules that ran; expressions that were true and false, if they can be both; branches that were reached. */
export interface CoverageCounts {
  readonly rules: Count;
  readonly expressions: Count;
  readonly branches: Count;
}

export type GapKind =
  | "rule-never-reached"
  | "rule-never-ran"
  | "rule-never-skipped"
  | "expression-never-evaluated"
  | "expression-never-true"
  | "expression-never-false"
  | "branch-never-reached";

/** Something that no vector did. */
export interface CoverageGap {
  readonly kind: GapKind;
  readonly rule: number;
  /** In the policy's text. */
  readonly range: Range;
  /** Of an expression or a branch. */
  readonly source?: string;
}

export function countsOf({ rules }: PolicyCoverage): CoverageCounts {
  const expressions = rules.flatMap((rule) => rule.expressions);
  const branches = expressions.flatMap((expression) => expression.branches);
  return {
    rules: count(rules, ({ ran }) => ran),
    expressions: count(expressions, (each) => wasTrueIfEver(each) && wasFalseIfEver(each)),
    branches: count(branches, ({ reached }) => reached),
  };
}

export function sumOf(counts: readonly CoverageCounts[]): CoverageCounts {
  const sum = (pick: (each: CoverageCounts) => Count): Count => ({
    covered: counts.reduce((covered, each) => covered + pick(each).covered, 0),
    total: counts.reduce((total, each) => total + pick(each).total, 0),
  });
  return {
    rules: sum(({ rules }) => rules),
    expressions: sum(({ expressions }) => expressions),
    branches: sum(({ branches }) => branches),
  };
}

/** 0 to 100; what has nothing to cover is covered. */
export function percentOf({ rules, expressions, branches }: CoverageCounts): number {
  const total = rules.total + expressions.total + branches.total;
  return total === 0 ? 100 : (100 * (rules.covered + expressions.covered + branches.covered)) / total;
}

/** What no vector did, in the order of the policy. Of what was never come to, nothing inside is told. */
export function gapsOf(coverage: PolicyCoverage): readonly CoverageGap[] {
  const outline = outlineOf(coverage.policy);
  return coverage.rules.flatMap((rule, index) => gapsOfRule(rule, index, outline[index]));
}

function gapsOfRule(rule: RuleCoverage, index: number, outline: RuleOutline | undefined): readonly CoverageGap[] {
  const ofRule = (kind: GapKind): readonly CoverageGap[] =>
    outline === undefined ? [] : [{ kind, rule: index, range: outline.range }];
  const { ran, skipped, expressions } = rule;
  if (!ran && !expressions.some(({ evaluated }) => evaluated)) return ofRule("rule-never-reached");
  const canBeSkipped = expressions.some(({ constant }) => constant !== true);
  return [
    ...(ran ? [] : ofRule("rule-never-ran")),
    ...(skipped || !canBeSkipped ? [] : ofRule("rule-never-skipped")),
    ...expressions.flatMap((each) => gapsOfExpression(each, index)),
  ];
}

function gapsOfExpression(expression: ExpressionCoverage, rule: number): readonly CoverageGap[] {
  const { range, source, evaluated, branches } = expression;
  if (!evaluated) return [{ kind: "expression-never-evaluated", rule, range, source }];
  const gaps: CoverageGap[] = [];
  if (!wasTrueIfEver(expression)) gaps.push({ kind: "expression-never-true", rule, range, source });
  if (!wasFalseIfEver(expression)) gaps.push({ kind: "expression-never-false", rule, range, source });
  const missed = branches.filter(({ reached }) => !reached);
  for (const branch of missed) {
    if (missed.some((other) => other !== branch && holds(other, branch))) continue;
    gaps.push({ kind: "branch-never-reached", rule, range: branch.range, source: branch.source });
  }
  return gaps;
}

function wasTrueIfEver({ evaluated, wasTrue, constant }: ExpressionCoverage): boolean {
  return wasTrue || (evaluated && constant === false);
}

function wasFalseIfEver({ evaluated, wasFalse, constant }: ExpressionCoverage): boolean {
  return wasFalse || (evaluated && constant === true);
}

function holds({ range: outer }: BranchCoverage, { range: inner }: BranchCoverage): boolean {
  const isWider = outer.end.offset - outer.start.offset > inner.end.offset - inner.start.offset;
  return isWider && outer.start.offset <= inner.start.offset && inner.end.offset <= outer.end.offset;
}

function count<T>(items: readonly T[], isCovered: (item: T) => boolean): Count {
  return { covered: items.filter(isCovered).length, total: items.length };
}
