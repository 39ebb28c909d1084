import type { JsonValue } from "@sluice/policy";
import type { Question, Vector } from "@sluice/policy/vectors";
import { compareValues, type Mismatch } from "@sluice/policy/vectors";
import { asyncProperty, check, gen } from "fast-check";
import type { Answer, Engine, Result } from "../engine.ts";
import { modelEngine } from "../model/model.ts";
import { diceOf } from "./dice.ts";
import { randomQuestion } from "./policies.ts";

export interface AgreementOptions {
  /** Default 1: the same cases every time. */
  readonly seed?: number;
  /** How many random policies. Default 300. */
  readonly runs?: number;
  /** What to hold against; default: the reference model. */
  readonly reference?: Engine;
}

/** The smallest case found on which an engine and the reference disagree. */
export interface Disagreement {
  /** Ready to be put into a topic file, once somebody has decided which of the two is right; `expect` is the reference's. */
  readonly vector: Vector;
  readonly actual: Result;
  readonly mismatches: readonly Mismatch[];
}

/** Smaller cases that are tried once there is a failing one: enough to read it, not so many that one waits. */
const SHRINKS = 500;

/** Holds an engine against the reference model on random policies and connections. `undefined`: they agree. */
export async function findDisagreement(
  engine: Engine,
  { seed = 1, runs = 300, reference = modelEngine }: AgreementOptions = {},
): Promise<Disagreement | undefined> {
  let smallest: Disagreement | undefined;
  let smaller = 0;
  const agrees = asyncProperty(gen(), async (generate) => {
    if (smallest !== undefined && smaller++ > SHRINKS) return true;
    const question = randomQuestion(diceOf(generate));
    const found = await disagreementOn(question, engine, reference);
    // Shrinking goes from one failing case to a smaller failing one, so the last is the smallest.
    smallest = found ?? smallest;
    return found === undefined;
  });
  await check(agrees, { seed, numRuns: runs });
  return smallest;
}

/** The case as a vector, and what differs, for people. */
export function formatDisagreement({ vector, actual, mismatches }: Disagreement): string {
  const lines = mismatches.map(
    (m) => `${m.path}: expected ${JSON.stringify(m.expected)}, actual ${JSON.stringify(m.actual)}`,
  );
  return [JSON.stringify(vector, null, 2), ...lines, `whole answer: ${JSON.stringify(actual)}`].join("\n");
}

async function disagreementOn(
  question: Question,
  engine: Engine,
  reference: Engine,
): Promise<Disagreement | undefined> {
  const expected = comparable(await reference.run(question));
  const actual = await engine.run(question);
  const mismatches = differences(expected, comparable(actual));
  if (mismatches.length === 0) return undefined;
  const { codes: _, ...expect } = expected;
  return { vector: { ...question, expect }, actual, mismatches };
}

/** Everything that both must say alike; messages and warnings are each engine's own. */
function comparable(result: Result): Answer {
  if ("unsupported" in result) throw new Error(`a random case is unsupported: ${result.unsupported}`);
  const { outcome, rule, action, url, steps, logs, vars, actions, error, diagnostics } = result;
  const errors = (diagnostics ?? []).filter(({ severity }) => (severity ?? "error") === "error");
  const told = { outcome, rule, action, url, steps, logs, vars, actions: withoutMessages(actions ?? {}) };
  const code = error?.code === undefined ? {} : { error: { code: error.code } };
  return JSON.parse(
    JSON.stringify({ ...told, ...code, ...(errors.length === 0 ? {} : { diagnostics: errors }) }),
  ) as Answer;
}

/** Exactly equal, but for results of actions: there the reference may say less, and of a failed action nothing. */
function differences(expected: Answer, actual: Answer): Mismatch[] {
  const { actions = {}, ...rest } = expected;
  const { actions: given = {}, ...others } = actual;
  return [
    ...exactly(rest as JsonValue, others as JsonValue),
    ...(expected.outcome === "error" ? [] : exactly(Object.keys(actions).sort(), Object.keys(given).sort(), "actions")),
    ...compareValues(actions as JsonValue, given as JsonValue, "actions"),
  ];
}

function exactly(expected: JsonValue, actual: JsonValue, path = ""): Mismatch[] {
  const there = compareValues(expected, actual, path);
  const seen = new Set(there.map((mismatch) => mismatch.path));
  const surplus = compareValues(actual, expected, path).filter((mismatch) => !seen.has(mismatch.path));
  return [...there, ...surplus.map((m) => ({ path: m.path, expected: m.actual, actual: m.expected }))];
}

function withoutMessages(actions: { readonly [name: string]: JsonValue }): { readonly [name: string]: JsonValue } {
  const text = JSON.stringify(actions, (key, value: unknown) => (key === "message" ? undefined : value));
  return JSON.parse(text) as { readonly [name: string]: JsonValue };
}
