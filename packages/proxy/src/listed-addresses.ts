import { createHash } from "node:crypto";
import { type CidrList, CidrListReader } from "@sluice/policy";
import { type ScanOptions, scanFile } from "./file-bytes.ts";

/** What a file of addresses has come to, and what tells it from anything else. */
export interface ListedAddresses {
  readonly list: CidrList;
  /** `sha256:` and hex, of the file's bytes. */
  readonly digest: string;
}

/** Reads the files of addresses that a configuration names. Rejects with a `code`, as errors of the system have. */
export type ReadList = (path: string) => Promise<ListedAddresses>;

/** Reads a file part by part: its text is never in memory as a whole. */
export async function readListFile(path: string, options: ScanOptions = {}): Promise<ListedAddresses> {
  const reader = new CidrListReader();
  const digest = await scanFile(path, (part) => reader.push(part), options);
  return { list: reader.end(), digest };
}

/** Of what gives whole texts, where a host has files of its own. */
export function listsOf(readText: (path: string) => Promise<string>): ReadList {
  return async (path) => {
    const bytes = Buffer.from(await readText(path));
    const reader = new CidrListReader();
    reader.push(bytes);
    return { list: reader.end(), digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
  };
}
