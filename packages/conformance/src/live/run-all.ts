import type { Vector } from "@sluice/policy/vectors";
import type { KnownFailure } from "../run.ts";
import { runScenarios } from "./scenarios/run-scenarios.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import type { LiveRunOptions, LiveSummary } from "./summary.ts";
import type { LiveTarget } from "./target.ts";
import { type LiveVectorsSummary, runLive } from "./vectors/run-live.ts";

/** A whole live run. */
export interface LiveRun {
  /** Of the target. */
  readonly name: string;
  /** Both are as expected, and every known failure names a vector of one of them. */
  readonly ok: boolean;
  readonly vectors: LiveVectorsSummary;
  readonly scenarios: LiveSummary;
  /** Ids of known failures that name no vector of the run. */
  readonly staleKnownFailures: readonly string[];
}

export interface LiveSet {
  readonly vectors: readonly Vector[];
  readonly scenarios: readonly Scenario[];
}

/** Runs vectors and then scenarios against one target, with one list of known failures for both. */
export async function runAllLive(set: LiveSet, target: LiveTarget, options: LiveRunOptions = {}): Promise<LiveRun> {
  const { knownFailures = [], ...rest } = options;
  const ids = new Set(set.scenarios.map(({ id }) => id));
  const of = (isScenario: boolean): readonly KnownFailure[] =>
    knownFailures.filter(({ id }) => ids.has(id) === isScenario);
  const vectors = await runLive(set.vectors, target, { ...rest, knownFailures: of(false) });
  const scenarios = await runScenarios(set.scenarios, target, { ...rest, knownFailures: of(true) });
  const staleKnownFailures = [...vectors.staleKnownFailures, ...scenarios.staleKnownFailures];
  return { name: target.name, ok: vectors.ok && scenarios.ok, vectors, scenarios, staleKnownFailures };
}
