import { Fault, isFault, type Value } from "./cel/index.ts";
import { Cursor } from "./dispatch/dispatch.ts";
import type { ConnectionFacts } from "./facts.ts";
import type { Outcome } from "./outcome.ts";
import type { Host } from "./policy.ts";
import type { CompiledCondition, CompiledRule, PlannedAction, Program } from "./program.ts";
import { NOT_TLS, type RunState } from "./run-state.ts";
import type { RunWatcher } from "./run-watcher.ts";
import type { ClientHelloResult, ClientHelloStep, JsonValue, RunError, Step } from "./step.ts";
import { traceTo } from "./trace.ts";

/** Begins a run: everything up to the first step. */
export function start(program: Program, facts: ConnectionFacts, host: Host): Step {
  return watch(program, facts, host, host.trace === undefined ? undefined : traceTo(host.trace));
}

/** As `start`, with somebody looking on in place of the host's trace. */
export function watch(program: Program, facts: ConnectionFacts, host: Host, watcher: RunWatcher | undefined): Step {
  const state = program.spare.take(program, facts, host, watcher);
  const step = begin(state);
  if (isTerminal(step)) program.spare.giveBack(state);
  return step;
}

/** As `start`, of a state that has begun. */
export function begin(state: RunState): Step {
  state.rule = nextRule(state, 0);
  return advance(state);
}

/** Whether the run is over: then its step refers to nothing of its state. */
function isTerminal({ kind }: Step): boolean {
  return kind === "continue" || kind === "deny" || kind === "close" || kind === "error";
}

/** Runs on from where the state stands, until the world is needed or the policy has decided (language.md, section 2). */
function advance(state: RunState): Step {
  const { rules, upstream } = state.program;
  while (state.rule < rules.length) {
    const step = runRule(rules[state.rule] as CompiledRule, state);
    if (step !== undefined) return step;
    state.goTo(nextRule(state, state.rule + 1));
  }
  if (upstream) return { kind: "continue", report: state.report() };
  return errorStep(state, -1, {
    code: "not-handled",
    message: "the policy ended without a terminating action, and the endpoint has no upstream",
    ngrok: "ERR_NGROK_2235",
  });
}

/** The first rule from `from` on that may match. */
function nextRule(state: RunState, from: number): number {
  const { dispatches } = state.program;
  if (dispatches === undefined || state.watcher !== undefined) return from;
  const dispatch = state.hello === undefined ? dispatches.beforeHello : dispatches.afterHello;
  if (dispatch === undefined) return from;
  let { cursor } = state;
  if (cursor?.dispatch !== dispatch) {
    cursor = new Cursor(dispatch);
    state.cursor = cursor;
  }
  return dispatch.next(from, cursor, state);
}

/** `undefined`: go on with the next rule. */
function runRule(rule: CompiledRule, state: RunState): Step | undefined {
  const { expressions, actions } = rule;
  // As CEL's `&&` over the whole list: a false anywhere wins over an error anywhere.
  for (; state.expression < expressions.length; state.expression++) {
    const condition = expressions[state.expression] as CompiledCondition;
    if (condition.needsHello && state.hello === undefined) return clientHelloStep(state);
    const value = evaluate(condition, state);
    if (value === true) continue;
    if (value === false) return undefined;
    if (state.fault !== undefined) continue;
    state.fault = value;
    state.faultAt = state.expression;
  }
  if (state.fault !== undefined) return errorStep(state, state.rule, expressionError(rule, state, state.fault));
  for (; state.action < actions.length; state.action++) {
    const action = actions[state.action] as PlannedAction;
    if (action.needsHello && state.hello === undefined) return clientHelloStep(state);
    const outcome = action.execute(state);
    // An effect has no result before it is resumed.
    if (state.watcher !== undefined && outcome?.kind !== "effect") tellAction(action, state);
    if (outcome !== undefined) return stepOf(outcome, state);
  }
  return undefined;
}

function evaluate(condition: CompiledCondition, state: RunState): boolean | Fault {
  const { watcher } = state;
  if (watcher === undefined) return asCondition(condition.expression.evaluate(state));
  const explained = condition.explained?.explanation.evaluate(state);
  const value = asCondition(explained === undefined ? condition.expression.evaluate(state) : explained.value);
  watcher.condition({ rule: state.rule, expression: state.expression }, condition, value, explained);
  return value;
}

/** An expression whose type is known only at run time must still give a bool. */
function asCondition(value: Value | Fault): boolean | Fault {
  if (typeof value === "boolean" || isFault(value)) return value;
  return new Fault("no-such-overload", "the expression gave no bool");
}

function expressionError(rule: CompiledRule, state: RunState, fault: Fault): RunError {
  const { expression } = rule.expressions[state.faultAt] as CompiledCondition;
  return {
    code: "expression-failed",
    message: fault.message,
    ngrok: "ERR_NGROK_2253",
    expression: state.faultAt,
    source: expression.source,
  };
}

function stepOf(outcome: Outcome, state: RunState): Step {
  const { rule, action } = state;
  switch (outcome.kind) {
    case "deny":
    case "close":
      return { kind: outcome.kind, rule, action, report: state.report() };
    case "error":
      return errorStep(state, rule, { ...outcome.error, action });
    case "effect":
      return effectStep(outcome, state);
  }
}

/** Apart: a function that makes a closure makes what that refers to whenever it is called. */
function effectStep({ request }: Outcome & { readonly kind: "effect" }, state: RunState): Step {
  const { rule, action } = state;
  const proceed = once((decide: () => Outcome | undefined) => proceedAfterEffect(decide(), state));
  return request({ rule, action, report: state.telling(), proceed });
}

function proceedAfterEffect(outcome: Outcome | undefined, state: RunState): Step {
  state.shared.forget();
  const planned = state.program.rules[state.rule]?.actions[state.action];
  if (state.watcher !== undefined && planned !== undefined) tellAction(planned, state);
  if (outcome !== undefined) return stepOf(outcome, state);
  state.action++;
  return advance(state);
}

function clientHelloStep(state: RunState): ClientHelloStep {
  return { kind: "client-hello", report: state.telling(), resume: once((result) => withClientHello(result, state)) };
}

/** A hello that cannot be read is refused; it never counts as one without a name. */
const HELLO_ERRORS: Readonly<Record<"malformed" | "late" | "too-large", string>> = {
  malformed: "the ClientHello is malformed",
  late: "the ClientHello did not come in time",
  "too-large": "the ClientHello is too large",
};

function withClientHello(result: ClientHelloResult, state: RunState): Step {
  switch (result.kind) {
    case "hello":
      state.hello = result.hello;
      state.isTls = true;
      return advance(state);
    case "not-tls":
      state.hello = NOT_TLS;
      return advance(state);
    default:
      return errorStep(state, state.rule, { code: `client-hello-${result.kind}`, message: HELLO_ERRORS[result.kind] });
  }
}

function errorStep(state: RunState, rule: number, error: RunError): Step {
  return { kind: "error", rule, error, report: state.report() };
}

function tellAction(action: PlannedAction, state: RunState): void {
  const { rule, action: index } = state;
  state.watcher?.action({ rule, action: index }, action.type, () => resultOf(action, state));
}

function resultOf({ resultName, assigns }: PlannedAction, state: RunState): JsonValue {
  if (assigns !== undefined) {
    const { vars } = state.report();
    return Object.fromEntries(assigns.flatMap((name) => (vars[name] === undefined ? [] : [[name, vars[name]]])));
  }
  return resultName === undefined ? {} : (state.report().actions[resultName] ?? {});
}

/** Guards a resumption: the second one would run a part of the policy twice, on a connection that has moved on. */
function once<A, R>(resume: (argument: A) => R): (argument: A) => R {
  let used = false;
  return (argument) => {
    if (used) throw new Error("a step may be resumed only once");
    used = true;
    return resume(argument);
  };
}
