import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { ProxyConfig } from "../config/config.ts";
import { type ReadFile, readTextFile } from "../config/files.ts";
import { loadConfig } from "../config/load.ts";
import type { FileDiagnostic } from "../config/reader.ts";
import { errorCode } from "../error-code.ts";

/** What one reading of a configuration has found. */
export interface Reading {
  readonly at: Date;
  /** There iff nothing is wrong. */
  readonly config?: ProxyConfig;
  readonly diagnostics: readonly FileDiagnostic[];
  /** Why the configuration itself cannot be read: a code of the operating system. */
  readonly unreadable?: string;
  /** By the absolute path of each file that was read: what tells its contents, or its lack of any, from others. */
  readonly contents: ReadonlyMap<string, string>;
  /** What was read, by the same paths, if it was asked for: `readFrom` reads it again as it was. */
  readonly files?: readonly (readonly [string, FileContent])[];
}

/** What is in a file, or the system's code for why that cannot be read. */
export type FileContent = { readonly text: string } | { readonly code: string };

export interface ReadOptions {
  /** The configuration's path, as the user has it. */
  readonly path: string;
  /** What time it is. */
  readonly at: Date;
  /** Called with every path before it is read. Default: nobody needs to know. */
  readonly before?: (path: string) => Promise<void>;
  /** Default: from the file system. */
  readonly readFile?: ReadFile;
  /** Whether `files` is wanted: it holds everything in memory. Default false. */
  readonly keepFiles?: boolean;
}

/** Reads `sluice.yml` and all that it names, each file once. */
export async function readConfiguration(options: ReadOptions): Promise<Reading> {
  const { path, at, before = async () => {}, readFile = readTextFile, keepFiles = false } = options;
  const contents = new Map<string, string>();
  const files: [string, FileContent][] = [];
  const texts = new Map<string, Promise<string>>();
  const read = async (file: string): Promise<string> => {
    await before(file);
    try {
      const text = await readFile(file);
      contents.set(file, digestOf(text));
      if (keepFiles) files.push([file, { text }]);
      return text;
    } catch (error) {
      const code = errorCode(error);
      contents.set(file, code);
      if (keepFiles) files.push([file, { code }]);
      throw error;
    }
  };
  // One that is named twice must not be two different ones because it changes between.
  const readOnce: ReadFile = (file) => {
    const known = texts.get(file) ?? read(file);
    texts.set(file, known);
    return known;
  };
  let text: string;
  try {
    text = await readOnce(resolve(path));
  } catch (error) {
    return { at, diagnostics: [], unreadable: errorCode(error), contents };
  }
  const { config, diagnostics } = await loadConfig(text, { filename: path, readFile: readOnce, now: at });
  return { at, ...(config ? { config } : {}), diagnostics, contents, ...(keepFiles ? { files } : {}) };
}

/** Reads what was read before, and finds nothing else. */
export function readFrom(files: Reading["files"]): ReadFile {
  const known = new Map(files);
  return async (path) => {
    const content = known.get(path) ?? { code: "ENOENT" };
    if ("text" in content) return content.text;
    throw Object.assign(new Error(`${path}: ${content.code}`), { code: content.code });
  };
}

/** What is in these files now, as `Reading.contents` has it. */
export async function readContents(paths: Iterable<string>, readFile: ReadFile): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (const path of paths) {
    contents.set(path, await readFile(path).then(digestOf, errorCode));
  }
  return contents;
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
