import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Data, findFiles, type LoadProblem, readData, readText, reasonOf } from "@sluice/policy/vectors/load";
import type { OrderingSchema } from "./order-members.ts";
import { SchemaFiles } from "./schema-files.ts";
import { unkeptNumber } from "./unkept-number.ts";

/** What the vectors of a file are about: decisions of policies, bytes and what they say, whole configurations. */
export type Kind = "decision" | "wire" | "scenario";

/** By the name of the schema that a file names: each kind has its own. */
const SCHEMAS: Readonly<Record<string, Kind>> = {
  "schema.json": "decision",
  "wire-schema.json": "wire",
  "scenario-schema.json": "scenario",
};

/** A file of vectors, of whatever kind, with the schema that it names. */
export interface TopicFile {
  readonly path: string;
  readonly text: string;
  readonly kind: Kind;
  readonly data: Data;
  readonly schema: TopicSchema;
}

/** A JSON Schema, draft 2020-12. */
export interface TopicSchema extends OrderingSchema {
  readonly $id?: string;
}

/** What is the same in vectors of every kind, as far as it is there. */
export interface AnyVector {
  readonly id?: unknown;
  readonly description?: unknown;
  readonly spec?: unknown;
  readonly [member: string]: unknown;
}

export interface TopicFiles {
  readonly files: readonly TopicFile[];
  readonly problems: readonly LoadProblem[];
}

/** Whether the directory is one that can be read, or why not. */
export async function isDirectory(path: string): Promise<true | string> {
  try {
    await readdir(path);
    return true;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === "ENOENT") return "there is no such directory";
    return code === "ENOTDIR" ? "it is no directory" : reasonOf(error);
  }
}

/** Reads all files of vectors in a directory and those below it, in the order of their names. Schemas are no vectors. */
export async function readTopicFiles(directory: string): Promise<TopicFiles> {
  const { files: found, failures } = await findFiles([directory]);
  const files: TopicFile[] = [];
  const problems: LoadProblem[] = failures.map(({ path, reason }) => ({ file: path, path: "", message: reason }));
  const schemas = new SchemaFiles();
  for (const { path } of found) {
    if (!path.endsWith(".json") || path.endsWith("schema.json")) continue;
    const read = await readTopicFile(path, schemas);
    if ("message" in read) problems.push(read);
    else files.push(read);
  }
  return { files, problems };
}

/** The first part of its ids; `undefined` if the file is none of vectors. */
export function topicOf({ data }: TopicFile): string | undefined {
  const { topic } = (data.value ?? {}) as { readonly topic?: unknown };
  return typeof topic === "string" ? topic : undefined;
}

/** The vectors of a file, as far as it has any. */
export function vectorsOf({ data }: TopicFile): readonly AnyVector[] {
  const { vectors } = (data.value ?? {}) as { readonly vectors?: unknown };
  return Array.isArray(vectors) ? vectors.map((vector: unknown) => (isObject(vector) ? vector : {})) : [];
}

async function readTopicFile(path: string, schemas: SchemaFiles): Promise<TopicFile | LoadProblem> {
  const written = await readText(path);
  if (!written.ok) return { file: path, path: "", message: written.reason };
  const { text } = written;
  const read = readData(text, { json: true });
  if (!read.ok) return { file: path, ...read.problem };
  const { data } = read;
  const unkept = unkeptNumber(text);
  if (unkept !== undefined) {
    const hint = "write an integer beyond 2^53 as a string";
    return {
      file: path,
      path: "",
      position: placeIn(text, unkept),
      message: "no double has this number's value",
      hint,
    };
  }
  const named = isObject(data.value) ? data.value.$schema : undefined;
  const place = { file: path, path: named === undefined ? "" : "/$schema", ...positionOf(data, "/$schema") };
  if (typeof named !== "string") {
    return { ...place, message: "`$schema` is missing", hint: "name the schema beside the file: `./schema.json`" };
  }
  const kind = Object.hasOwn(SCHEMAS, basename(named)) ? SCHEMAS[basename(named)] : undefined;
  if (kind === undefined) return { ...place, message: `\`${named}\` is no schema of vectors` };
  const schema = await schemas.read(join(dirname(path), named));
  if (typeof schema === "string") return { ...place, message: `the schema \`${named}\` ${schema}` };
  return { path, text, kind, data, schema };
}

/** Columns count code points. */
function placeIn(text: string, offset: number): NonNullable<LoadProblem["position"]> {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: lines.length, column: Array.from(lines.at(-1) ?? "").length + 1 };
}

function positionOf(data: Data, pointer: string): Pick<LoadProblem, "position"> {
  const position = data.locate(pointer);
  return position === undefined ? {} : { position: { line: position.line, column: position.column } };
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
