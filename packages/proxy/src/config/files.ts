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

/** Whether a text is a certificate or a key, and nothing that has one in it. */
export function isPem(text: string): boolean {
  return /^\s*-----BEGIN /.test(text);
}

/** PEM that stands in the configuration itself or in a file that it names. */
export async function readPem(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  what: string,
): Promise<string | undefined> {
  const text = reader.string(value, what);
  if (text === undefined || text.includes("-----BEGIN ")) return text;
  return (await readNamedFile(reader, files, value, what))?.text;
}
