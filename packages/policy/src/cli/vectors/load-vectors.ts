import { basename, dirname, join } from "node:path";
import { visible } from "../../diagnostics/render/visible.ts";
import { readData } from "../../vectors/data.ts";
import { bringCertificates } from "../../vectors/surroundings.ts";
import type { Vector } from "../../vectors/vector.ts";
import { mayHoldVectors, readVectorFile, type VectorProblem } from "../../vectors/vector-file.ts";
import { textOf } from "../../vectors/written-text.ts";
import { readText } from "../read-text.ts";
import { type Candidate, findFiles } from "./find-files.ts";

export type { Validator } from "../../schema/schema-error.ts";
export { type Data, readData } from "../../vectors/data.ts";
export { schemaProblems } from "../../vectors/schema-problems.ts";
export { type ReadText, readText } from "../read-text.ts";
export { type FoundFiles, findFiles, reasonOf } from "./find-files.ts";

/** All vectors, or everything that is wrong with their files. */
export type LoadResult =
  | {
      readonly ok: true;
      readonly vectors: readonly Vector[];
      /** By id. */
      readonly origins: ReadonlyMap<string, VectorOrigin>;
    }
  | { readonly ok: false; readonly problems: readonly LoadProblem[] };

/** Where a vector came from. */
export interface VectorOrigin {
  readonly file: string;
  /** Path of the policy, if it is in a file of its own. */
  readonly policyFile?: string;
}

/** One thing that is wrong with a file of vectors. */
export interface LoadProblem extends VectorProblem {
  readonly file: string;
}

interface Loaded {
  readonly vectors: Vector[];
  readonly origins: Map<string, VectorOrigin>;
  readonly problems: LoadProblem[];
}

/**
 * Loads vector files, JSON or YAML, and checks them against the schema. A directory stands for the files in it, at any
 * depth, that hold vectors; vectors come in the order of the files' names. Nothing is loaded if anything is wrong.
 */
export async function loadVectors(paths: string | readonly string[]): Promise<LoadResult> {
  const { files, failures } = await findFiles(typeof paths === "string" ? [paths] : paths);
  const problems = failures.map(({ path, reason }) => ({ file: path, path: "", message: reason }));
  const loaded: Loaded = { vectors: [], origins: new Map(), problems };
  for (const candidate of files) await loadFile(candidate, loaded);
  const { vectors, origins } = loaded;
  if (problems.length === 0 && vectors.length === 0) {
    for (const file of [paths].flat()) problems.push({ file, path: "", message: "there are no vectors here" });
  }
  return problems.length === 0 ? { ok: true, vectors, origins } : { ok: false, problems };
}

/** One line a problem, with file, vector and place; a second one if there is a hint. */
export function formatProblem({ file, vector, path, message, hint, position }: LoadProblem): string {
  const name = visible(file);
  const at = position === undefined ? name : `${name}:${position.line}:${position.column}`;
  const place = [vector, path].filter((part) => part !== undefined && part !== "").join(" ");
  const line = `${at}: ${place === "" ? "" : `${place}: `}${message}`;
  return hint === undefined ? line : `${line}\n  hint: ${hint}`;
}

async function loadFile({ path: file, named }: Candidate, loaded: Loaded): Promise<void> {
  const { problems } = loaded;
  const written = await readText(file);
  if (!written.ok) {
    problems.push({ file, path: "", message: written.reason });
    return;
  }
  const { text } = written;
  const isJson = file.endsWith(".json");
  const read = readData(text, { json: isJson });
  // JSON that does not parse is told wherever it is: tests that nobody runs look as if they passed.
  if (!named && !mayHoldVectors(read, text) && (read.ok || !isJson)) return;
  const result = readVectorFile(read);
  if (!result.ok) {
    problems.push(...result.problems.map((problem) => ({ file, ...problem })));
    return;
  }
  const { topic, vectors } = result.file;
  if (topic !== basename(file).replace(/\.(json|ya?ml)$/, "")) {
    problems.push({ file, path: "/topic", message: `the topic is not the file's name: \`${topic}\`` });
  }
  for (const [index, { policy, policy_file, ...vector }] of vectors.entries()) {
    const problem = (member: string, message: string): void => {
      problems.push({ file, ...result.place(index, member), message });
    };
    if (bringCertificates(vector.effects)) {
      const { certificateProblems } = await import("../../vectors/certificate.ts");
      for (const { path, message } of certificateProblems(vector.effects)) problem(path.slice(1), message);
    }
    const other = loaded.origins.get(vector.id);
    if (other !== undefined) problem("id", `this id is used before, in ${other.file}`);
    const policyFile = policy_file === undefined ? undefined : join(dirname(file), policy_file);
    loaded.origins.set(vector.id, { file, ...(policyFile === undefined ? {} : { policyFile }) });
    const own =
      policyFile === undefined ? { ok: true as const, text: textOf(policy ?? "") } : await readText(policyFile);
    if (own.ok) loaded.vectors.push({ ...vector, policy: own.text });
    else problem("policy_file", own.reason);
  }
}
