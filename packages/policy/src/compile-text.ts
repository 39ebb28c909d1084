import type { CompiledExpression, Environment, ExpressionDiagnostic } from "./cel/environment.ts";
import { compileExpression, compileTemplate } from "./cel/index.ts";
import type { Reporter } from "./diagnostics/reporter.ts";
import type { CompiledCondition } from "./program.ts";
import type { RunState } from "./run-state.ts";
import type { StringNode } from "./source/node.ts";

/** Compiles the expressions and templates of a document; what is wrong with one is reported at its place in the file. */
export class TextCompiler {
  readonly #scope: Environment<RunState>;
  readonly #reporter: Reporter;
  #readsClock = false;

  /** `scope` follows the policy: it knows what can be named where the text stands that is compiled next. */
  constructor(scope: Environment<RunState>, reporter: Reporter) {
    this.#scope = scope;
    this.#reporter = reporter;
  }

  /** Whether any text so far reads `time.now`. */
  get readsClock(): boolean {
    return this.#readsClock;
  }

  condition(node: StringNode): CompiledCondition | undefined {
    if (node.value.trim() === "") {
      const hint = "remove it, or write a condition";
      this.#reporter.report("empty-expression", node.start, node.end, "this expression is empty", { hint });
      return undefined;
    }
    const { expression, diagnostics } = compileExpression(node.value, this.#scope, { expect: "bool" });
    this.#took(expression, diagnostics, node);
    if (expression === undefined) return undefined;
    const needsHello = expression.requires.has("client-hello");
    return { expression, needsHello, range: this.#reporter.range(node.start, node.end) };
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
    for (const { code, severity, message, hint, start, end } of diagnostics) {
      const [from, to] = node.rangeOf(start, end);
      this.#reporter.report(code, from, to, message, { hint, severity });
    }
  }
}
