import type { Question } from "@sluice/policy/vectors";
import { type Situation, situationOf } from "@sluice/policy/vectors";
import type { Answer, Engine, Result } from "../engine.ts";
import { expressionsIn, runAction } from "./actions.ts";
import { type ModelRule, readRules } from "./document.ts";
import { BeyondModel, ExpressionFault } from "./expression.ts";
import { BadHello, Ended, needsHello, State } from "./state.ts";

/**
 * The reference model: what a policy means, written to be read. It interprets the document as it stands, with an
 * independent CEL evaluator and address library; slow, and sharing nothing with the compiler but types.
 * It runs policies and does not check them, so `diagnostics` are beyond it.
 */
export const modelEngine: Engine = {
  name: "reference model",
  checks: false,
  run: (vector) => Promise.resolve(answerOf(vector)),
};

function answerOf(vector: Question): Result {
  try {
    return runModel(vector);
  } catch (error) {
    if (error instanceof BeyondModel) return { unsupported: error.message };
    throw error;
  }
}

/** Runs one vector's policy. */
export function runModel(vector: Question): Answer {
  const situation = situationOf(vector);
  const state = new State(vector, situation);
  const ending = endingOf(vector, situation, state);
  return { codes: true, ...state.report(), ...ending };
}

function endingOf(vector: Question, situation: Situation, state: State): Answer {
  const { hello, protocol } = situation;
  // A tls endpoint is found by the hello's name: without a good hello no policy ever starts.
  if (protocol === "tls" && hello.kind !== "hello" && hello.kind !== "not-tls") {
    return { outcome: "error", error: { code: `client-hello-${hello.kind}` } };
  }
  for (const [index, rule] of readRules(vector.policy).entries()) {
    try {
      runRule(rule, { vector, situation, state });
    } catch (error) {
      if (error instanceof Ended) return { rule: index, ...error.answer };
      if (error instanceof BadHello)
        return { outcome: "error", rule: index, error: { code: `client-hello-${error.kind}` } };
      throw error;
    }
  }
  if (situation.upstream) return { outcome: "continue" };
  return { outcome: "error", error: { code: "not-handled", ngrok: "ERR_NGROK_2235" } };
}

interface Scene {
  readonly vector: Question;
  readonly situation: Situation;
  readonly state: State;
}

function runRule(rule: ModelRule, scene: Scene): void {
  if (!matches(rule, scene.state)) return;
  for (const [index, action] of rule.actions.entries()) {
    // Awaited before the action that needs it, not in the middle of it.
    if (expressionsIn(action).some(needsHello)) scene.state.hello();
    try {
      runAction(action, scene);
    } catch (error) {
      throw error instanceof Ended ? new Ended({ action: index, ...error.answer }) : error;
    }
  }
}

/** `e1 && e2 && …`: a false anywhere wins over an error anywhere; an error with no false refuses. */
function matches(rule: ModelRule, state: State): boolean {
  let failed = false;
  for (const expression of rule.expressions) {
    const value = state.evaluate(expression);
    if (value === false) return false;
    if (value instanceof ExpressionFault || value !== true) failed = true;
  }
  if (failed) throw new Ended({ outcome: "error", error: { code: "expression-failed", ngrok: "ERR_NGROK_2253" } });
  return true;
}
