import { vectorsDirectory } from "../directory.ts";
import { formatProblem, loadVectors } from "../load.ts";
import type { Vector } from "../vector.ts";

/** The repository's vectors; throws with everything that is wrong with them. */
export async function fixedVectors(): Promise<readonly Vector[]> {
  const loaded = await loadVectors(vectorsDirectory());
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return loaded.vectors;
}
