import { expect, test } from "vitest";
import { formatSummary } from "../report.ts";
import { runVectors } from "../run.ts";
import { fixedVectors } from "../testing/vectors.ts";
import { sluiceEngine } from "./sluice.ts";

test("the compiled policy gives every vector's answer", async () => {
  const summary = await runVectors(await fixedVectors(), sluiceEngine);
  expect(summary.ok, formatSummary(summary)).toBe(true);
  expect(summary.counts.unsupported).toBe(0);
});
