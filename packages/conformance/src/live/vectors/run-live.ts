import type { Expectation, Mismatch, Vector } from "@sluice/policy/vectors";
import { judge as judgeKnown, type RunOptions, type RunSummary, type VectorResult } from "../../run.ts";
import { HostCertificates } from "../host-certificates.ts";
import { inParallel, within } from "../parallel.ts";
import type { LiveServer, LiveServing, LiveTarget } from "../target.ts";
import { connectVector } from "./connect.ts";
import { judge, shownOf } from "./judge.ts";
import { type PreparedVector, prepareVector } from "./prepare.ts";
import { LIVE_REASONS } from "./reasons.ts";

export interface LiveRunOptions extends RunOptions {
  /** How many vectors are run at a time. Default 8. */
  readonly parallel?: number;
  /** How long one vector may take, in milliseconds. Default 15,000. */
  readonly timeout?: number;
}

/** A run of the vectors that expect an `outcome`, or a document that is refused; others are not part of it. */
export interface LiveSummary extends RunSummary {
  /** How many vectors of the run expect an outcome: those that are run as connections. */
  readonly decisions: number;
  /** How many expect a document that does not compile: those hold if a proxy does not start with it. */
  readonly documents: number;
  /** Members of `expect` that no connection shows, by how many of the vectors that were run have them. */
  readonly notShown: Readonly<Record<string, number>>;
}

type LiveResult = { readonly result: VectorResult; readonly notShown: readonly string[] };

/** Runs vectors as real connections against a target. Never rejects because of what a target does. */
export async function runLive(
  vectors: readonly Vector[],
  target: LiveTarget,
  options: LiveRunOptions = {},
): Promise<LiveSummary> {
  const known = new Map(options.knownFailures?.map(({ id, reason }) => [id, reason]));
  const decisions = vectors.filter(({ expect }) => expect.outcome !== undefined);
  const documents = vectors.filter(({ expect }) => expect.outcome === undefined && isRefused(expect));
  const asked = vectors.filter((vector) => decisions.includes(vector) || documents.includes(vector));
  const hosts = new HostCertificates();
  const done = await inParallel(asked, options.parallel ?? 8, async (vector): Promise<LiveResult> => {
    const { result, notShown } = await runVector(vector, target, hosts, options.timeout ?? 15_000);
    const judged = judgeKnown(result, known.get(vector.id));
    options.onResult?.(judged);
    return { result: judged, notShown };
  });
  const results = done.map(({ result }) => result);
  const counts = { passed: 0, failed: 0, unsupported: 0, "known-failure": 0, "unexpected-pass": 0 };
  for (const { kind } of results) counts[kind] += 1;
  const notShown: Record<string, number> = {};
  for (const name of done.flatMap((each) => each.notShown)) notShown[name] = (notShown[name] ?? 0) + 1;
  const ids = new Set(asked.map(({ id }) => id));
  const staleKnownFailures = [...known.keys()].filter((id) => !ids.has(id));
  const ok = counts.failed === 0 && counts["unexpected-pass"] === 0 && staleKnownFailures.length === 0;
  return {
    ok,
    results,
    counts,
    staleKnownFailures,
    decisions: decisions.length,
    documents: documents.length,
    notShown,
  };
}

function isRefused({ diagnostics = [] }: Expectation): boolean {
  return diagnostics.some(({ severity }) => (severity ?? "error") === "error");
}

async function runVector(
  vector: Vector,
  target: LiveTarget,
  hosts: HostCertificates,
  timeout: number,
): Promise<LiveResult> {
  const { id } = vector;
  try {
    const prepared = await prepareVector(vector, { abilities: target.abilities, hosts });
    if (typeof prepared === "string") return unsupported(id, LIVE_REASONS[prepared]);
    try {
      const serving = await target.serve(prepared.live);
      if (vector.expect.outcome === undefined) return await judgeStart(vector, serving);
      switch (serving.kind) {
        case "unsupported":
          return unsupported(id, serving.reason);
        case "refused":
          return failed(id, `the proxy does not start: ${serving.message}`);
        case "serving":
          return await runServed(vector, prepared, { server: serving.server, target, timeout });
      }
    } finally {
      await prepared.upstreams.close();
    }
  } catch (error) {
    return failed(id, error instanceof Error ? error.message : String(error));
  }
}

interface Serving {
  readonly server: LiveServer;
  readonly target: LiveTarget;
  readonly timeout: number;
}

async function runServed(vector: Vector, prepared: PreparedVector, serving: Serving): Promise<LiveResult> {
  const { server, target, timeout } = serving;
  try {
    const shown = shownOf(vector, target.abilities.events);
    const mismatches = judge(vector, shown, await within(timeout, connectVector(prepared, server)));
    return { result: resultOf(vector.id, mismatches), notShown: shown.notShown };
  } finally {
    await server.close();
  }
}

/** A document that must not compile: its codes are held to, where they are told; where it stands is not. */
async function judgeStart({ id, expect }: Vector, serving: LiveServing): Promise<LiveResult> {
  switch (serving.kind) {
    case "unsupported":
      return unsupported(id, serving.reason);
    case "serving":
      await serving.server.close();
      return failed(id, "the proxy starts with a document that must not compile");
    case "refused": {
      const { codes } = serving;
      const errors = (expect.diagnostics ?? []).filter(({ severity }) => (severity ?? "error") === "error");
      const expected = errors.flatMap(({ code }) => code ?? []);
      const isTold = codes === undefined || expected.every((code) => codes.includes(code));
      const mismatches = isTold ? [] : [{ path: "diagnostics", expected, actual: [...codes] }];
      return { result: resultOf(id, mismatches), notShown: ["diagnostics"] };
    }
  }
}

function resultOf(id: string, mismatches: readonly Mismatch[]): VectorResult {
  return mismatches.length === 0 ? { id, kind: "passed" } : { id, kind: "failed", mismatches };
}

function unsupported(id: string, reason: string): LiveResult {
  return { result: { id, kind: "unsupported", reason }, notShown: [] };
}

function failed(id: string, reason: string): LiveResult {
  return { result: { id, kind: "failed", mismatches: [], reason }, notShown: [] };
}
