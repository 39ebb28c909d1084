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
  try {
    // The byte order mark stays: offsets count it.
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: `${nameOf(path)}: it is not UTF-8 text` };
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
