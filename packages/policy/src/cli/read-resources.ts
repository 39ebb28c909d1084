import type { Resources } from "../resources.ts";
import { type DataProblem, readData } from "../vectors/data.ts";
import { schemaProblems } from "../vectors/schema-problems.ts";
import { validateResources } from "../vectors/validate.generated.ts";
import { formatDataProblem } from "./format-problem.ts";
import { readIpPolicyFiles } from "./read-ip-policies.ts";
import { nameOf, readText } from "./read-text.ts";

export type ReadResources =
  | { readonly ok: true; readonly resources: Resources }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * `--resources FILE`: JSON or YAML, the shape of a vector's `resources`, where an ip policy may also be a file of addresses. All
 * that is wrong with it is told.
 */
export async function readResources(path: string): Promise<ReadResources> {
  const read = await readText(path);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const parsed = readData(read.text);
  const failed = (problems: readonly DataProblem[]): ReadResources => ({
    ok: false,
    problems: problems.map((problem) => formatDataProblem(nameOf(path), problem)),
  });
  if (!parsed.ok) return failed([parsed.problem]);
  const { policies, problems: ofFiles, others } = await readIpPolicyFiles(parsed.data, path);
  const problems = [...schemaProblems(validateResources, { ...parsed.data, value: others }), ...ofFiles];
  if (problems.length > 0) return failed(problems);
  const resources = others as Resources;
  return { ok: true, resources: { ...resources, ip_policies: { ...resources.ip_policies, ...policies } } };
}
