import { existsSync, readFileSync, statSync } from "node:fs";
import type { SourceFile } from "../check/file-check.ts";
import { visible } from "../diagnostics/render/visible.ts";
import { insideOf } from "./inside.ts";
import { Progress } from "./progress.ts";
import { decodeText, readText } from "./read-text.ts";
import { findFiles } from "./vectors/find-files.ts";

export interface ReadSources {
  readonly sources: readonly SourceFile[];
  /** What cannot be read, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Reads the policy files that configurations name; `undefined`: it cannot be read. Only below the working directory and those
 * of `paths`: what is quoted of a file ends up in the log of a CI job, and a configuration may be anybody's pull request.
 */
export function namedFileReader(paths: readonly string[]): (path: string) => string | undefined {
  const isInside = insideOf(paths);
  return (path) => {
    try {
      return isInside(path) && statSync(path).isFile() ? decodeText(readFileSync(path)) : undefined;
    } catch {
      return undefined;
    }
  };
}

/** The files that `check` was given, of directories all that may hold a policy. `-` is standard input, once. */
export async function readSources(paths: readonly string[]): Promise<ReadSources> {
  const { files, failures } = await findFiles(paths.filter((path) => path !== "-"));
  const problems = failures.map(({ path, reason }) => `${visible(path)}: ${reason}`);
  const candidates = paths.includes("-") ? [{ path: "-", named: true }, ...files] : files;
  const progress = new Progress(candidates.length, "read");
  const sources: SourceFile[] = [];
  const isInside = insideOf(paths);
  for (const { path, named } of candidates) {
    if (!named && existsSync(path) && !isInside(path)) {
      problems.push(`${visible(path)}: it is a link out of the directories that are checked`);
      continue;
    }
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
