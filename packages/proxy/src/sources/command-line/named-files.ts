import { resolve } from "node:path";
import { moved, type Node, readDocuments, type Sink, type StringNode } from "@sluice/policy/source";
import { looksLikeKey, NO_PEM, type ReadFile } from "../../config/files.ts";
import type { SourceFiles } from "../../config/source-files.ts";
import { errorCode } from "../../error-code.ts";
import type { PolicyRead } from "../front-rules.ts";
import { type FlagReader, instead } from "./flag-reader.ts";
import type { ReadPem } from "./termination.ts";

/** Where the files are that flags name. */
export interface FlagFiles {
  /** Relative paths start here. */
  readonly baseDirectory: string;
  readonly readFile: ReadFile;
}

/** Reads PEM for a policy, which takes texts and no paths. PEM that was pasted stays as it is. */
export function readPemFile(reader: FlagReader, { baseDirectory, readFile }: FlagFiles): ReadPem {
  return async (flag, path) => {
    if (path.value.includes("-----BEGIN ")) return path;
    if (looksLikeKey(path.value)) {
      reader.report("invalid-value", path, `\`--${flag}\` ${NO_PEM.message}`, NO_PEM.hint);
      return undefined;
    }
    try {
      return instead(path, await readFile(resolve(baseDirectory, path.value)));
    } catch (error) {
      reader.report("invalid-value", path, `\`--${flag}\` \`${path.value}\` cannot be read (${errorCode(error)})`);
      return undefined;
    }
  };
}

export interface PolicyFileOptions {
  readonly files: SourceFiles;
  readonly source: FlagFiles;
  readonly sink: Sink;
}

/** Reads the policy that `--traffic-policy-file` names, at its places in that file. */
export function readPolicyFile({ files, source, sink }: PolicyFileOptions): (path: StringNode) => Promise<PolicyRead> {
  return async ({ value }) => {
    const path = resolve(source.baseDirectory, value);
    let text: string;
    try {
      text = await source.readFile(path);
    } catch {
      return { ok: false };
    }
    const { base } = files.add(path, text);
    const raised = ({ start, end }: { start: number; end: number }) => ({ start: start + base, end: end + base });
    const [document, second] = readDocuments(text);
    document?.problems.reportTo(sink, raised);
    if (second) {
      const { start } = raised(second);
      sink.report("multiple-documents", start, start, "a policy is one document, and a second one starts here", {
        hint: "remove the `---` line",
      });
    }
    const root: Node | undefined = document?.root;
    return { ok: true, node: root && moved(root, raised) };
  };
}
