import type { Vector } from "@sluice/policy/vectors";
import type { Engine } from "./engine.ts";
import { type RunOptions, type RunSummary, runVector, summarize } from "./run.ts";
import { runWireVector } from "./wire/run.ts";
import type { WireVector } from "./wire/vector.ts";

/** Vectors of policies and of bytes, for one report. */
export interface AllVectors {
  readonly vectors: readonly Vector[];
  readonly wire: readonly WireVector[];
}

/** Asks an engine both kinds of vectors, as `runVectors` and `runWireVectors` do. */
export function runAll({ vectors, wire }: AllVectors, engine: Engine, options: RunOptions = {}): Promise<RunSummary> {
  return summarize<Vector | WireVector>(
    [...vectors, ...wire],
    (vector) => ("wire" in vector ? runWireVector(vector, engine) : runVector(vector, engine)),
    options,
  );
}
