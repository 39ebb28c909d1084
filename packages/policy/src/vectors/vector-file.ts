import { type DataProblem, type DataResult, positionAt } from "./data.ts";
import { schemaProblems } from "./schema-problems.ts";
import { surroundingsProblems } from "./surroundings.ts";
import { validateVectors } from "./validate.generated.ts";
import type { Vector } from "./vector.ts";
import type { WrittenText } from "./written-text.ts";

/** A file of vectors, as it is written. */
export interface VectorFile {
  readonly topic: string;
  readonly vectors: readonly WrittenVector[];
}

export type WrittenVector = Omit<Vector, "policy"> & { readonly policy?: WrittenText; readonly policy_file?: string };

export interface VectorProblem extends DataProblem {
  /** Id of the vector, if the problem is inside one that has an id. */
  readonly vector?: string;
}

export type VectorFileResult =
  | { readonly ok: true; readonly file: VectorFile; readonly place: PlaceOf }
  | { readonly ok: false; readonly problems: readonly VectorProblem[] };

/** Names a place in the file for a problem that only who reads several files can find. */
export type PlaceOf = (index: number, member: string) => Pick<VectorProblem, "vector" | "path" | "position">;

/** Schemas of other vectors, which are not about one policy and one connection. */
const OTHER_KINDS = /(^|\/)(wire|scenario)-schema\.json$/;

/** Whether a file means to hold vectors, as far as can be told without knowing what it holds. */
export function mayHoldVectors(read: DataResult, text: string): boolean {
  if (!read.ok) return /(^|[\s{,"'])vectors["']?\s*:/.test(text);
  const { value } = read.data;
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("vectors" in value)) return false;
  const { $schema } = value as { readonly $schema?: unknown };
  return typeof $schema !== "string" || !OTHER_KINDS.test($schema);
}

/** Reads a file of vectors: what its schema says, and that ids are unique in it and belong to its topic. */
export function readVectorFile(read: DataResult): VectorFileResult {
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const { data } = read;
  const problems: VectorProblem[] = schemaProblems(validateVectors, data).map((problem) => ({
    ...vectorAt(data.value, problem.path),
    ...problem,
  }));
  if (problems.length > 0) return { ok: false, problems };
  const file = data.value as VectorFile;
  const place: PlaceOf = (index, member) => {
    const path = `/vectors/${index}/${member}`;
    return { ...vectorAt(data.value, path), path, ...positionAt(data, path) };
  };
  for (const [index, vector] of file.vectors.entries()) {
    if (!vector.id.startsWith(`${file.topic}/`)) {
      problems.push({ ...place(index, "id"), message: `the id does not start with \`${file.topic}/\`` });
    }
    for (const { path, ...problem } of surroundingsProblems(vector)) {
      problems.push({ ...place(index, path.slice(1)), ...problem });
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, file, place };
}

function vectorAt(document: unknown, path: string): { readonly vector?: string } {
  const index = /^\/vectors\/(\d+)/.exec(path)?.[1];
  if (index === undefined) return {};
  const id = (document as { vectors?: readonly { id?: unknown }[] } | null)?.vectors?.[Number(index)]?.id;
  return typeof id === "string" ? { vector: id } : {};
}
