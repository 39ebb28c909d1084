import { randomBytes } from "node:crypto";
import { chmod, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { reasonOf } from "./vectors/find-files.ts";

export interface ChangedFile {
  readonly path: string;
  /** As it was read. */
  readonly before: string;
  readonly after: string;
}

/** Writes files in one piece each; the problems, one sentence each, of those that stay as they are. */
export async function writeFixed(files: readonly ChangedFile[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const file of files) {
    const problem = await replace(file);
    if (problem !== undefined) problems.push(`${file.path}: not changed: ${problem}`);
  }
  return problems;
}

/** Beside the file and then in its place, so that a reader sees the old text or the new one and nothing between. */
async function replace({ path, before, after }: ChangedFile): Promise<string | undefined> {
  try {
    // A link stays one.
    const target = await realpath(path);
    if ((await readFile(target, "utf8")) !== before) return "somebody else has changed it in the meantime";
    const { mode } = await stat(target);
    const temporary = join(dirname(target), `.sluice-fix-${randomBytes(6).toString("hex")}`);
    try {
      await writeFile(temporary, after, { flag: "wx" });
      await chmod(temporary, mode);
      await rename(temporary, target);
    } finally {
      await rm(temporary, { force: true });
    }
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
