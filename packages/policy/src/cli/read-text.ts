import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { visible } from "../diagnostics/render/visible.ts";
import { reasonOf } from "./vectors/find-files.ts";

export type ReadText = { readonly ok: true; readonly text: string } | NotRead;

interface NotRead {
  readonly ok: false;
  /** Why, without the name. */
  readonly reason: string;
  /** One sentence that names the file. */
  readonly problem: string;
}

/** What a pipe or a device may give: a document may have 8 MiB, and `/dev/zero` never ends. */
const MAX_STREAMED = 64 * 1024 * 1024;

/** The text of a file, or of standard input for `-`. */
export async function readText(path: string): Promise<ReadText> {
  let bytes: Uint8Array;
  try {
    bytes = path === "-" ? await readStream(process.stdin) : await readPath(path);
  } catch (error) {
    return notRead(path, reasonOf(error));
  }
  const text = decodeText(bytes);
  return text === undefined ? notRead(path, "it is not UTF-8 text") : { ok: true, text };
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

function notRead(path: string, reason: string): NotRead {
  return { ok: false, reason, problem: `${visible(nameOf(path))}: ${reason}` };
}

async function readPath(path: string): Promise<Uint8Array> {
  return (await stat(path)).isFile() ? readFile(path) : readStream(createReadStream(path));
}

async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_STREAMED) throw new Error("it gives more than 64 MiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
