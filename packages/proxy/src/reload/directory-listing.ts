import { readdir } from "node:fs/promises";
import type { ReadFile } from "../config/files.ts";

/** What files of a configuration are called where a directory is read; hidden ones are not looked at. */
const NAMES = /^[^.].*\.(?:ya?ml|json)$/i;

/**
 * A reader of files to which a path with a slash at its end is a directory, whose text is the list of the configurations in
 * it: so that one that is added or removed is a change like any other.
 */
export function withListings(readFile: ReadFile): ReadFile {
  return (path) => (isListing(path) ? listDirectory(path) : readFile(path));
}

export function isListing(path: string): boolean {
  return path.endsWith("/");
}

/** The names that a listing is made of. */
export function namesIn(listing: string): readonly string[] {
  return JSON.parse(listing) as string[];
}

async function listDirectory(path: string): Promise<string> {
  const entries = await readdir(path, { withFileTypes: true });
  // A link is followed when it is read: a mounted volume has nothing else.
  const names = entries.filter((entry) => NAMES.test(entry.name) && (entry.isFile() || entry.isSymbolicLink()));
  return JSON.stringify(names.map(({ name }) => name).toSorted());
}
