import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { vectorsDirectory } from "./directory.ts";
import type { Vector } from "./vector.ts";

/** All vectors, or everything that is wrong with their files. */
export type LoadResult =
  | { readonly ok: true; readonly vectors: readonly Vector[] }
  | { readonly ok: false; readonly problems: readonly LoadProblem[] };

export interface LoadProblem {
  readonly file: string;
  /** Id of the vector, if the problem is inside one that has an id. */
  readonly vector?: string;
  /** JSON pointer into the file; `""` is the whole file. */
  readonly path: string;
  readonly message: string;
}

interface VectorFile {
  readonly topic: string;
  readonly vectors: readonly (Vector & { readonly policy_file?: string })[];
}

/**
 * Loads vector files and checks them against the schema. A directory stands for its `*.json` files but `schema.json`;
 * vectors come in the order of the files' names. Nothing is loaded if anything is wrong.
 */
export async function loadVectors(paths: string | readonly string[]): Promise<LoadResult> {
  const problems: LoadProblem[] = [];
  const vectors: Vector[] = [];
  const seen = new Map<string, string>();
  const validate = await validator();
  for (const file of await filesOf(typeof paths === "string" ? [paths] : paths, problems)) {
    const document = await readJson(file, problems);
    if (document === undefined) continue;
    const errors = validate(document);
    for (const error of errors) problems.push(schemaProblem(file, document, error));
    if (errors.length === 0) await addFile(file, document as VectorFile, { vectors, problems, seen });
  }
  return problems.length === 0 ? { ok: true, vectors } : { ok: false, problems };
}

/** One line a problem, with file, vector and place. */
export function formatProblem(problem: LoadProblem): string {
  const place = [problem.vector, problem.path].filter((part) => part !== undefined && part !== "").join(" ");
  return `${problem.file}: ${place === "" ? "" : `${place}: `}${problem.message}`;
}

async function filesOf(paths: readonly string[], problems: LoadProblem[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) {
        files.push(path);
        continue;
      }
      const names = (await readdir(path)).filter((name) => name.endsWith(".json") && name !== "schema.json").sort();
      if (names.length === 0) problems.push({ file: path, path: "", message: "no vector files in this directory" });
      files.push(...names.map((name) => join(path, name)));
    } catch (error) {
      problems.push({ file: path, path: "", message: reasonOf(error) });
    }
  }
  return files;
}

async function readJson(file: string, problems: LoadProblem[]): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as unknown;
  } catch (error) {
    problems.push({ file, path: "", message: reasonOf(error) });
    return undefined;
  }
}

interface Sink {
  readonly vectors: Vector[];
  readonly problems: LoadProblem[];
  /** File by id. */
  readonly seen: Map<string, string>;
}

/** What a schema cannot say: ids are unique and belong to the topic, a policy file is there. */
async function addFile(file: string, document: VectorFile, { vectors, problems, seen }: Sink): Promise<void> {
  if (document.topic !== basename(file, ".json")) {
    problems.push({ file, path: "/topic", message: `the topic is not the file's name: \`${document.topic}\`` });
  }
  for (const [index, { policy_file, ...vector }] of document.vectors.entries()) {
    const problem = (member: string, message: string): void => {
      problems.push({ file, vector: vector.id, path: `/vectors/${index}/${member}`, message });
    };
    const other = seen.get(vector.id);
    if (other !== undefined) problem("id", `this id is used before, in ${other}`);
    seen.set(vector.id, file);
    if (!vector.id.startsWith(`${document.topic}/`)) problem("id", `the id does not start with \`${document.topic}/\``);
    if (policy_file === undefined) {
      vectors.push(vector);
      continue;
    }
    try {
      vectors.push({ ...vector, policy: await readFile(join(dirname(file), policy_file), "utf8") });
    } catch (error) {
      problem("policy_file", reasonOf(error));
    }
  }
}

let compiled: Promise<(document: unknown) => readonly ErrorObject[]> | undefined;

function validator(): Promise<(document: unknown) => readonly ErrorObject[]> {
  compiled ??= readFile(join(vectorsDirectory(), "schema.json"), "utf8").then((text) => {
    const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false });
    const validate = ajv.compile(JSON.parse(text) as object);
    return (document) => (validate(document) ? [] : deepest(validate.errors ?? []));
  });
  return compiled;
}

/** Of the errors under one `oneOf` only those that go deepest say what was meant. */
function deepest(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const told = errors.filter((error) => error.keyword !== "oneOf");
  const deep = told.filter(
    (error) => !told.some((other) => other !== error && other.instancePath.startsWith(`${error.instancePath}/`)),
  );
  return deep.length === 0 ? errors : deep;
}

function schemaProblem(file: string, document: unknown, error: ErrorObject): LoadProblem {
  const index = /^\/vectors\/(\d+)/.exec(error.instancePath)?.[1];
  const vector = index === undefined ? undefined : (document as Partial<VectorFile>).vectors?.[Number(index)];
  const extra = (error.params as { additionalProperty?: string }).additionalProperty;
  const message = `${error.message ?? "not as the schema says"}${extra === undefined ? "" : `: \`${extra}\``}`;
  const id = typeof vector?.id === "string" ? { vector: vector.id } : {};
  return { file, ...id, path: error.instancePath, message };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
