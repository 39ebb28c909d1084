import { dirname, resolve } from "node:path";
import { policyIn, type Sink, type StringNode } from "@sluice/policy/source";
import type { SourceFiles } from "../config/source-files.ts";
import type { PolicyRead } from "./front-rules.ts";

export interface PolicyReaderOptions {
  readonly sink: Sink;
  readonly files: SourceFiles;
  /** Where relative paths start. Default: the directory of the file that they are written in. */
  readonly baseDirectory?: string;
  readonly readFile: (path: string) => Promise<string>;
}

/** Reads the files that `traffic_policy_file` names, each once. */
export function policyReader(options: PolicyReaderOptions): (path: StringNode) => Promise<PolicyRead> {
  const known = new Map<string, Promise<PolicyRead>>();
  return (name) => {
    const path = resolve(options.baseDirectory ?? dirname(options.files.at(name.start).path), name.value);
    const read = known.get(path) ?? readPolicy(path, options);
    known.set(path, read);
    return read;
  };
}

async function readPolicy(path: string, { readFile, files, sink }: PolicyReaderOptions): Promise<PolicyRead> {
  let text: string;
  try {
    text = await readFile(path);
  } catch {
    // The reader of the configuration tries again, and says so.
    return { ok: false };
  }
  const { base } = files.add(path, text);
  const { node } = policyIn(text, sink, ({ start, end }) => ({ start: start + base, end: end + base }));
  return { ok: true, node };
}
