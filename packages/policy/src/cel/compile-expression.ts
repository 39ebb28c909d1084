import { check } from "./check.ts";
import { CheckContext } from "./check-context.ts";
import type { Checked } from "./checked.ts";
import { COST_EXCEEDED, charge, NESTED_TOO_DEEP, weigh, weighLeft } from "./cost.ts";
import type { CompiledExpression, CompileExpressionResult, Environment, Frame } from "./environment.ts";
import { type Estimates, estimate } from "./estimate.ts";
import { type Explanation, explain } from "./explain.ts";
import { MAX_COST, MAX_NESTING, MAX_UNCOUNTED } from "./limits.ts";
import { parse } from "./parse.ts";
import { type Planned, type PlanWatch, plan } from "./plan.ts";
import { planBool } from "./plan-logic.ts";
import { closureOf, type Evaluate, type Plan } from "./plan-node.ts";
import type { Regex } from "./regex/index.ts";
import { diagnostic } from "./scan.ts";
import { BOOL, boundedType, typeName } from "./type.ts";
import { Fault, type Value } from "./value.ts";

export interface CompileExpressionOptions {
  /** `bool`: the expression decides a rule; anything else it may give is an error. Default: any type. */
  readonly expect?: "bool";
}

const NOTHING = { cost: 0, nodes: 0, weight: 1 };

/**
 * Compiles an expression of CEL (language.md, sections 4 and 5), also without any policy around it.
 *
 * `text` is one expression; `environment` says what it can name, with types. `expression` is there iff no diagnostic is
 * an error; diagnostics are all that is wrong, with UTF-16 offsets into `text`. Nothing is ever thrown, whatever the text.
 *
 * `expression.evaluate(frame)` gives a value or a `Fault`, and does not throw either. It may use a million cost units
 * (about nodes evaluated and elements visited), or what a frame that counts in `frame.cost` has left of them. An
 * expression's own variables live in the frame, too: one evaluation at a time. `docs/expressions.md` has the language
 * and an example.
 */
export function compileExpression<F extends Frame>(
  text: string,
  environment: Environment<F>,
  options: CompileExpressionOptions = {},
): CompileExpressionResult<F> {
  const { expression, diagnostics } = compile(text, environment, options, false);
  return expression === undefined ? { diagnostics } : { expression, diagnostics };
}

/** What was compiled, with the tree that it was compiled from. */
export interface CompileCheckedResult<F extends Frame = Frame> extends CompileExpressionResult<F> {
  /** There iff `expression` is. */
  readonly checked?: Checked;
  /** Whether evaluating it takes from `frame.cost`. */
  readonly counted?: boolean;
  /** As `Planned` has it. */
  readonly foldedAll?: boolean;
  /** Plans it once more, with somebody who may put something around its nodes. There iff `expression` is. */
  readonly replan?: (watch: PlanWatch) => CompiledExpression<F>["evaluate"];
  /** There only if it was asked for, and the expression is not too deep for it. */
  readonly explanation?: Explanation<F>;
}

export interface CompileCheckedOptions extends CompileExpressionOptions {
  /** Whether an `explanation` is wanted. Default false. */
  readonly explain?: boolean;
}

/** As `compileExpression`, for who also looks at how the expression is made up. */
export function compileChecked<F extends Frame>(
  text: string,
  environment: Environment<F>,
  options: CompileCheckedOptions = {},
): CompileCheckedResult<F> {
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
  { expect, explain: explained }: CompileCheckedOptions,
  untyped: boolean,
): CompileCheckedResult<F> {
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
  const estimates = estimate(checked, context.regexes);
  const { cost, nodes, weight } = estimates.of.get(checked) ?? NOTHING;
  const tooLarge = (message: string) => ({
    diagnostics: [...diagnostics, diagnostic("expression-too-large", whole, message, LESS)],
  });
  if (nodes > MAX_COST) {
    return tooLarge("the expression may take more steps than one connection may use");
  }
  const fitting = planWithin(checked, estimates, context.regexes);
  if (fitting === undefined) return tooLarge("the expression is too large");
  const finish = (made: Plan): Plan => (expect === "bool" ? planBool(made, checked.type, whole) : made);
  const planned = finish(fitting.plan);
  if (planned.kind === "constant" && weigh(planned.value) > MAX_COST) {
    return tooLarge("the value of the expression is too large");
  }
  if (planned.kind === "fault" && !untyped) {
    const shown = secret ? "it always fails" : `it always fails: ${planned.fault.message}`;
    diagnostics.push(diagnostic("constant-fault", planned.at, shown));
    return { diagnostics };
  }
  const countsItself = estimates.counted.size > 0 || estimates.nesting > MAX_NESTING;
  const isSmall = cost <= MAX_UNCOUNTED && weight <= MAX_UNCOUNTED && !countsItself;
  const runnable = (made: Plan): Evaluate => {
    const evaluate = secret ? masked(closureOf(made)) : closureOf(made);
    return isSmall ? evaluate : counted(evaluate, cost);
  };
  const expression: CompiledExpression<F> = {
    source: text,
    type: expect === "bool" ? BOOL : boundedType(checked.type),
    evaluate: runnable(planned),
    ...(planned.kind === "constant" ? { constant: planned.value } : {}),
    requires,
    reads,
    secret,
  };
  const replan = (watch: PlanWatch): Evaluate =>
    runnable(finish((planWithin(checked, estimates, context.regexes, watch) ?? fitting).plan));
  const { foldedAll } = fitting;
  const compiled = { expression, diagnostics, checked, counted: !isSmall, foldedAll, replan };
  if (explained !== true) return compiled;
  const explanation = explain(
    checked,
    (watch) => planWithin(checked, estimates, context.regexes, watch)?.plan,
    (made) => runnable(finish(made)),
  );
  return { ...compiled, ...(explanation === undefined ? {} : { explanation }) };
}

const LESS = "go through shorter lists, or fewer of them within each other; many addresses belong into an ip policy";

/** Planning evaluates constants, which may need more stack than there is. */
function planWithin(
  checked: Checked,
  estimates: Estimates,
  regexes: ReadonlyMap<string, Regex>,
  watch?: PlanWatch,
): Planned | undefined {
  try {
    return plan(checked, estimates, regexes, watch);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function hasError(diagnostics: CompileExpressionResult["diagnostics"]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** What failed may have said so with the secret's own words: only its code is passed on. */
function masked(evaluate: Evaluate): Evaluate {
  return (frame) => {
    const value = evaluate(frame);
    return value instanceof Fault ? new Fault(value.code, `${value.code} in an expression that reads a secret`) : value;
  };
}

/** Counts within what the frame has left, or within a bound of its own where the frame does not count. */
function counted(evaluate: Evaluate, cost: number): Evaluate {
  return (frame) => {
    if (frame.cost !== undefined) return charged(evaluate, cost, frame);
    frame.cost = 0;
    const value = charged(evaluate, cost, frame);
    frame.cost = undefined;
    return value;
  };
}

/**
 * Counts what is known to be needed first, and the value last: who gets it may write it out. `evaluate` never throws:
 * running out of stack or of string length, which large values alone can bring about, is a fault. Anything else is a
 * bug, and thrown.
 */
function charged(evaluate: Evaluate, cost: number, frame: Frame): Value | Fault {
  if (!charge(frame, cost)) return COST_EXCEEDED;
  try {
    const value = evaluate(frame);
    const isText = typeof value === "string";
    if (value === null || value instanceof Fault || !(isText || typeof value === "object")) return value;
    const weight = weighLeft(frame, value);
    if (weight === Number.POSITIVE_INFINITY) return NESTED_TOO_DEEP;
    return charge(frame, weight) ? value : COST_EXCEEDED;
  } catch (error) {
    if (error instanceof RangeError) return COST_EXCEEDED;
    throw error;
  }
}
