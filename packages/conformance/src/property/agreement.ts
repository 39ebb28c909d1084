import type { JsonValue } from "@sluice/policy";
import type { Question } from "@sluice/policy/vectors";
import type { Engine } from "../engine.ts";
import { modelEngine } from "../model/model.ts";
import { ask, comparable, differences, isRefused } from "./answers.ts";
import { randomQuestion } from "./policies.ts";
import { type Counterexample, formatCounterexample, type Property, type SearchOptions, search } from "./search.ts";

export interface AgreementOptions extends SearchOptions {
  /** What to hold against; default: the reference model. */
  readonly reference?: Engine;
}

/** The smallest case found on which an engine and the reference disagree; `expect` is the reference's answer. */
export type Disagreement = Counterexample;

/** Holds an engine against the reference model on random policies and connections. `undefined`: they agree. */
export function findDisagreement(engine: Engine, options: AgreementOptions = {}): Promise<Disagreement | undefined> {
  const { reference = modelEngine } = options;
  return search((dice) => disagreementOn(randomQuestion(dice), engine, reference), options);
}

/** The case as a vector, and what differs, for people. */
export const formatDisagreement: (found: Disagreement) => string = formatCounterexample;

export const agreement: Property = {
  name: "the engine and the reference model agree",
  law: "an engine gives every random case the model's answer: outcome, place, steps, logs, variables, results, error",
  find: findDisagreement,
};

async function disagreementOn(
  question: Question,
  engine: Engine,
  reference: Engine,
): Promise<Disagreement | undefined> {
  const actual = await ask(engine, question);
  if (isRefused(actual)) return undefined;
  const expected = comparable(await ask(reference, question));
  const mismatches = differences(expected as JsonValue, comparable(actual) as JsonValue);
  if (mismatches.length === 0) return undefined;
  return { vector: { ...question, expect: expected }, actual, mismatches };
}
