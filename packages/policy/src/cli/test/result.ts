import type { PolicyCoverage } from "../../vectors/coverage.ts";
import type { TestedVector } from "../../vectors/test-vector.ts";
import type { VectorOrigin } from "../vectors/load-vectors.ts";

/** What came of a run of `sluice-policy test`, as its reports show it. */
export interface TestRun {
  /** In the order of the files. */
  readonly results: readonly (TestedVector & { readonly origin: VectorOrigin })[];
  /** There iff it was asked for. */
  readonly coverage?: readonly (PolicyCoverage & { readonly origin: VectorOrigin })[];
}

/** Where a vector's policy stands, for people: its file, or the vector it is written in. */
export function policyPath(vector: string, { file, policyFile }: VectorOrigin): string {
  return policyFile ?? `${file} (${vector})`;
}
