import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errorCode } from "../error-code.ts";
import type { ReadBytes } from "../file-bytes.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** Reads the files that a configuration names. */
export type ReadFile = (path: string) => Promise<string>;

export interface FileSource {
  /** Where relative paths start. Default: the directory of the file that they are written in. */
  readonly baseDirectory?: string;
  readonly readFile: ReadFile;
  /** For what is no text. */
  readonly readBytes: ReadBytes;
}

export const readTextFile: ReadFile = (path) => readFile(path, "utf8");

/** A file that a configuration names. */
export interface NamedFile {
  readonly path: string;
  readonly text: string;
}

/** The absolute path that is meant by one that is written at `at`. */
export function pathOf(reader: ConfigReader, files: FileSource, name: string, at: Value): string {
  return resolve(files.baseDirectory ?? dirname(reader.files.at(at.start).path), name);
}

/** The file named by a value; one that cannot be read is reported. */
export async function readNamedFile(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  what: string,
): Promise<NamedFile | undefined> {
  const name = reader.string(value, what);
  if (name === undefined || !value) return undefined;
  const path = pathOf(reader, files, name, value);
  try {
    return { path, text: await files.readFile(path) };
  } catch (error) {
    reader.report("invalid-value", `${what} \`${name}\` cannot be read (${errorCode(error)})`, value);
    return undefined;
  }
}

/** What is longer names no file anywhere (NAME_MAX). */
const LONGEST_PATH = 255;

/** PEM that stands in the configuration itself or in a file that it names. */
export async function readPem(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  what: string,
): Promise<string | undefined> {
  const text = reader.string(value, what);
  if (text === undefined || text.includes("-----BEGIN ")) return text;
  if (text.includes("\n") || text.length > LONGEST_PATH) {
    // Not quoted: it may be a key that has lost its first line.
    reader.report("invalid-value", `${what} is neither PEM nor the path of a file`, value);
    return undefined;
  }
  return (await readNamedFile(reader, files, value, what))?.text;
}
