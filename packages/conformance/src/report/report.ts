import type { Mismatch } from "@sluice/policy/vectors";
import type { RunSummary, VectorResult } from "../run.ts";

/**
 * What several engines made of the same vectors: what `run --format json` prints, as it is. Members are only added;
 * one that changes its meaning would bring another `version`.
 */
export interface Report {
  readonly version: 1;
  /** Of all engines. */
  readonly ok: boolean;
  readonly engines: readonly EngineReport[];
  /** In the order in which they were asked. */
  readonly vectors: readonly ReportedVector[];
}

export interface EngineReport {
  readonly name: string;
  /** Nothing failed, nothing passed unexpectedly, every known failure names a vector. */
  readonly ok: boolean;
  readonly counts: Readonly<Record<VectorResult["kind"], number>>;
  /** Ids of known failures that name no vector of the run. */
  readonly stale_known_failures: readonly string[];
  /** One for each vector, in their order. */
  readonly results: readonly ReportedResult[];
}

export interface ReportedResult {
  readonly id: string;
  readonly status: VectorResult["kind"];
  /** Why it is unsupported or a known failure, or what the engine did instead of answering. */
  readonly reason?: string;
  /** Of a failure: where the answer is not what was expected. A side that is not there is left out. */
  readonly mismatches?: readonly Mismatch[];
}

export interface ReportedVector {
  readonly id: string;
  /** The id up to its last slash. */
  readonly topic: string;
  readonly description?: string;
  /** The statement it holds, such as `language.md#3.12`. */
  readonly spec?: string;
  readonly tags: readonly string[];
}

/** A vector of any kind, as far as reports tell of it. */
export interface Described {
  readonly id: string;
  readonly description?: string;
  readonly spec?: string;
  readonly tags?: readonly string[];
}

/** Puts the engines' summaries side by side; each must be of these vectors. */
export function createReport(
  vectors: readonly Described[],
  runs: readonly { readonly name: string; readonly summary: RunSummary }[],
): Report {
  return {
    version: 1,
    ok: runs.every(({ summary }) => summary.ok),
    engines: runs.map(({ name, summary }) => ({
      name,
      ok: summary.ok,
      counts: summary.counts,
      stale_known_failures: summary.staleKnownFailures,
      results: summary.results.map(reportedResult),
    })),
    vectors: vectors.map(({ id, description, spec, tags = [] }) => ({
      id,
      topic: id.slice(0, id.lastIndexOf("/")),
      ...(description === undefined ? {} : { description }),
      ...(spec === undefined ? {} : { spec }),
      tags,
    })),
  };
}

function reportedResult(result: VectorResult): ReportedResult {
  const { id, kind: status } = result;
  const reason = result.kind === "passed" ? undefined : result.reason;
  const mismatches = result.kind === "failed" ? result.mismatches : [];
  return {
    id,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(mismatches.length === 0 ? {} : { mismatches }),
  };
}
