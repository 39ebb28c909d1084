import type { Policy, Step, TraceSink } from "@sluice/policy";
import { certificateOf, type Question, type Situation, situationOf, World } from "@sluice/policy/vectors";
import type { Answer } from "../../engine.ts";

export interface SteppingOptions {
  /** Of the connection; default: those of the question. */
  readonly facts?: Situation["facts"];
  readonly trace?: TraceSink;
}

/** Drives a policy over a question's connection and stops before each resumption, so that others can run in between. */
export function* stepping(
  policy: Policy,
  question: Question,
  options: SteppingOptions = {},
): Generator<undefined, Answer, undefined> {
  const situation = situationOf(question);
  const { hello, protocol, now, random } = situation;
  const facts = options.facts ?? factsOf(question);
  if (protocol === "tls" && hello.kind !== "hello" && hello.kind !== "not-tls") return { outcome: "error" };
  const world = new World(question.effects ?? [], hello, certificateOf);
  let step: Step = policy.start(facts, { now, random, trace: options.trace });
  for (;;) {
    yield undefined;
    if (step.kind === "client-hello") step = step.resume(world.hello());
    else if (step.kind === "terminate-tls") step = step.resume(world.handshake(step));
    else {
      const failure = step.kind === "forward-internal" ? world.forwardFailure() : undefined;
      if (step.kind !== "forward-internal" || failure === undefined) return answerOf(step, world.steps);
      step = step.resume(failure);
    }
  }
}

/** The facts as a host gives them: on a tls endpoint it has read the hello. */
export function factsOf(question: Question): Situation["facts"] {
  const { facts, hello, protocol } = situationOf(question);
  return protocol === "tls" && hello.kind === "hello" ? { ...facts, hello: hello.hello } : facts;
}

/** Runs to the end. */
export function finished(run: Generator<undefined, Answer, undefined>): Answer {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

function answerOf(step: Step, steps: Answer["steps"]): Answer {
  const { logs, vars, actions } = step.report;
  const at = "rule" in step && step.rule >= 0 ? { rule: step.rule } : {};
  const error = step.kind === "error" ? { error: { code: step.error.code } } : {};
  const outcome = step.kind === "forward-internal" ? "forward" : (step.kind as Answer["outcome"] & string);
  // As it is now: what a report shows later must not change it.
  return structuredClone({ outcome, ...at, ...error, steps: [...(steps ?? [])], logs, vars, actions });
}
