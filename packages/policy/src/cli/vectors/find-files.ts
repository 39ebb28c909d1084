import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";

/** A file that may hold vectors. */
export interface Candidate {
  readonly path: string;
  /** Named by the user: it must hold vectors, whatever it is called. */
  readonly named: boolean;
}

export interface FoundFiles {
  readonly files: readonly Candidate[];
  /** Paths that could not be read, with the reason. */
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly path: string;
  readonly reason: string;
}

const ENDINGS = /\.(json|ya?ml)$/;

/**
 * The files that paths stand for, in the order of their names: a directory for the `.json`, `.yml` and `.yaml` files at
 * any depth in it, but `schema.json`, `node_modules` and what begins with a dot.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, Candidate>();
  const failures: Failure[] = [];
  for (const path of paths) {
    try {
      const found = (await stat(path)).isDirectory()
        ? (await walk(path, failures)).map((each) => ({ path: each, named: false }))
        : [{ path, named: true }];
      for (const each of found) {
        const key = resolve(each.path);
        if (each.named || !files.has(key)) files.set(key, each);
      }
    } catch (error) {
      failures.push({ path, reason: reasonOf(error) });
    }
  }
  return { files: [...files.values()], failures };
}

/** One that cannot be read keeps none of the others from being read. */
async function walk(directory: string, failures: Failure[]): Promise<string[]> {
  const found: string[] = [];
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    failures.push({ path: directory, reason: reasonOf(error) });
    return found;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "schema.json") continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) for (const each of await walk(path, failures)) found.push(each);
    else if (ENDINGS.test(entry.name) && (await isReadable(entry, path))) found.push(path);
  }
  return found;
}

/** A pipe that nobody writes to would be waited for; a link to a directory could lead back here. */
async function isReadable(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return (await stat(path)).isFile();
  } catch {
    // A link to nothing: reading it says so.
    return true;
  }
}

/** What a failed system call or a parser says, in one line and without the path, which is named beside it. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  switch (code) {
    case "ENOENT":
      return "there is no such file or directory";
    case "EACCES":
    case "EPERM":
      return "it may not be read";
    case "EISDIR":
      return "it is a directory";
    case "ELOOP":
      return "it is a link that leads back to itself";
    case "ENOSPC":
      return "there is no space left";
    default:
      return (message ?? String(error)).split("\n")[0] ?? "";
  }
}
