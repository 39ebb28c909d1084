import type { Span } from "./ast.ts";
import type { Frame } from "./environment.ts";
import type { PlainReads } from "./plain-reads.ts";
import { Fault, type Value } from "./value.ts";

const NEVER_MISSING = new Fault("no-such-field", "a value that is always there is not");

/** For what reads nothing of a frame. Evaluating constants ahead leaves values in it that nothing reads again. */
export function noFrame(): Frame {
  return { locals: [], cost: 0, random: () => Number.NaN };
}

/** What an optional was needed for, and something else came. */
export const NOT_OPTIONAL: Fault = new Fault("no-such-overload", "an optional was needed");

export type Evaluate = (frame: Frame) => Value | Fault;

/** A planned node: a closure, or what it always gives. */
export type Plan =
  | { readonly kind: "constant"; readonly value: Value }
  /** Always fails, because of what stands at `at`. */
  | { readonly kind: "fault"; readonly fault: Fault; readonly at: Span }
  | {
      readonly kind: "dynamic";
      readonly evaluate: Evaluate;
      readonly variable?: VariableRead;
      readonly plain?: PlainReads | undefined;
    };

/** Of a plan that only reads a variable: what a comparison needs to read it itself, one call less deep. */
export interface VariableRead {
  readonly read: (frame: Frame) => Value | Fault | undefined;
  /** What reading gives where the variable is not there. */
  readonly missing: Fault;
}

export function constant(value: Value | Fault, at: Span): Plan {
  if (value instanceof Fault) return { kind: "fault", fault: value, at: { start: at.start, end: at.end } };
  return { kind: "constant", value };
}

export function dynamic(evaluate: Evaluate, plain?: PlainReads): Plan {
  return { kind: "dynamic", evaluate, plain };
}

/** As a variable read; any other plan is one that is always there. */
export function variableOf(plan: Plan): VariableRead {
  if (plan.kind === "dynamic" && plan.variable !== undefined) return plan.variable;
  return { read: closureOf(plan), missing: NEVER_MISSING };
}

export function closureOf(plan: Plan): Evaluate {
  switch (plan.kind) {
    case "constant": {
      const { value } = plan;
      return () => value;
    }
    case "fault": {
      const { fault } = plan;
      return () => fault;
    }
    case "dynamic":
      return plan.evaluate;
  }
}

/** Evaluates both, and then `operate` of their values. */
export function both(a: Evaluate, b: Evaluate, operate: (x: Value, y: Value, frame: Frame) => Value | Fault): Evaluate {
  return (frame) => {
    const x = a(frame);
    if (x instanceof Fault) return x;
    const y = b(frame);
    return y instanceof Fault ? y : operate(x, y, frame);
  };
}

/** The first that always fails: what needs them all always fails, too. */
export function firstFault(plans: readonly Plan[]): (Plan & { readonly kind: "fault" }) | undefined {
  return plans.find((plan) => plan.kind === "fault");
}
