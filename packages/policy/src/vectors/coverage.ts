import { type Explained, type Fault, isFault } from "../cel/index.ts";
import type { Range } from "../diagnostics/diagnostic.ts";
import type { CompiledCondition, Program } from "../program.ts";
import type { RunWatcher } from "../run-watcher.ts";
import type { Answer } from "./answer.ts";
import type { Protocol, Question } from "./vector.ts";

/** What the vectors reached of one policy: of one text on one protocol. */
export interface PolicyCoverage {
  readonly protocol: Protocol;
  readonly policy: string;
  /** Of the first vector that ran it. */
  readonly vector: string;
  /** In the order of the policy. */
  readonly rules: readonly RuleCoverage[];
}

export interface RuleCoverage {
  /** Its actions began. */
  readonly ran: boolean;
  /** An expression was false. */
  readonly skipped: boolean;
  readonly expressions: readonly ExpressionCoverage[];
}

export interface ExpressionCoverage {
  readonly source: string;
  readonly range: Range;
  /** Evaluated at all, also to a failure. */
  readonly evaluated: boolean;
  readonly wasTrue: boolean;
  readonly wasFalse: boolean;
  /** What it always is: known when compiled. */
  readonly constant: boolean | undefined;
  readonly branches: readonly BranchCoverage[];
}

export interface BranchCoverage {
  readonly kind: "term" | "arm";
  readonly source: string;
  readonly range: Range;
  readonly reached: boolean;
}

/** Looks on at the runs of one policy. */
export interface CoverageWatcher extends RunWatcher {
  /** What came of the run: an action that hands the connection over tells nothing itself. */
  ended(answer: Answer): void;
}

/** Collects what vectors reach. Equal texts on equal protocols are one policy. */
export class Coverage {
  readonly #policies = new Map<string, CoveredPolicy>();

  /** Who is to look on while `vector`'s policy runs. */
  of(vector: Question, protocol: Protocol, program: Program): CoverageWatcher {
    const key = `${protocol} ${vector.policy}`;
    const covered = this.#policies.get(key) ?? new CoveredPolicy(vector, protocol);
    this.#policies.set(key, covered);
    covered.add(program);
    return covered;
  }

  policies(): readonly PolicyCoverage[] {
    return Array.from(this.#policies.values(), (each) => each.result());
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type CoveredBranch = Mutable<BranchCoverage>;
type CoveredExpression = Omit<Mutable<ExpressionCoverage>, "branches"> & { branches: Map<string, CoveredBranch> };
type CoveredRule = Omit<Mutable<RuleCoverage>, "expressions"> & { expressions: CoveredExpression[] };

class CoveredPolicy implements CoverageWatcher {
  readonly #vector: Question;
  readonly #protocol: Protocol;
  readonly #rules: CoveredRule[] = [];

  constructor(vector: Question, protocol: Protocol) {
    this.#vector = vector;
    this.#protocol = protocol;
  }

  /** Resources may make a constant of a part: what is a branch for one vector may be none for another. */
  add({ rules }: Program): void {
    for (const [index, { expressions }] of rules.entries()) {
      this.#rules[index] ??= { ran: false, skipped: false, expressions: [] };
      const covered = this.#rules[index].expressions;
      for (const [i, condition] of expressions.entries()) {
        covered[i] ??= coveredExpression(condition);
        if (constantOf(condition) !== covered[i].constant) covered[i].constant = undefined;
        for (const [key, branch] of branchesOf(condition)) {
          if (!covered[i].branches.has(key)) covered[i].branches.set(key, branch);
        }
      }
    }
  }

  condition(
    { rule, expression }: { readonly rule: number; readonly expression: number },
    condition: CompiledCondition,
    value: boolean | Fault,
    explained: Explained | undefined,
  ): void {
    const covered = this.#rules[rule]?.expressions[expression];
    if (covered === undefined) return;
    covered.evaluated = true;
    if (!isFault(value)) covered[value ? "wasTrue" : "wasFalse"] = true;
    if (value === false) this.#mark(rule, "skipped");
    const branches = branchesOf(condition);
    for (const index of explained?.reached() ?? []) {
      const known = covered.branches.get(branches[index]?.[0] ?? "");
      if (known !== undefined) known.reached = true;
    }
  }

  action({ rule }: { readonly rule: number }): void {
    this.#mark(rule, "ran");
  }

  ended({ rule, action }: Answer): void {
    if (rule !== undefined && action !== undefined) this.#mark(rule, "ran");
  }

  result(): PolicyCoverage {
    const rules = this.#rules.map((rule) => ({
      ...rule,
      expressions: rule.expressions.map((each) => ({ ...each, branches: [...each.branches.values()] })),
    }));
    return { protocol: this.#protocol, policy: this.#vector.policy, vector: this.#vector.id, rules };
  }

  #mark(rule: number, what: "ran" | "skipped"): void {
    const covered = this.#rules[rule];
    if (covered !== undefined) covered[what] = true;
  }
}

function coveredExpression(condition: CompiledCondition): CoveredExpression {
  return {
    source: condition.expression.source,
    range: condition.range,
    evaluated: false,
    wasTrue: false,
    wasFalse: false,
    constant: constantOf(condition),
    branches: new Map(),
  };
}

function constantOf({ expression: { constant } }: CompiledCondition): boolean | undefined {
  return typeof constant === "boolean" ? constant : undefined;
}

/** By their places in the expression: of what is written in an alias all of the file's places are the same. */
function branchesOf({ expression, explained }: CompiledCondition): readonly (readonly [string, CoveredBranch])[] {
  if (explained === undefined) return [];
  return explained.explanation.branches.map(({ kind, start, end }) => {
    const source = expression.source.slice(start, end);
    return [`${kind} ${start} ${end}`, { kind, source, range: explained.locate(start, end), reached: false }];
  });
}
