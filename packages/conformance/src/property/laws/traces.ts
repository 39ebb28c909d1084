import type { JsonValue, TraceEntry } from "@sluice/policy";
import { answerVector } from "@sluice/policy/vectors";
import { type ModelTrace, runModel } from "../../model/model.ts";
import { comparable, differences, isRefused } from "../answers.ts";
import { randomQuestion } from "../policies.ts";
import { type CompiledEngine, type Property, property } from "../search.ts";

export const tracesAgree: Property<CompiledEngine> = property(
  "the trace of a run is the model's",
  "A run tells the expressions that were evaluated, with their values or that they failed, and the actions that ran, " +
    "with their results, in the model's order. What derives from a secret is shown by neither.",
  async (dice, { compile }) => {
    const question = randomQuestion(dice);
    const told: TraceEntry[] = [];
    const actual = answerVector(question, { compile, trace: (entry) => told.push(entry) });
    if (isRefused(actual)) return undefined;
    const wanted: ModelTrace[] = [];
    const expected = comparable(runModel(question, (entry) => wanted.push(entry)));
    const given = told.map((entry) => ("action" in entry ? entry : reduced(entry)));
    const mismatches = differences(plain(wanted), plain(given)).map((m) => ({ ...m, path: `trace${m.path}` }));
    return mismatches.length === 0 ? undefined : { vector: { ...question, expect: expected }, actual, mismatches };
  },
);

/** Why an expression failed is the engine's to say. */
function reduced(entry: Exclude<TraceEntry, { action: number }>) {
  const { rule, expression, source, value, error } = entry;
  return { rule, expression, source, ...(error === undefined ? { value } : { failed: true }) };
}

function plain(entries: readonly unknown[]): JsonValue {
  const text = JSON.stringify(entries, function (this: unknown, key, value: unknown) {
    const isError = key === "message" && typeof this === "object" && this !== null && "code" in this;
    return isError ? undefined : value;
  });
  return JSON.parse(text) as JsonValue;
}
