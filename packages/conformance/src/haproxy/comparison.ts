import type { Outcome, Vector } from "@sluice/policy/vectors";
import { sluiceTarget } from "../live/sluice-target.ts";
import type { LiveTarget } from "../live/target.ts";
import { LIVE_REASONS, type LiveReason } from "../live/vectors/reasons.ts";
import { runLive } from "../live/vectors/run-live.ts";
import type { KnownFailure, RunSummary, VectorResult } from "../run.ts";
import { UNTRANSLATABLE, type UntranslatableName } from "./untranslatable.ts";

export interface ComparisonOptions {
  /** HAProxy, as a rule. */
  readonly target: LiveTarget;
  /** Vectors that it is known to answer otherwise; strict. */
  readonly differences: readonly KnownFailure[];
  /** What it is compared with. Default: this project's proxy, in this process. */
  readonly reference?: LiveTarget;
}

/** What somebody sees who stands at both ends of a connection. `deny` and `error` are one there. */
export type Seen = "upstream" | "internal endpoint" | "refused" | "reset";

export interface ComparedVector {
  readonly id: string;
  readonly expected: Seen;
  readonly target: VectorResult;
  readonly reference: VectorResult;
}

export interface Comparison {
  /** Both are as the vectors say, but for the known differences. */
  readonly ok: boolean;
  /** Vectors that expect an outcome: each is in `compared` or in `untranslatable`. */
  readonly decisions: number;
  readonly compared: readonly ComparedVector[];
  /** Ids by the name of the reason. */
  readonly untranslatable: Readonly<Partial<Record<ReasonName, readonly string[]>>>;
  /** Ids of known differences that name no vector of the run. */
  readonly staleDifferences: readonly string[];
}

export type ReasonName = UntranslatableName | LiveReason;

/**
 * Puts every decision vector to a target, and each that it can be put to also to the reference: both get the same
 * configuration, the same connection and upstreams of their own, and are held against the vector and so each other.
 */
export async function compareLive(vectors: readonly Vector[], options: ComparisonOptions): Promise<Comparison> {
  const { target, differences, reference = sluiceTarget() } = options;
  const decisions = vectors.filter(({ expect }) => expect.outcome !== undefined);
  const answers = await runLive(decisions, target, { knownFailures: differences });
  const put = resultsOf(answers);
  const untranslatable: Partial<Record<ReasonName, string[]>> = {};
  for (const { id, kind, ...rest } of answers.results) {
    if (kind !== "unsupported") continue;
    const name = nameOf("reason" in rest ? (rest.reason ?? "") : "");
    untranslatable[name] = [...(untranslatable[name] ?? []), id];
  }
  const translated = decisions.filter(({ id }) => put.get(id)?.kind !== "unsupported");
  const referred = await runLive(translated, reference);
  const others = resultsOf(referred);
  const compared = translated.flatMap(({ id, expect }): ComparedVector[] => {
    const [answer, other] = [put.get(id), others.get(id)];
    if (answer === undefined || other === undefined || expect.outcome === undefined) return [];
    return [{ id, expected: SEEN[expect.outcome], target: answer, reference: other }];
  });
  const ok = answers.ok && referred.ok && referred.counts.unsupported === 0;
  return { ok, decisions: decisions.length, compared, untranslatable, staleDifferences: answers.staleKnownFailures };
}

const SEEN: Readonly<Record<Outcome, Seen>> = {
  continue: "upstream",
  forward: "internal endpoint",
  deny: "refused",
  error: "refused",
  close: "reset",
};

function resultsOf({ results }: RunSummary): ReadonlyMap<string, VectorResult> {
  return new Map(results.map((result) => [result.id, result]));
}

const NAMES: ReadonlyMap<string, ReasonName> = new Map([
  ...Object.entries(LIVE_REASONS).map(([name, reason]) => [reason, name as LiveReason] as const),
  ...Object.entries(UNTRANSLATABLE).map(([name, reason]) => [reason, name as UntranslatableName] as const),
]);

function nameOf(reason: string): ReasonName {
  const name = NAMES.get(reason);
  if (name === undefined) throw new Error(`\`${reason}\` is not of the closed list`);
  return name;
}
