import { expect, test } from "vitest";
import { formatSummary } from "../report.ts";
import { runVectors } from "../run.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { modelEngine } from "./model.ts";

test("the model gives every vector's answer", async () => {
  const summary = await runVectors(await fixedVectors(), modelEngine);
  expect(summary.ok, formatSummary(summary)).toBe(true);
  expect(summary.counts.passed).toBeGreaterThan(200);
});
