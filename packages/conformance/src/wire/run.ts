import type { Engine } from "../engine.ts";
import type { RunOptions, RunSummary, VectorResult } from "../run.ts";
import { summarize } from "../run.ts";
import { answerWire } from "./answer.ts";
import { compareWire } from "./compare.ts";
import { type WireVector, wireQuestion } from "./vector.ts";

/** This project's own parsers, in process. */
export const sluiceWireEngine: Required<Pick<Engine, "name" | "wire">> = {
  name: "sluice",
  wire: (question) => Promise.resolve(answerWire(question)),
};

/**
 * Asks for every wire vector and compares, as `runVectors` does for policies. Never rejects because of what an engine
 * does; one that reads no bytes at all is `unsupported` for each. Default: this project's parsers.
 */
export async function runWireVectors(
  vectors: readonly WireVector[],
  engine: Pick<Engine, "wire"> = sluiceWireEngine,
  options: RunOptions = {},
): Promise<RunSummary> {
  return summarize(vectors, (vector) => runWireVector(vector, engine), options);
}

/** Asks an engine one of them. */
export async function runWireVector(vector: WireVector, engine: Pick<Engine, "wire">): Promise<VectorResult> {
  const { id } = vector;
  if (engine.wire === undefined) return { id, kind: "unsupported", reason: "the engine reads no bytes" };
  try {
    const answer = await engine.wire(wireQuestion(vector));
    if ("unsupported" in answer) return { id, kind: "unsupported", reason: String(answer.unsupported) };
    const mismatches = compareWire(vector, answer);
    return mismatches.length === 0 ? { id, kind: "passed" } : { id, kind: "failed", mismatches };
  } catch (error) {
    return { id, kind: "failed", mismatches: [], reason: error instanceof Error ? error.message : String(error) };
  }
}
