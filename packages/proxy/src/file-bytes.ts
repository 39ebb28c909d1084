import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { NOT_REGULAR } from "./regular-file.ts";

/** What is in a file, and what tells it from anything else. */
export interface FileBytes {
  readonly bytes: Buffer;
  /** `sha256:` and hex. */
  readonly digest: string;
}

/** Reads the files of a configuration that are no text. Rejects with a `code`, as errors of the system have. */
export type ReadBytes = (path: string) => Promise<FileBytes>;

/** At a time: other work of the process goes on in between. */
const CHUNK = 2 ** 20;
/** Several times as much as the largest database that is sold. */
const LARGEST = 2 ** 30;

/** Reads a regular file as it is. One that changes meanwhile is refused: half of it would be of what it was before. */
export async function readFileBytes(path: string): Promise<FileBytes> {
  let bytes: Buffer = Buffer.alloc(0);
  const digest = await scan(path, (size) => {
    // Not from the pool, and not cleared: all of it is written, or the reading fails.
    bytes = Buffer.allocUnsafeSlow(size);
    return (offset) => bytes.subarray(offset, offset + CHUNK);
  });
  return { bytes, digest };
}

/** The digest of a file, without holding what is in it. */
export function digestOfFile(path: string): Promise<string> {
  return scan(path, () => {
    const chunk = Buffer.allocUnsafe(CHUNK);
    return () => chunk;
  });
}

/** At a time of what is looked through on the way: nobody is to wait for the rest. */
const PART = 2 ** 18;

export interface ScanOptions {
  /** Read what is no regular file to its end: a pipe, as a shell makes it, which may hold the read. Default: it is refused. */
  readonly pipes?: boolean;
}

/**
 * Gives a file part by part, and tells its digest at the end; a part may be overwritten once `take` has returned. A file that
 * changes meanwhile is refused.
 */
export async function scanFile(
  path: string,
  take: (part: Buffer) => void,
  { pipes = false }: ScanOptions = {},
): Promise<string> {
  const part = Buffer.allocUnsafe(PART);
  return !pipes || (await stat(path)).isFile() ? scan(path, () => () => part, take) : scanPipe(path, part, take);
}

async function scanPipe(path: string, part: Buffer, take: (part: Buffer) => void): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path);
  try {
    for (let total = 0; ; ) {
      const { bytesRead } = await file.read(part, 0, part.length, null);
      if (bytesRead === 0) break;
      total += bytesRead;
      if (total > LARGEST) throw failure(path, TOO_LARGE);
      hash.update(part.subarray(0, bytesRead));
      take(part.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return `sha256:${hash.digest("hex")}`;
}

/** `into`: told the size, gives the buffer that what is at an offset is read into. */
async function scan(
  path: string,
  into: (size: number) => (offset: number) => Buffer,
  take: (part: Buffer) => void = () => {},
): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) throw failure(path, NOT_REGULAR);
    const size = Number(before.size);
    if (size > LARGEST) throw failure(path, TOO_LARGE);
    const hash = createHash("sha256");
    const chunkAt = into(size);
    for (let offset = 0; offset < size; ) {
      const chunk = chunkAt(offset);
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, size - offset), offset);
      if (bytesRead === 0) throw failure(path, CHANGED);
      const part = chunk.subarray(0, bytesRead);
      hash.update(part);
      take(part);
      offset += bytesRead;
    }
    const after = await file.stat({ bigint: true });
    const isSame = after.size === before.size && after.mtimeNs === before.mtimeNs && after.ctimeNs === before.ctimeNs;
    if (!isSame) throw failure(path, CHANGED);
    return `sha256:${hash.digest("hex")}`;
  } finally {
    await file.close();
  }
}

const CHANGED = "changed while it was read";
const TOO_LARGE = "larger than 1 GiB";

function failure(path: string, code: string): Error {
  return Object.assign(new Error(`${path}: ${code}`), { code });
}
