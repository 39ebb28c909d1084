import { check } from "./check.ts";
import { CheckContext } from "./check-context.ts";
import type { Checked } from "./checked.ts";
import { COST_EXCEEDED, charge } from "./cost.ts";
import type { CompiledExpression, CompileExpressionResult, Environment, Frame } from "./environment.ts";
import { type Estimates, estimate } from "./estimate.ts";
import { MAX_COST, MAX_UNCOUNTED } from "./limits.ts";
import { parse } from "./parse.ts";
import { plan } from "./plan.ts";
import { planBool } from "./plan-logic.ts";
import { closureOf, type Evaluate, type Plan } from "./plan-node.ts";
import { diagnostic } from "./scan.ts";
import { BOOL, typeName } from "./type.ts";

export interface CompileExpressionOptions {
  /** `bool`: the expression decides a rule; anything else it may give is an error. Default: any type. */
  readonly expect?: "bool";
}

/** Compiles CEL (language.md, section 4). `expression` is there iff no diagnostic is an error. */
export function compileExpression<F extends Frame>(
  text: string,
  environment: Environment<F>,
  options: CompileExpressionOptions = {},
): CompileExpressionResult<F> {
  return compile(text, environment, options, false);
}

/** As `compileExpression`, but types are left to run time, as an implementation of CEL without a checker does it. */
export function compileUnchecked<F extends Frame>(
  text: string,
  environment: Environment<F>,
): CompileExpressionResult<F> {
  return compile(text, environment, {}, true);
}

function compile<F extends Frame>(
  text: string,
  environment: Environment<F>,
  { expect }: CompileExpressionOptions,
  untyped: boolean,
): CompileExpressionResult<F> {
  const parsed = parse(text);
  if ("diagnostics" in parsed) return { diagnostics: parsed.diagnostics };
  // Inside, declarations are read with any frame; only frames of `F` ever come in, through `evaluate` below.
  const context = new CheckContext(environment as unknown as Environment, untyped);
  const checked = check(context, parsed.tree);
  const { diagnostics, secret, reads, requires } = context;
  const whole = { start: parsed.tree.start, end: parsed.tree.end };
  if (expect === "bool" && checked.type.kind !== "bool" && checked.type.kind !== "dyn" && !hasError(diagnostics)) {
    const message = `the expression must give a \`bool\`, not \`${typeName(checked.type)}\``;
    diagnostics.push(diagnostic("not-bool", whole, message));
  }
  if (hasError(diagnostics)) return { diagnostics };
  const estimates = estimate(checked);
  const { cost, nodes } = estimates.of.get(checked) ?? { cost: 0, nodes: 0 };
  if (nodes > MAX_COST) {
    const message = `the expression may evaluate ${nodes} nodes, and a connection may use ${MAX_COST} cost units`;
    return { diagnostics: [diagnostic("expression-too-large", whole, message)] };
  }
  const any = planWithin(checked, estimates);
  if (any === undefined) {
    return { diagnostics: [diagnostic("expression-too-large", whole, "the expression is too large")] };
  }
  const planned = expect === "bool" ? planBool(any, checked.type, whole) : any;
  if (planned.kind === "fault" && !untyped) {
    const shown = secret ? "it always fails" : `it always fails: ${planned.fault.message}`;
    diagnostics.push(diagnostic("constant-fault", planned.at, shown));
    return { diagnostics };
  }
  const expression: CompiledExpression<F> = {
    source: text,
    type: expect === "bool" ? BOOL : checked.type,
    evaluate:
      cost <= MAX_UNCOUNTED && estimates.counted.size === 0 ? closureOf(planned) : counted(closureOf(planned), cost),
    ...(planned.kind === "constant" ? { constant: planned.value } : {}),
    requires,
    reads,
    secret,
  };
  return { expression, diagnostics };
}

/** Planning evaluates constants, which may need more stack than there is. */
function planWithin(checked: Checked, estimates: Estimates): Plan | undefined {
  try {
    return plan(checked, estimates);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function hasError(diagnostics: CompileExpressionResult["diagnostics"]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/**
 * `evaluate` never throws: running out of stack or of string length, which large values alone can bring about, is a
 * fault. Anything else is a bug, and thrown.
 */
function counted(evaluate: Evaluate, cost: number): Evaluate {
  return (frame) => {
    if (!charge(frame, cost)) return COST_EXCEEDED;
    try {
      return evaluate(frame);
    } catch (error) {
      if (error instanceof RangeError) return COST_EXCEEDED;
      throw error;
    }
  };
}
