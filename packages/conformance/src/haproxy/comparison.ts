import type { Mismatch, Outcome, Vector } from "@sluice/policy/vectors";
import { inParallel, within } from "../live/parallel.ts";
import { sluiceTarget } from "../live/sluice-target.ts";
import type { LiveTarget } from "../live/target.ts";
import { LIVE_REASONS, type LiveReason } from "../live/vectors/reasons.ts";
import { runLive } from "../live/vectors/run-live.ts";
import { judge, type KnownFailure, type RunSummary, type VectorResult } from "../run.ts";
import type { TellingTarget } from "./target.ts";
import type { ToldValues } from "./telling.ts";
import { compareTold } from "./told-values.ts";
import { UNTRANSLATABLE, type UntranslatableName } from "./untranslatable.ts";

export interface ComparisonOptions {
  /** HAProxy, as a rule. */
  readonly target: TellingTarget;
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
  /** Members of `expect` that the target's own values were held against: `vars`, `actions`, `logs`. */
  readonly values: readonly string[];
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
  const asked = await inParallel(decisions, PARALLEL, (vector) => ask(vector, target, differences));
  const put = new Map(asked.map((each) => [each.result.id, each]));
  const untranslatable: Partial<Record<ReasonName, string[]>> = {};
  for (const { result } of asked) {
    if (result.kind !== "unsupported") continue;
    const name = nameOf(result.reason);
    untranslatable[name] = [...(untranslatable[name] ?? []), result.id];
  }
  const translated = decisions.filter(({ id }) => put.get(id)?.result.kind !== "unsupported");
  const referred = await runLive(translated, reference);
  const others = resultsOf(referred);
  const compared = translated.flatMap(({ id, expect }): ComparedVector[] => {
    const [answer, other] = [put.get(id), others.get(id)];
    if (answer === undefined || other === undefined || expect.outcome === undefined) return [];
    const { result, values } = answer;
    return [{ id, expected: SEEN[expect.outcome], values, target: result, reference: other }];
  });
  const ids = new Set(decisions.map(({ id }) => id));
  const staleDifferences = differences.map(({ id }) => id).filter((id) => !ids.has(id));
  const isAsExpected = asked.every(({ result }) => result.kind !== "failed" && result.kind !== "unexpected-pass");
  const ok = isAsExpected && referred.ok && referred.counts.unsupported === 0 && staleDifferences.length === 0;
  return { ok, decisions: decisions.length, compared, untranslatable, staleDifferences };
}

/** How many vectors are put to a target at a time: so many can share one HAProxy. */
const PARALLEL = 24;
/** As long as what it tells may take behind the connection, in milliseconds. */
const TELLING = 5_000;

interface Asked {
  readonly result: VectorResult;
  readonly values: readonly string[];
}

/** Puts one vector to the target: its connection, and what it tells of the values that it has computed. */
async function ask(vector: Vector, target: TellingTarget, differences: readonly KnownFailure[]): Promise<Asked> {
  let told: ToldValues | undefined;
  const listened: LiveTarget = {
    ...target,
    serve: async (live) => {
      const serving = await target.serve(live);
      if (serving.kind !== "serving") return serving;
      const { server } = serving;
      const close = async (): Promise<void> => {
        try {
          told = await within(TELLING, server.told());
        } finally {
          await server.close();
        }
      };
      return { kind: "serving", server: { ...server, close } };
    },
  };
  const { results } = await runLive([vector], listened);
  const [result] = results;
  if (result === undefined) throw new Error("one vector, one result");
  const held = told === undefined ? { members: [], mismatches: [] } : compareTold(vector.expect, told);
  const judged = withMismatches(result, held.mismatches);
  const known = differences.find(({ id }) => id === vector.id);
  return { result: judge(judged, known?.reason), values: held.members };
}

function withMismatches(result: VectorResult, mismatches: readonly Mismatch[]): VectorResult {
  if (mismatches.length === 0 || (result.kind !== "passed" && result.kind !== "failed")) return result;
  const before = result.kind === "failed" ? result.mismatches : [];
  return { ...result, kind: "failed", mismatches: [...before, ...mismatches] };
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
