import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A directory that a test has for itself. */
export interface Scratch {
  /** Writes a file and gives its path. */
  write(name: string, contents: string | Uint8Array): Promise<string>;
  /** As `write`, of what can be run. */
  writeProgram(name: string, text: string): Promise<string>;
  path(name: string): string;
  remove(): Promise<void>;
}

export async function createScratch(): Promise<Scratch> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-e2e-"));
  const path = (name: string): string => join(directory, name);
  return {
    path,
    async write(name, contents) {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), contents, { mode: 0o600 });
      return path(name);
    },
    async writeProgram(name, text) {
      await writeFile(path(name), text, { mode: 0o700 });
      return path(name);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
