import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { vectorsDirectory } from "../directory.ts";
import { joinHex } from "./bytes.ts";
import {
  type BytePart,
  WIRE_TOPICS,
  type WireAnswer,
  type WireFile,
  type WireTopic,
  type WireVector,
  type WrittenWireVector,
} from "./vector.ts";

/** All wire vectors, or what is wrong with their files. */
export type WireLoadResult =
  | { readonly ok: true; readonly vectors: readonly WireVector[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Where the wire vectors are that come with this package. */
export function wireVectorsDirectory(): string {
  return join(vectorsDirectory(), "wire");
}

/** Loads the wire vectors of a directory, in the order of its files' names; default: those that come with this package. */
export async function loadWireVectors(directory: string = wireVectorsDirectory()): Promise<WireLoadResult> {
  const vectors: WireVector[] = [];
  const problems: string[] = [];
  const ids = new Set<string>();
  let names: string[] = [];
  try {
    names = (await readdir(directory)).filter((name) => name.endsWith(".json") && name !== "wire-schema.json").sort();
  } catch (error) {
    problems.push(`${directory}: ${reasonOf(error)}`);
  }
  for (const name of names) {
    const file = join(directory, name);
    const read = await readWireFile(file);
    if (typeof read === "string") problems.push(`${file}: ${read}`);
    for (const vector of typeof read === "string" ? [] : read) {
      if (ids.has(vector.id)) problems.push(`${file}: ${vector.id}: this id is used before`);
      ids.add(vector.id);
      vectors.push(vector);
    }
  }
  if (problems.length === 0 && vectors.length === 0) problems.push(`${directory}: there are no wire vectors here`);
  return problems.length === 0 ? { ok: true, vectors } : { ok: false, problems };
}

/** The vectors of a file, or why they cannot be read: only what the runner relies on; the rest is for the schema. */
async function readWireFile(file: string): Promise<readonly WireVector[] | string> {
  let value: Partial<WireFile> | null;
  try {
    value = JSON.parse(await readFile(file, "utf8")) as Partial<WireFile> | null;
  } catch (error) {
    return reasonOf(error);
  }
  const wire = WIRE_TOPICS.find((each) => `${each}-bytes` === value?.topic);
  if (wire === undefined || !Array.isArray(value?.vectors)) return "no wire vectors: `topic` or `vectors` is missing";
  const vectors: WireVector[] = [];
  for (const [index, written] of (value.vectors as readonly unknown[]).entries()) {
    const vector = readVector(wire, written);
    if (typeof vector === "string") return `vectors[${index}]: ${vector}`;
    vectors.push(vector);
  }
  return vectors;
}

/** As the schema has it; an id stands in reports, and in lines of text. */
const ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;

/** One vector, or what is wrong with it. */
function readVector(wire: WireTopic, value: unknown): WireVector | string {
  if (!isObject(value)) return "no object";
  const { bytes, ...written } = value as unknown as WrittenWireVector;
  const { id, expect, also = [] } = written;
  if (typeof id !== "string") return "`id` is no text";
  if (!id.startsWith(`${wire}-bytes/`)) return `\`${shown(id)}\` does not start with \`${wire}-bytes/\``;
  if (!ID.test(id)) return `\`${shown(id)}\` is no id: \`${wire}-bytes/\`, then lower-case letters, digits and hyphens`;
  const hex = isBytes(bytes) ? joinHex(bytes) : undefined;
  if (hex === undefined) return `${id}: \`bytes\` is not hexadecimal`;
  if (!isAnswer(expect)) return `${id}: \`expect\` has no \`result\``;
  if (!Array.isArray(also) || !also.every(isAnswer)) return `${id}: \`also\` is no list of answers`;
  // What reports show of it.
  const { description = "", spec = "", tags = [] } = written;
  if (typeof description !== "string") return `${id}: \`description\` is no text`;
  if (typeof spec !== "string") return `${id}: \`spec\` is no text`;
  if (!Array.isArray(tags) || !tags.every(isText)) return `${id}: \`tags\` is no list of texts`;
  return { ...written, wire, bytes: hex };
}

function isBytes(value: unknown): value is string | readonly BytePart[] {
  return typeof value === "string" || (Array.isArray(value) && value.every(isPart));
}

function isPart(value: unknown): value is BytePart {
  return typeof value === "string" || (isObject(value) && typeof value.repeat === "string");
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isAnswer(value: unknown): value is WireAnswer {
  return isObject(value) && typeof value.result === "string";
}

function isObject(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that may hold anything, for one line of a message. */
function shown(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}").slice(0, 100);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
