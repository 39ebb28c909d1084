import { expect, test } from "vitest";
import { formatSummary } from "../report/text.ts";
import { runVectors } from "../run.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { modelEngine } from "./model.ts";

/** What an evaluation may cost is the compiler's to limit: the model counts none. It answers all other vectors that run. */
const BEYOND = /^expressions\/cost-/;

test("the model gives every vector's answer", async () => {
  const vectors = await fixedVectors();
  const summary = await runVectors(vectors, modelEngine);
  expect(summary.ok, formatSummary(summary)).toBe(true);
  const running = new Set(vectors.filter(({ expect: { outcome } }) => outcome !== undefined).map(({ id }) => id));
  const unsupported = summary.results.filter(({ id, kind }) => kind === "unsupported" && running.has(id));
  expect(unsupported.map(({ id }) => id).filter((id) => !BEYOND.test(id))).toEqual([]);
});
