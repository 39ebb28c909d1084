import { readFileSync } from "node:fs";
import type { SourceFile } from "../check-file.ts";
import { Progress } from "./progress.ts";
import { decodeText, readText } from "./read-text.ts";
import { findFiles } from "./vectors/find-files.ts";

export interface ReadSources {
  readonly sources: readonly SourceFile[];
  /** What cannot be read, one sentence each. */
  readonly problems: readonly string[];
}

/** The text of a policy file that a configuration names; `undefined`: it cannot be read. */
export function readNamedFile(path: string): string | undefined {
  try {
    return decodeText(readFileSync(path));
  } catch {
    return undefined;
  }
}

/** The files that `check` was given, of directories all that may hold a policy. `-` is standard input, once. */
export async function readSources(paths: readonly string[]): Promise<ReadSources> {
  const { files, failures } = await findFiles(paths.filter((path) => path !== "-"));
  const problems = failures.map(({ path, reason }) => `${path}: ${reason}`);
  const candidates = paths.includes("-") ? [{ path: "-", named: true }, ...files] : files;
  const progress = new Progress(candidates.length, "read");
  const sources: SourceFile[] = [];
  for (const { path, named } of candidates) {
    const read = await readText(path);
    if (!read.ok) problems.push(read.problem);
    // An empty file is the empty policy; an empty pipe is one whose other end has failed.
    else if (path === "-" && read.text === "") problems.push("standard input: it is empty");
    else sources.push({ path, text: read.text, named });
    progress.step();
  }
  progress.end();
  return { sources, problems };
}
