import { expect, test } from "vitest";
import type { VectorResult } from "../run.ts";
import { formatLiveJson, formatLiveRun } from "./report.ts";
import type { LiveRun } from "./run-all.ts";

const ZERO = { passed: 0, failed: 0, unsupported: 0, "known-failure": 0, "unexpected-pass": 0 };
const MISMATCH = { path: "seen.end", expected: "fin", actual: "reset" };
const RESULTS: readonly VectorResult[] = [
  { id: "t/a", kind: "passed" },
  { id: "t/b", kind: "failed", mismatches: [MISMATCH] },
  { id: "t/c", kind: "unsupported", reason: "no source" },
  { id: "t/d", kind: "unsupported", reason: "no source" },
  { id: "t/e", kind: "known-failure", reason: "slow" },
];
const RUN: LiveRun = {
  name: "a proxy",
  ok: false,
  staleKnownFailures: ["t/gone"],
  vectors: {
    ok: false,
    results: RESULTS,
    counts: { ...ZERO, passed: 1, failed: 1, unsupported: 2, "known-failure": 1 },
    staleKnownFailures: ["t/gone"],
    notShown: { vars: 2, steps: 1 },
    decisions: 5,
    decisionsRun: 3,
    documents: 0,
  },
  scenarios: {
    ok: true,
    results: [{ id: "s/a", kind: "passed" }],
    counts: { ...ZERO, passed: 1 },
    staleKnownFailures: [],
    notShown: {},
  },
};

test("people are told what failed, what was run and what was not", () => {
  expect(formatLiveRun(RUN)).toBe(
    [
      "t/b: failed",
      "  seen.end",
      '    expected "fin"',
      '    actual   "reset"',
      "known failure `t/gone` names no vector",
      "decision vectors: 3 of 5 run live (60 %); documents that must not start: 0",
      "  1 passed, 1 failed, 1 known failure, 2 not run",
      "    2 not run: no source",
      "  expected, and shown by no connection: `vars` of 2, `steps` of 1",
      "scenarios: 1",
      "  1 passed, 0 failed, 0 not run",
    ].join("\n"),
  );
});

test("with `verbose` also which were not run", () => {
  const text = formatLiveRun(RUN, { verbose: true });
  expect(text).toContain("t/c: not run: no source\n");
  expect(text).toContain("t/e: known failure: slow\n");
});

test("as JSON", () => {
  const text = formatLiveJson(RUN);
  expect(JSON.parse(text)).toEqual({
    version: 1,
    target: "a proxy",
    ok: false,
    staleKnownFailures: ["t/gone"],
    vectors: {
      ok: false,
      counts: RUN.vectors.counts,
      notShown: { vars: 2, steps: 1 },
      decisions: 5,
      decisionsRun: 3,
      documents: 0,
      reasons: { "no source": 2 },
      results: RESULTS,
    },
    scenarios: { ok: true, counts: RUN.scenarios.counts, notShown: {}, reasons: {}, results: RUN.scenarios.results },
  });
  // A line for each result, for `diff`.
  expect(text.split("\n").filter((line) => line.startsWith("  {"))).toHaveLength(6);
});
