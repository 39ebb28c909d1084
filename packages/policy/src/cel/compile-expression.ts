import { check } from "./check.ts";
import { CheckContext } from "./check-context.ts";
import type { Checked } from "./checked.ts";
import type { CompiledExpression, CompileExpressionResult, Environment, Frame } from "./environment.ts";
import { parse } from "./parse.ts";
import { plan } from "./plan.ts";
import { planBool } from "./plan-logic.ts";
import { closureOf, type Evaluate, type Plan } from "./plan-node.ts";
import { diagnostic } from "./scan.ts";
import { BOOL, typeName } from "./type.ts";
import { Fault } from "./value.ts";

export interface CompileExpressionOptions {
  /** `bool`: the expression decides a rule; anything else it may give is an error. Default: any type. */
  readonly expect?: "bool";
}

const TOO_MUCH = new Fault("cost-exceeded", "the expression needs more than it may use");

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
  const unbounded = planWithin(checked);
  if (unbounded === undefined) {
    return { diagnostics: [diagnostic("expression-too-large", whole, "the expression is too large")] };
  }
  const planned = expect === "bool" ? planBool(unbounded, checked.type, whole) : unbounded;
  if (planned.kind === "fault" && !untyped) {
    const shown = secret ? "it always fails" : `it always fails: ${planned.fault.message}`;
    diagnostics.push(diagnostic("constant-fault", planned.at, shown));
    return { diagnostics };
  }
  const expression: CompiledExpression<F> = {
    source: text,
    type: expect === "bool" ? BOOL : checked.type,
    evaluate: isSimple(checked) ? closureOf(planned) : bounded(closureOf(planned)),
    ...(planned.kind === "constant" ? { constant: planned.value } : {}),
    requires,
    reads,
    secret,
  };
  return { expression, diagnostics };
}

/** Planning evaluates constants, which may need more than there is. */
function planWithin(checked: Checked): Plan | undefined {
  try {
    return plan(checked);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function hasError(diagnostics: CompileExpressionResult["diagnostics"]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** Whether evaluation can only read and compare, and so needs no bound. */
function isSimple(checked: Checked): boolean {
  switch (checked.kind) {
    case "constant":
    case "read":
    case "has-declared":
      return true;
    case "not":
      return isSimple(checked.operand);
    case "and":
    case "or":
      return checked.terms.every(isSimple);
    case "conditional":
      return [checked.condition, checked.whenTrue, checked.whenFalse].every(isSimple);
    case "compare":
      return (
        checked.right.kind !== "compare" &&
        checked.left.kind !== "compare" &&
        isSimple(checked.left) &&
        isLeaf(checked.right)
      );
    default:
      return false;
  }
}

function isLeaf(checked: Checked): boolean {
  return checked.kind === "list" ? checked.elements.every(isSimple) : isSimple(checked);
}

/** `evaluate` never throws: running out of stack or of string length is a fault. Anything else is a bug, and thrown. */
function bounded(evaluate: Evaluate): Evaluate {
  return (frame) => {
    try {
      return evaluate(frame);
    } catch (error) {
      if (error instanceof RangeError) return TOO_MUCH;
      throw error;
    }
  };
}
