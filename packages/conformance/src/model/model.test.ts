import { expect, test } from "vitest";
import { formatSummary } from "../report/text.ts";
import { runVectors } from "../run.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { modelEngine } from "./model.ts";

/** Vectors about what is not the language's. Strict: the model answers all others that run. */
const BEYOND: readonly string[] = [
  // Costs are not the language's: the model counts none.
  "expressions/cost-exceeded",
];

test("the model gives every vector's answer", async () => {
  const vectors = await fixedVectors();
  const summary = await runVectors(vectors, modelEngine);
  expect(summary.ok, formatSummary(summary)).toBe(true);
  const running = new Set(vectors.filter(({ expect: { outcome } }) => outcome !== undefined).map(({ id }) => id));
  const unsupported = summary.results.filter(({ id, kind }) => kind === "unsupported" && running.has(id));
  expect(unsupported.map(({ id }) => id).sort()).toEqual([...BEYOND].sort());
});
