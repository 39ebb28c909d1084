import { type DataProblem, positionAt, readData } from "../../vectors/data.ts";
import { schemaProblems } from "../../vectors/schema-problems.ts";
import { bringCertificates, surroundingsProblems } from "../../vectors/surroundings.ts";
import { validateConnectionFile } from "../../vectors/validate.generated.ts";
import type { Surroundings } from "../../vectors/vector.ts";

/** What a connection file says, or everything that is wrong with it. */
export type ConnectionResult =
  | { readonly ok: true; readonly surroundings: Surroundings }
  | { readonly ok: false; readonly problems: readonly DataProblem[] };

/** Reads a connection file: JSON or YAML, with a vector's `protocol`, `endpoint`, `resources`, `connection`, `effects`. */
export async function readConnection(text: string): Promise<ConnectionResult> {
  const read = readData(text);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const { data } = read;
  const problems = schemaProblems(validateConnectionFile, data);
  if (problems.length > 0) return { ok: false, problems };
  const surroundings = data.value as Surroundings;
  const { effects } = surroundings;
  const found = [...surroundingsProblems(surroundings)];
  if (bringCertificates(effects)) {
    const { certificateProblems } = await import("../../vectors/certificate.ts");
    found.push(...certificateProblems(effects));
  }
  const wrong = found.map((problem) => ({ ...problem, ...positionAt(data, problem.path) }));
  return wrong.length > 0 ? { ok: false, problems: wrong } : { ok: true, surroundings };
}
