import { constants } from "node:fs";
import { open } from "node:fs/promises";

/**
 * Reads a regular file as UTF-8. Anything else rejects at once, with a `code` as errors of the system have: a pipe would
 * hold the read, and one of the few threads that read, until somebody writes to it.
 */
export async function readRegularFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (stats.isFile()) return await file.readFile("utf8");
    if (stats.isDirectory()) throw Object.assign(new Error(`${path} is a directory`), { code: "EISDIR" });
    throw Object.assign(new Error(`${path} is not a regular file`), { code: NOT_REGULAR });
  } finally {
    await file.close();
  }
}

export const NOT_REGULAR = "not a regular file";
