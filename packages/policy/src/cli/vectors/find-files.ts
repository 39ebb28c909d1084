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
  readonly failures: readonly { readonly path: string; readonly reason: string }[];
}

const ENDINGS = /\.(json|ya?ml)$/;

/**
 * The files that paths stand for, in the order of their names: a directory for the `.json`, `.yml` and `.yaml` files at
 * any depth in it, but `schema.json`, `node_modules` and what begins with a dot.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, Candidate>();
  const failures: { path: string; reason: string }[] = [];
  for (const path of paths) {
    try {
      const found = (await stat(path)).isDirectory()
        ? (await walk(path)).map((each) => ({ path: each, named: false }))
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

async function walk(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "schema.json") continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) found.push(...(await walk(path)));
    else if (ENDINGS.test(entry.name)) found.push(path);
  }
  return found;
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
    default:
      return (message ?? String(error)).split("\n")[0] ?? "";
  }
}
