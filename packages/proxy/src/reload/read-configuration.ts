import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { ProxyConfig } from "../config/config.ts";
import { type ReadFile, readTextFile } from "../config/files.ts";
import { loadTexts } from "../config/load.ts";
import type { FileDiagnostic } from "../config/reader.ts";
import { errorCode } from "../error-code.ts";
import { digestOfFile, type ReadBytes, readFileBytes } from "../file-bytes.ts";
import { type ReadList, readListFile } from "../listed-addresses.ts";
import { loadTyped, type TypedEndpoint } from "../sources/command-line/load.ts";
import type { GivenText } from "../sources/read-texts.ts";
import { namesIn, withListings } from "./directory-listing.ts";

/** What one reading of a configuration has found. */
export interface Reading {
  readonly at: Date;
  /** There iff nothing is wrong. */
  readonly config?: ProxyConfig;
  readonly diagnostics: readonly FileDiagnostic[];
  /** Why the configuration itself cannot be read: a code of the operating system. */
  readonly unreadable?: string;
  /** Which part of it, as the user has it. There iff `unreadable` is. */
  readonly unreadablePath?: string;
  /** By the absolute path of each file that was read: what tells its contents, or its lack of any, from others. */
  readonly contents: ReadonlyMap<string, string>;
  /** What was read, by the same paths, if it was asked for: `readFrom` reads it again as it was. */
  readonly files?: readonly (readonly [string, FileContent])[];
  /** As `files`, of those that were read as bytes: they are too large to be kept beside what was made of them. */
  readonly databases?: readonly (readonly [string, DatabaseContent])[];
  /** As `databases`, of lists of addresses. */
  readonly lists?: readonly (readonly [string, DatabaseContent])[];
}

/** What is in a file, or the system's code for why that cannot be read. */
export type FileContent = { readonly text: string } | { readonly code: string };

/** What tells the contents of a file, or the system's code for why it cannot be read. */
export type DatabaseContent = { readonly digest: string } | { readonly code: string };

/** What a configuration is made from. */
export interface ConfigSources {
  /** Of files, and of directories of them, as the user has them. */
  readonly paths: readonly string[];
  /** `NAME=HOST:PORT`: addresses of services, as outside of their cluster. Default: none. */
  readonly resolve?: readonly string[];
  /** An endpoint that was typed, in place of any path. */
  readonly typed?: TypedEndpoint;
}

export interface ReadOptions extends ConfigSources {
  /** What time it is. */
  readonly at: Date;
  /** Called with every path before it is read. Default: nobody needs to know. */
  readonly before?: (path: string) => Promise<void>;
  /** Lists directories, too (`withListings`). Default: from the file system. */
  readonly readFile?: ReadFile;
  readonly readBytes?: ReadBytes;
  readonly readList?: ReadList;
  /** Whether `files` is wanted: it holds everything in memory. Default false. */
  readonly keepFiles?: boolean;
}

/** Reads what a configuration is made from and all that it names, each file once. */
export async function readConfiguration(options: ReadOptions): Promise<Reading> {
  const { paths, resolve: addresses = [], typed, at, before = async () => {}, keepFiles = false } = options;
  const { readFile = withListings(readTextFile) } = options;
  const { readBytes = readFileBytes, readList = readListFile } = options;
  const contents = new Map<string, string>();
  const files: [string, FileContent][] = [];
  const known = new Map<string, Promise<string>>();
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
  // What is told of a file by its digest alone, in the same way whatever is made of it.
  const noting = <T extends { readonly digest: string }>(
    kind: string,
    known: [string, DatabaseContent][],
    readAs: (file: string) => Promise<T>,
  ) => {
    return async (file: string): Promise<T> => {
      await before(file);
      try {
        const read = await readAs(file);
        contents.set(file, `${kind}${read.digest}`);
        known.push([file, { digest: read.digest }]);
        return read;
      } catch (error) {
        const code = errorCode(error);
        contents.set(file, `${kind}${code}`);
        known.push([file, { code }]);
        throw error;
      }
    };
  };
  const databases: [string, DatabaseContent][] = [];
  const lists: [string, DatabaseContent][] = [];
  // One that is named twice must not be two different ones because it changes between.
  const readOnce: ReadFile = (file) => {
    const text = known.get(file) ?? read(file);
    known.set(file, text);
    return text;
  };
  const texts: GivenText[] = [];
  for (const path of paths) {
    const found = await readPath(path, readOnce);
    if ("code" in found) return { at, diagnostics: [], unreadable: found.code, unreadablePath: found.path, contents };
    texts.push(...found.texts);
  }
  const given = {
    readFile: readOnce,
    readBytes: noting(BYTES, databases, readBytes),
    readList: noting(LIST, lists, readList),
    now: at,
  };
  const { config, diagnostics } = typed
    ? await loadTyped(typed, given)
    : await loadTexts(texts, { ...given, resolve: addresses });
  return {
    at,
    ...(config ? { config } : {}),
    diagnostics,
    contents,
    ...(keepFiles ? { files, databases, lists } : {}),
  };
}

/** Reads a path as `readConfiguration` does, for who has no reading to keep. */
export async function readPath(path: string, readFile: ReadFile): Promise<PathRead> {
  try {
    return { texts: [{ path, text: await readFile(resolve(path)) }] };
  } catch (error) {
    const code = errorCode(error);
    return code === "EISDIR" ? readDirectory(path, readFile) : { path, code };
  }
}

export type PathRead = { readonly texts: readonly GivenText[] } | { readonly path: string; readonly code: string };

async function readDirectory(directory: string, readFile: ReadFile): Promise<PathRead> {
  const texts: GivenText[] = [];
  try {
    const names = namesIn(await readFile(`${resolve(directory)}/`));
    if (names.length === 0) return { path: directory, code: "no .yml, .yaml or .json file is in it" };
    for (const name of names) {
      const path = join(directory, name);
      const text = await readFile(resolve(path)).catch((error: unknown) => ({ code: errorCode(error) }));
      if (typeof text !== "string") return { path, code: text.code };
      texts.push({ path, text, found: true });
    }
  } catch (error) {
    return { path: directory, code: errorCode(error) };
  }
  return { texts };
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
    const kind = [BYTES, LIST].find((each) => content.startsWith(each));
    const now = kind ? digestOfBytes(path).catch(errorCode) : readFile(path).then(digestOf, errorCode);
    contents.set(path, `${kind ?? ""}${await now}`);
  }
  return contents;
}

/** What tells files that are read as bytes: for the sake of a look nobody reads a database as text. */
export const BYTES = "bytes ";
/** What tells lists of addresses, which are read part by part. */
const LIST = "list ";

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
