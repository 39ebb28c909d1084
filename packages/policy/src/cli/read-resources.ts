import type { Resources } from "../resources.ts";
import { readData } from "../vectors/data.ts";
import { schemaProblems } from "../vectors/schema-problems.ts";
import { validateResources } from "../vectors/validate.generated.ts";
import { formatDataProblem } from "./format-problem.ts";
import { nameOf, readText } from "./read-text.ts";

export type ReadResources =
  | { readonly ok: true; readonly resources: Resources }
  | { readonly ok: false; readonly problems: readonly string[] };

/** `--resources FILE`: JSON or YAML, the shape of a vector's `resources`. All that is wrong with it is told. */
export async function readResources(path: string): Promise<ReadResources> {
  const read = await readText(path);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const parsed = readData(read.text);
  const problems = parsed.ok ? schemaProblems(validateResources, parsed.data) : [parsed.problem];
  if (parsed.ok && problems.length === 0) return { ok: true, resources: parsed.data.value as Resources };
  return {
    ok: false,
    problems: problems.map((problem) => formatDataProblem(nameOf(path), problem)),
  };
}
