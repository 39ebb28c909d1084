import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { vectorsDirectory } from "../directory.ts";
import { joinHex } from "./bytes.ts";
import { WIRE_TOPICS, type WireFile, type WireVector, type WrittenWireVector } from "./vector.ts";

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
  for (const { bytes, ...written } of value.vectors as readonly WrittenWireVector[]) {
    const { id, expect } = written;
    if (typeof id !== "string" || !id.startsWith(`${wire}-bytes/`)) {
      return `\`${String(id)}\` does not start with \`${wire}-bytes/\``;
    }
    const hex = joinHex(bytes);
    if (hex === undefined) return `${id}: \`bytes\` is not hexadecimal`;
    if (typeof expect?.result !== "string") return `${id}: \`expect\` has no \`result\``;
    vectors.push({ ...written, wire, bytes: hex });
  }
  return vectors;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
