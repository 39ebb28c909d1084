import { randomBytes } from "node:crypto";
import { access, chmod, constants, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { visible } from "../diagnostics/render/visible.ts";
import { reasonOf } from "./vectors/find-files.ts";

export interface ChangedFile {
  readonly path: string;
  /** As it was read. */
  readonly before: string;
  readonly after: string;
}

/** A file that stays as it is. */
interface NotWritten {
  readonly path: string;
  /** One sentence that names it. */
  readonly problem: string;
}

export async function writeFixed(files: readonly ChangedFile[]): Promise<readonly NotWritten[]> {
  const notWritten: NotWritten[] = [];
  for (const file of files) {
    const problem = await replace(file);
    if (problem !== undefined)
      notWritten.push({ path: file.path, problem: `${visible(file.path)}: not changed: ${problem}` });
  }
  return notWritten;
}

async function replace({ path, before, after }: ChangedFile): Promise<string | undefined> {
  try {
    // A link stays one.
    const target = await realpath(path);
    // What takes a file's place needs leave to write to the directory alone.
    await access(target, constants.W_OK);
    const found = await readFile(target, "utf8");
    // Under another name it has been mended already.
    if (found === after) return undefined;
    if (found !== before) return "somebody else has changed it in the meantime";
    const { mode, nlink, uid } = await stat(target);
    // A file in its place would be nobody's other name, and belong to whoever runs this.
    if (nlink > 1 || uid !== process.getuid?.()) await writeFile(target, after);
    else await exchange(target, after, mode);
    return undefined;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    return code === "EACCES" || code === "EPERM" || code === "EROFS" ? "it may not be written" : reasonOf(error);
  }
}

/** Beside the file and then in its place, so that a reader sees the old text or the new one and nothing between. */
async function exchange(target: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(target), `.sluice-fix-${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await chmod(temporary, mode);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}
