import type { JsonValue } from "@sluice/policy";
import { type Question, situationOf } from "@sluice/policy/vectors";
import type { Answer, Engine } from "../engine.ts";
import { ACTIONS, expressionsIn, type Scene, variablesOf } from "./actions.ts";
import { type ModelRule, readRules } from "./document.ts";
import { orUnsupported } from "./functions/library.ts";
import { absorb } from "./functions/macros.ts";
import { Names, SECRET } from "./functions/names.ts";
import { toJson } from "./functions/texts.ts";
import { Fault } from "./functions/values.ts";
import { BadHello, Ended, State } from "./state.ts";

/**
 * The reference model: what a policy means (section 2), written to be read. It interprets the document as it stands;
 * slow, and sharing nothing with the compiler but types. Its host is the vectors' (`situationOf`, `certificateOf`).
 * It runs policies and does not check them, so `diagnostics` are beyond it.
 */
export const modelEngine: Engine = {
  name: "reference model",
  checks: false,
  run: (vector) => Promise.resolve(orUnsupported(() => runModel(vector))),
};

/** What was evaluated and done, in order: an expression with its value, or `failed`; an action with its results. */
export type ModelTrace = { readonly rule: number } & Told;
type Told =
  | { readonly expression: number; readonly source: string; readonly value?: JsonValue; readonly failed?: true }
  | { readonly action: number; readonly type: string; readonly result: JsonValue | undefined };

/** Runs one vector's policy; `trace` is told the way of the run. */
export function runModel(vector: Question, trace: (entry: ModelTrace) => void = () => {}): Answer {
  const situation = situationOf(vector);
  const state = new State(vector, situation);
  const ending = endingOf({ vector, situation, state }, trace);
  return { codes: true, ...state.report(), ...ending };
}

function endingOf(scene: Scene, trace: (entry: ModelTrace) => void): Answer {
  const { hello, protocol, upstream } = scene.situation;
  // A tls endpoint is found by the hello's name: without a good hello no policy ever starts.
  if (protocol === "tls" && hello.kind !== "hello" && hello.kind !== "not-tls") return new BadHello(hello.kind).answer;
  for (const [index, rule] of readRules(scene.vector.policy).entries()) {
    try {
      if (matches(rule, scene, (entry) => trace({ rule: index, ...entry }))) {
        runActions(rule, scene, (entry) => trace({ rule: index, ...entry }));
      }
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      return { rule: index, ...error.answer };
    }
  }
  if (upstream) return { outcome: "continue" };
  return { outcome: "error", error: { code: "not-handled", ngrok: "ERR_NGROK_2235" } };
}

/** `e1 && e2 && …`: a false anywhere wins over an error anywhere; an error with no false refuses the connection. */
function matches({ expressions }: ModelRule, { state }: Scene, trace: (entry: Told) => void): boolean {
  const tests = expressions.map((source, expression) => () => {
    try {
      const value = state.evaluate(source);
      trace({ expression, source, value: state.isSecret([source]) ? SECRET : toJson(value) });
      return value;
    } catch (error) {
      if (error instanceof Fault) trace({ expression, source, failed: true });
      throw error;
    }
  });
  try {
    return absorb(tests, false);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Ended({ outcome: "error", error: { code: "expression-failed", ngrok: "ERR_NGROK_2253" } });
  }
}

function runActions({ actions }: ModelRule, scene: Scene, trace: (entry: Told) => void): void {
  const { state } = scene;
  for (const [index, action] of actions.entries()) {
    const { type, config } = action;
    const { run, result } = ACTIONS[type] as (typeof ACTIONS)[string];
    const set = variablesOf(action);
    const results = () => {
      if (result !== undefined) return state.shown(`actions.ngrok.${result}`, state.results[result] ?? new Names({}));
      return state.shown("vars", new Names(Object.fromEntries(set.map((name) => [name, state.vars[name]]))));
    };
    const tell = () => trace({ action: index, type, result: results() });
    // Awaited before the action that needs it, not in the middle of it.
    state.helloFor(expressionsIn(config));
    try {
      run(config, scene);
      tell();
    } catch (error) {
      if (!(error instanceof Ended) || error instanceof BadHello) throw error;
      // Who forwards has handed over: there is no result to be told.
      if (error.answer.outcome !== "forward") tell();
      throw new Ended({ action: index, ...error.answer });
    }
  }
}
