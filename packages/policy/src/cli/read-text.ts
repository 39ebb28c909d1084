import { readFile } from "node:fs/promises";
import { reasonOf } from "./vectors/find-files.ts";

export type ReadText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** The text of a file, or of standard input for `-`; `problem` is one sentence that names it. */
export async function readText(path: string): Promise<ReadText> {
  let bytes: Uint8Array;
  try {
    bytes = path === "-" ? await readStandardInput() : await readFile(path);
  } catch (error) {
    return { ok: false, problem: `${nameOf(path)}: ${reasonOf(error)}` };
  }
  const text = decodeText(bytes);
  return text === undefined ? { ok: false, problem: `${nameOf(path)}: it is not UTF-8 text` } : { ok: true, text };
}

/** UTF-8, strictly; `undefined` for anything else. The byte order mark stays: offsets count it. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function nameOf(path: string): string {
  return path === "-" ? "standard input" : path;
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
