import type { CompiledExpression, Environment, ExpressionDiagnostic } from "./cel/environment.ts";
import { type Checked, compileChecked, compileTemplate } from "./cel/index.ts";
import type { PlanWatch } from "./cel/plan.ts";
import type { Range } from "./diagnostics/diagnostic.ts";
import { replacing } from "./diagnostics/fix.ts";
import type { Reporter } from "./diagnostics/reporter.ts";
import type { ConditionFacts } from "./lint/policy-facts.ts";
import type { CompiledCondition } from "./program.ts";
import type { RunState } from "./run-state.ts";
import type { StringNode } from "./source/node.ts";

/** What is kept of the texts for lints. */
export interface TextNotes {
  readonly conditions: ConditionFacts[];
  readonly reads: Set<string>;
  readonly brokenTexts: string[];
}

/** A condition that was compiled, with the tree that it was compiled from. */
export interface CompiledText {
  readonly condition: CompiledCondition;
  readonly checked: Checked;
  /** Whether evaluating it takes from what the run may use. */
  readonly counted: boolean;
  /** As `Planned` has it. */
  readonly foldedAll: boolean;
  /** Plans it once more, with somebody who may put something around its nodes. */
  readonly replan: (watch: PlanWatch) => CompiledExpression<RunState>["evaluate"];
}

export interface TextOptions {
  /** Where to put what lints need, if they run. */
  readonly notes: TextNotes | undefined;
  /** Whether conditions keep what it takes to show how they came to their values. */
  readonly explain: boolean;
}

/** Compiles the expressions and templates of a document; what is wrong with one is reported at its place in the file. */
export class TextCompiler {
  readonly #scope: Environment<RunState>;
  readonly #reporter: Reporter;
  #readsClock = false;
  readonly #notes: TextNotes | undefined;
  readonly #explain: boolean;

  /** `scope` follows the policy: it knows what can be named where the text stands that is compiled next. */
  constructor(scope: Environment<RunState>, reporter: Reporter, { notes, explain }: TextOptions) {
    this.#explain = explain;
    this.#scope = scope;
    this.#reporter = reporter;
    this.#notes = notes;
  }

  /** Whether any text so far reads `time.now`. */
  get readsClock(): boolean {
    return this.#readsClock;
  }

  condition(node: StringNode): CompiledText | undefined {
    if (node.value.trim() === "") {
      const hint = "remove it, or write a condition";
      this.#reporter.report("empty-expression", node.start, node.end, "this expression is empty", { hint });
      return undefined;
    }
    const made = compileChecked(node.value, this.#scope, { expect: "bool", explain: this.#explain });
    const { expression, diagnostics, checked, counted, foldedAll = false, replan, explanation } = made;
    this.#took(expression, diagnostics, node);
    if (expression === undefined || checked === undefined) return undefined;
    if (replan === undefined) return undefined;
    this.#notes?.conditions.push({ node, expression, checked });
    const needsHello = expression.requires.has("client-hello");
    const range = this.#reporter.range(node.start, node.end);
    const compiled = { checked, counted: counted ?? true, foldedAll, replan };
    if (explanation === undefined) return { ...compiled, condition: { expression, needsHello, range } };
    const locate = (start: number, end: number): Range => this.#reporter.range(...node.rangeOf(start, end));
    return { ...compiled, condition: { expression, needsHello, range, explained: { explanation, locate } } };
  }

  template(node: StringNode): CompiledExpression<RunState> | undefined {
    const { template, diagnostics } = compileTemplate(node.value, this.#scope);
    this.#took(template, diagnostics, node);
    return template;
  }

  #took(
    expression: CompiledExpression<RunState> | undefined,
    diagnostics: readonly ExpressionDiagnostic[],
    node: StringNode,
  ): void {
    if (expression?.reads.has("time.now")) this.#readsClock = true;
    if (expression === undefined) this.#notes?.brokenTexts.push(node.value);
    else for (const path of expression.reads) this.#notes?.reads.add(path);
    for (const { code, severity, message, hint, start, end, mend } of diagnostics) {
      const [from, to] = node.rangeOf(start, end);
      const fix = mend === undefined ? undefined : replacing(node, mend.old, mend.text, start);
      const isCut = code === "expression-syntax" && node.beforeComment === true;
      const meant = hint ?? (isCut ? "quote the expression: an unquoted ` #` starts a comment of YAML" : undefined);
      this.#reporter.report(code, from, to, message, { hint: meant, severity, fix });
    }
  }
}
