import type { Vector } from "@sluice/policy/vectors";
import { formatProblem, loadVectors } from "@sluice/policy/vectors/load";
import { vectorsDirectory } from "../directory.ts";

/** The repository's vectors; throws with everything that is wrong with them. */
export async function fixedVectors(): Promise<readonly Vector[]> {
  const loaded = await loadVectors(vectorsDirectory());
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return loaded.vectors;
}
