import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { SECRET } from "@sluice/policy";
import { errorCode } from "../error-code.ts";
import type { ReadBytes } from "../file-bytes.ts";
import type { ReadList } from "../listed-addresses.ts";
import type { ConfigReader, Value } from "./reader.ts";

/** Reads the files that a configuration names. */
export type ReadFile = (path: string) => Promise<string>;

export interface FileSource {
  /** Where relative paths start. Default: the directory of the file that they are written in. */
  readonly baseDirectory?: string;
  readonly readFile: ReadFile;
  /** For what is no text. */
  readonly readBytes: ReadBytes;
  /** For lists of addresses, which are never held as texts. */
  readonly readList: ReadList;
  /** Called with each value that names a file, and the absolute path that is meant. Default: nobody needs to know. */
  readonly onPath?: (at: Value, path: string) => void;
}

export const readTextFile: ReadFile = (path) => readFile(path, "utf8");

/** A file that a configuration names. */
export interface NamedFile {
  readonly path: string;
  readonly text: string;
}

/** The absolute path that is meant by one that is written at `at`. */
export function pathOf(reader: ConfigReader, files: FileSource, name: string, at: Value): string {
  const path = resolve(files.baseDirectory ?? dirname(reader.files.at(at.start).path), name);
  files.onPath?.(at, path);
  return path;
}

/** The file named by a value; one that cannot be read is reported. */
export async function readNamedFile(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  what: string,
): Promise<NamedFile | undefined> {
  const found = await readNamed(reader, files, value, { what, read: files.readFile });
  return found && { path: found.path, text: found.content };
}

/** As `readNamedFile`, of what is read in another way. */
export async function readNamed<T>(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  { what, read }: { readonly what: string; readonly read: (path: string) => Promise<T> },
): Promise<{ readonly path: string; readonly content: T } | undefined> {
  const name = reader.string(value, what);
  if (name === undefined || !value) return undefined;
  const path = pathOf(reader, files, name, value);
  try {
    return { path, content: await read(path) };
  } catch (error) {
    reader.report("invalid-value", `${what} \`${name}\` cannot be read (${errorCode(error)})`, value);
    return undefined;
  }
}

/** Whether a text is a certificate or a key, and nothing that has one in it. */
export function isPem(text: string): boolean {
  return /^\s*-----BEGIN /.test(text);
}

/** Several lines, a long one of base64, or one that starts as every key in DER does: of Ed25519 it has 64 characters. */
const KEY_MATERIAL = /[\r\n]|^[A-Za-z0-9+/=]{129,}$|^M[A-Za-z0-9+/=]{40,}$/;

/** Whether a text is what a key looks like without its frame: nobody's path, and no message may show it as if it were one. */
export function looksLikeKey(text: string): boolean {
  return KEY_MATERIAL.test(text.trim());
}

/**
 * Reports a text that `sluice config print` has put in the place of what it does not show: everybody knows that one. The
 * result is whether it is one.
 */
export function isMasked(reader: ConfigReader, text: string, at: Value | undefined, what: string): boolean {
  if (!text.includes(SECRET)) return false;
  const message = `${what} is \`${SECRET}\`, which stands where \`sluice config print\` has left something out`;
  reader.report(
    "invalid-value",
    message,
    at,
    "print the configuration with `--show-secrets`, or write what belongs there",
  );
  return true;
}

/** What is said of one. */
export const NO_PEM = {
  message: "is neither PEM nor the path of a file",
  hint: "PEM starts with a line `-----BEGIN …-----`; a path that looks like a key is written with `./` before it",
} as const;

/** PEM that stands in the configuration itself or in a file that it names. */
export async function readPem(
  reader: ConfigReader,
  files: FileSource,
  value: Value | undefined,
  what: string,
): Promise<string | undefined> {
  const text = reader.string(value, what);
  if (text === undefined || isMasked(reader, text, value, what)) return undefined;
  if (text.includes("-----BEGIN ")) return text;
  if (looksLikeKey(text)) {
    reader.report("invalid-value", `${what} ${NO_PEM.message}`, value, NO_PEM.hint);
    return undefined;
  }
  return (await readNamedFile(reader, files, value, what))?.text;
}
