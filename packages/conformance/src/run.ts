import { compareAnswer, type Expectation, type Mismatch, needsCodes, type Vector } from "@sluice/policy/vectors";
import type { Engine } from "./engine.ts";

/** A vector that an engine is known to fail, and why. */
export interface KnownFailure {
  readonly id: string;
  readonly reason: string;
}

export interface RunOptions {
  /** Strict: one that passes, or that names no vector, fails the run. */
  readonly knownFailures?: readonly KnownFailure[];
  /** Told of each vector as it is done. */
  readonly onResult?: (result: VectorResult) => void;
}

export type VectorResult =
  | { readonly id: string; readonly kind: "passed" }
  | { readonly id: string; readonly kind: "failed"; readonly mismatches: readonly Mismatch[]; readonly reason?: string }
  | { readonly id: string; readonly kind: "unsupported"; readonly reason: string }
  | { readonly id: string; readonly kind: "known-failure"; readonly reason: string }
  | { readonly id: string; readonly kind: "unexpected-pass"; readonly reason: string };

export interface RunSummary {
  /** Nothing failed, nothing passed unexpectedly, every known failure names a vector. */
  readonly ok: boolean;
  readonly results: readonly VectorResult[];
  readonly counts: Readonly<Record<VectorResult["kind"], number>>;
  /** Ids of known failures that name no vector of the run. */
  readonly staleKnownFailures: readonly string[];
}

/** Asks an engine every vector, one after the other, and compares. Never rejects because of what an engine does. */
export async function runVectors(
  vectors: readonly Vector[],
  engine: Engine,
  options: RunOptions = {},
): Promise<RunSummary> {
  return summarize(vectors, (vector) => runVector(vector, engine), options);
}

/** Runs vectors of any kind, one after the other, and holds the results against the known failures. */
export async function summarize<V extends { readonly id: string }>(
  vectors: readonly V[],
  run: (vector: V) => Promise<VectorResult>,
  options: RunOptions,
): Promise<RunSummary> {
  const known = knownReasons(options);
  const results: VectorResult[] = [];
  for (const vector of vectors) {
    const result = judge(await run(vector), known.get(vector.id));
    results.push(result);
    options.onResult?.(result);
  }
  return summaryOf(results, known);
}

/** Why vectors are known to fail, by their ids. */
export function knownReasons({ knownFailures = [] }: RunOptions): ReadonlyMap<string, string> {
  return new Map(knownFailures.map(({ id, reason }) => [id, reason]));
}

/** Sums up results that were judged. */
export function summaryOf(results: readonly VectorResult[], known: ReadonlyMap<string, string>): RunSummary {
  const counts = { passed: 0, failed: 0, unsupported: 0, "known-failure": 0, "unexpected-pass": 0 };
  for (const { kind } of results) counts[kind] += 1;
  const ids = new Set(results.map(({ id }) => id));
  const staleKnownFailures = [...known.keys()].filter((id) => !ids.has(id));
  const ok = counts.failed === 0 && counts["unexpected-pass"] === 0 && staleKnownFailures.length === 0;
  return { ok, results, counts, staleKnownFailures };
}

/** Asks an engine one vector. Never rejects because of what the engine does. */
export async function runVector(vector: Vector, engine: Engine): Promise<VectorResult> {
  const { id } = vector;
  const { expect: expected, ...question } = vector;
  const expect = engine.checks === false ? withoutDiagnostics(vector) : expected;
  if (expect === undefined) return { id, kind: "unsupported", reason: "the engine does not check documents" };
  try {
    const result = await engine.run(question);
    if ("unsupported" in result) return { id, kind: "unsupported", reason: result.unsupported };
    // Also what an answer is made of is the engine's doing.
    const mismatches = compareAnswer({ ...vector, expect }, result);
    if (mismatches.length > 0) return { id, kind: "failed", mismatches };
    const untold = result.codes !== true && needsCodes(vector);
    return untold ? { id, kind: "unsupported", reason: "the engine does not tell codes" } : { id, kind: "passed" };
  } catch (error) {
    return { id, kind: "failed", mismatches: [], reason: error instanceof Error ? error.message : String(error) };
  }
}

/** What is left for an engine that does not check; `undefined` if the document must not compile, or is only checked. */
function withoutDiagnostics({ mode, expect: { diagnostics, ...rest } }: Vector): Expectation | undefined {
  if (mode === "check") return undefined;
  const refused = diagnostics?.some(({ severity }) => (severity ?? "error") === "error") ?? false;
  return refused ? undefined : rest;
}

/** The result in the light of a known failure: `reason`, if the vector has one. */
export function judge(result: VectorResult, reason: string | undefined): VectorResult {
  if (reason === undefined) return result;
  if (result.kind === "failed") return { id: result.id, kind: "known-failure", reason };
  return result.kind === "passed" ? { id: result.id, kind: "unexpected-pass", reason } : result;
}
