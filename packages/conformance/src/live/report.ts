import { formatResult } from "../report/text.ts";
import type { VectorResult } from "../run.ts";
import type { LiveRun } from "./run-all.ts";
import type { LiveSummary } from "./summary.ts";

/** What went wrong, a block a vector; then what was run, what was not and why, and what no connection shows. For people. */
export function formatLiveRun(run: LiveRun, { verbose = false }: { readonly verbose?: boolean } = {}): string {
  const { vectors, scenarios, staleKnownFailures } = run;
  const results = [...vectors.results, ...scenarios.results];
  const blocks = results.flatMap((result) => formatResult(result) ?? (verbose ? leftOut(result) : []));
  const stale = staleKnownFailures.map((id) => `known failure \`${id}\` names no vector`);
  return [
    ...blocks,
    ...stale,
    `decision vectors: ${vectors.decisionsRun} of ${vectors.decisions} run live${percent(vectors)}; documents that must not start: ${vectors.documents}`,
    countsOf(vectors),
    ...reasonLines(vectors),
    ...notShownLines(vectors),
    `scenarios: ${scenarios.results.length}`,
    countsOf(scenarios),
    ...reasonLines(scenarios),
    ...notShownLines(scenarios),
  ].join("\n");
}

/** Version 1: as the types have it, with the reasons counted. One line for each result, so that two runs can be compared. */
export function formatLiveJson({ name, ok, vectors, scenarios, staleKnownFailures }: LiveRun): string {
  const head = { version: 1, target: name, ok, staleKnownFailures };
  const part = ({ results, ...summary }: LiveSummary): string => {
    const { staleKnownFailures: _, ...rest } = summary;
    const reasons = Object.fromEntries(reasonsOf({ results }));
    const lines = results.map((result) => `\n  ${JSON.stringify(result)}`).join(",");
    return `${JSON.stringify({ ...rest, reasons }).slice(0, -1)},"results":[${lines}]}`;
  };
  return `${JSON.stringify(head).slice(0, -1)},\n"vectors":${part(vectors)},\n"scenarios":${part(scenarios)}}\n`;
}

/** Why vectors were not run, by how many, most first. */
function reasonsOf({ results }: Pick<LiveSummary, "results">): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const result of results) {
    if (result.kind === "unsupported") counts.set(result.reason, (counts.get(result.reason) ?? 0) + 1);
  }
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

function leftOut(result: VectorResult): string[] {
  if (result.kind !== "unsupported" && result.kind !== "known-failure") return [];
  return [`${result.id}: ${result.kind === "unsupported" ? "not run" : "known failure"}: ${result.reason}`];
}

function percent({ decisions, decisionsRun }: { readonly decisions: number; readonly decisionsRun: number }): string {
  return decisions === 0 ? "" : ` (${Math.floor((100 * decisionsRun) / decisions)} %)`;
}

function countsOf({ counts }: LiveSummary): string {
  const more = (["known-failure", "unexpected-pass"] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `, ${counts[kind]} ${kind.replace("-", " ")}`);
  return `  ${counts.passed} passed, ${counts.failed} failed${more.join("")}, ${counts.unsupported} not run`;
}

function reasonLines(summary: LiveSummary): readonly string[] {
  return [...reasonsOf(summary)].map(([reason, count]) => `    ${count} not run: ${reason}`);
}

function notShownLines({ notShown }: LiveSummary): readonly string[] {
  const members = Object.entries(notShown).map(([name, count]) => `\`${name}\` of ${count}`);
  return members.length === 0 ? [] : [`  expected, and shown by no connection: ${members.join(", ")}`];
}
