import { readFile } from "node:fs/promises";
import type { KnownFailure } from "../run.ts";

/** Known failures of a file: of the one engine of a run, or by the names of engines. */
export type KnownFailures =
  | { readonly kind: "list"; readonly list: readonly KnownFailure[] }
  | { readonly kind: "by-engine"; readonly lists: ReadonlyMap<string, readonly KnownFailure[]> };

/** Reads `[{id, reason}]` or `{"engine": [{id, reason}]}`; a message if it is neither. */
export async function readKnownFailures(file: string): Promise<KnownFailures | string> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    return `${file}: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (isList(value)) return { kind: "list", list: value };
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value);
    if (entries.every((entry): entry is [string, readonly KnownFailure[]] => isList(entry[1])))
      return { kind: "by-engine", lists: new Map(entries) };
  }
  return `${file}: not a list of {id, reason}, nor such lists by engine`;
}

function isList(value: unknown): value is readonly KnownFailure[] {
  return Array.isArray(value) && value.every(isKnownFailure);
}

function isKnownFailure(value: unknown): value is KnownFailure {
  const { id, reason } = (value ?? {}) as { id?: unknown; reason?: unknown };
  return typeof id === "string" && typeof reason === "string" && reason !== "";
}
