import { judge, knownReasons, type RunOptions, type RunSummary, summaryOf, type VectorResult } from "../run.ts";
import { inParallel } from "./parallel.ts";

export interface LiveRunOptions extends RunOptions {
  /** How many vectors are run at a time. Default 8. */
  readonly parallel?: number;
  /** How long one connection may take, in milliseconds. Default 30,000. */
  readonly timeout?: number;
}

/** What came of one vector. */
export interface LiveResult {
  readonly result: VectorResult;
  /** Members of `expect` that were not compared, since nothing shows them. */
  readonly notShown: readonly string[];
}

export interface LiveSummary extends RunSummary {
  /** Members of `expect` that nothing shows, by how many of the vectors that were run have them. */
  readonly notShown: Readonly<Record<string, number>>;
}

export const DEFAULT_TIMEOUT = 30_000;

/** Runs vectors, some at a time, and sums up; known failures are judged as `runVectors` does. */
export async function summarize<T extends { readonly id: string }>(
  vectors: readonly T[],
  options: LiveRunOptions,
  run: (vector: T) => Promise<LiveResult>,
): Promise<LiveSummary> {
  const known = knownReasons(options);
  const done = await inParallel(vectors, options.parallel ?? 8, async (vector): Promise<LiveResult> => {
    const { result, notShown } = await run(vector);
    const judged = judge(result, known.get(vector.id));
    options.onResult?.(judged);
    return { result: judged, notShown };
  });
  const notShown: Record<string, number> = {};
  for (const name of done.flatMap((each) => each.notShown)) notShown[name] = (notShown[name] ?? 0) + 1;
  const results = done.map(({ result }) => result);
  return { ...summaryOf(results, known), notShown };
}

export function failed(id: string, reason: string): LiveResult {
  return { result: { id, kind: "failed", mismatches: [], reason }, notShown: [] };
}

export function unsupported(id: string, reason: string): LiveResult {
  return { result: { id, kind: "unsupported", reason }, notShown: [] };
}
