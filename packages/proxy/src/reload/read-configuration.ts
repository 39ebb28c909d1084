import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { ProxyConfig } from "../config/config.ts";
import { type ReadFile, readTextFile } from "../config/files.ts";
import { loadConfig } from "../config/load.ts";
import type { FileDiagnostic } from "../config/reader.ts";
import { errorCode } from "../error-code.ts";
import { digestOfFile, type ReadBytes, readFileBytes } from "../file-bytes.ts";

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
  /** As `files`, of those that were read as bytes: they are too large to be kept beside what was made of them. */
  readonly databases?: readonly (readonly [string, DatabaseContent])[];
}

/** What is in a file, or the system's code for why that cannot be read. */
export type FileContent = { readonly text: string } | { readonly code: string };

/** What tells the contents of a file, or the system's code for why it cannot be read. */
export type DatabaseContent = { readonly digest: string } | { readonly code: string };

export interface ReadOptions {
  /** The configuration's path, as the user has it. */
  readonly path: string;
  /** What time it is. */
  readonly at: Date;
  /** Called with every path before it is read. Default: nobody needs to know. */
  readonly before?: (path: string) => Promise<void>;
  /** Default: from the file system. */
  readonly readFile?: ReadFile;
  readonly readBytes?: ReadBytes;
  /** Whether `files` is wanted: it holds everything in memory. Default false. */
  readonly keepFiles?: boolean;
}

/** Reads `sluice.yml` and all that it names, each file once. */
export async function readConfiguration(options: ReadOptions): Promise<Reading> {
  const { path, at, before = async () => {}, readFile = readTextFile, keepFiles = false } = options;
  const { readBytes = readFileBytes } = options;
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
  const databases: [string, DatabaseContent][] = [];
  const readDatabase: ReadBytes = async (file) => {
    await before(file);
    try {
      const read = await readBytes(file);
      contents.set(file, `${BYTES}${read.digest}`);
      databases.push([file, { digest: read.digest }]);
      return read;
    } catch (error) {
      const code = errorCode(error);
      contents.set(file, `${BYTES}${code}`);
      databases.push([file, { code }]);
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
  const load = { filename: path, readFile: readOnce, readBytes: readDatabase, now: at };
  const { config, diagnostics } = await loadConfig(text, load);
  return { at, ...(config ? { config } : {}), diagnostics, contents, ...(keepFiles ? { files, databases } : {}) };
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

/** What is in these files now, as `Reading.contents` has it. `seen`: what it had of them. */
export async function readContents(
  seen: ReadonlyMap<string, string>,
  readFile: ReadFile,
  digestOfBytes: (path: string) => Promise<string> = digestOfFile,
): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (const [path, content] of seen) {
    const isBytes = content.startsWith(BYTES);
    const now = isBytes ? digestOfBytes(path).catch(errorCode) : readFile(path).then(digestOf, errorCode);
    contents.set(path, isBytes ? `${BYTES}${await now}` : await now);
  }
  return contents;
}

/** What tells files that are read as bytes: for the sake of a look nobody reads a database as text. */
const BYTES = "bytes ";

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
