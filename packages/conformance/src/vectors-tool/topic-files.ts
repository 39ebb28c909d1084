import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { LoadProblem } from "@sluice/policy/vectors/load";
import { type Data, readData } from "@sluice/policy/vectors/load";
import type { OrderingSchema } from "./order-members.ts";

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

/** Whether the directory is one, or why not. */
export async function isDirectory(path: string): Promise<true | string> {
  try {
    return (await stat(path)).isDirectory() ? true : "it is no directory";
  } catch {
    return "there is no such directory";
  }
}

/** Reads all files of vectors in a directory and those below it, in the order of their names. Schemas are no vectors. */
export async function readTopicFiles(directory: string): Promise<TopicFiles> {
  const files: TopicFile[] = [];
  const problems: LoadProblem[] = [];
  for (const path of await jsonFilesIn(directory)) {
    const read = await readTopicFile(path);
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

async function readTopicFile(path: string): Promise<TopicFile | LoadProblem> {
  const text = await readFile(path, "utf8");
  const read = readData(text, { json: true });
  if (!read.ok) return { file: path, ...read.problem };
  const { data } = read;
  const named = isObject(data.value) ? data.value.$schema : undefined;
  const place = { file: path, path: named === undefined ? "" : "/$schema", ...positionOf(data, "/$schema") };
  if (typeof named !== "string") {
    return { ...place, message: "`$schema` is missing", hint: "name the schema beside the file: `./schema.json`" };
  }
  const kind = Object.hasOwn(SCHEMAS, basename(named)) ? SCHEMAS[basename(named)] : undefined;
  if (kind === undefined) return { ...place, message: `\`${named}\` is no schema of vectors` };
  try {
    const schema = JSON.parse(await readFile(join(dirname(path), named), "utf8")) as TopicSchema;
    return { path, text, kind, data, schema };
  } catch {
    return { ...place, message: `the schema \`${named}\` cannot be read` };
  }
}

async function jsonFilesIn(directory: string): Promise<readonly string[]> {
  const entries: Dirent[] = await readdir(directory, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) found.push(...(await jsonFilesIn(path)));
    else if (entry.name.endsWith(".json") && !entry.name.endsWith("schema.json")) found.push(path);
  }
  return found;
}

function positionOf(data: Data, pointer: string): Pick<LoadProblem, "position"> {
  const position = data.locate(pointer);
  return position === undefined ? {} : { position: { line: position.line, column: position.column } };
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
