import type { Mismatch } from "@sluice/policy/vectors";
import type { RunSummary, VectorResult } from "../run.ts";

/** What went wrong, a block a vector, then the counts. For people. */
export function formatSummary(summary: RunSummary): string {
  const blocks = summary.results.flatMap((result) => formatResult(result) ?? []);
  const stale = summary.staleKnownFailures.map((id) => `known failure \`${id}\` names no vector`);
  return [...blocks, ...stale, countsOf(summary)].join("\n");
}

/** A vector's block, or `undefined` if there is nothing to tell. */
export function formatResult(result: VectorResult): string | undefined {
  switch (result.kind) {
    case "passed":
    case "known-failure":
    case "unsupported":
      return undefined;
    case "unexpected-pass":
      return `${result.id}: passes, but is listed as a known failure (${result.reason})`;
    case "failed": {
      const reason = result.reason === undefined ? [] : [`  ${result.reason}`];
      return [`${result.id}: failed`, ...reason, ...result.mismatches.map(formatMismatch)].join("\n");
    }
  }
}

function formatMismatch({ path, expected, actual }: Mismatch): string {
  return `  ${path}\n    expected ${show(expected)}\n    actual   ${show(actual)}`;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function countsOf({ counts }: RunSummary): string {
  const more = (["unsupported", "known-failure", "unexpected-pass"] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `, ${counts[kind]} ${kind.replace("-", " ")}`);
  return `${counts.passed} passed, ${counts.failed} failed${more.join("")}`;
}
