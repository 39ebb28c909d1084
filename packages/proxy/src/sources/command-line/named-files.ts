import { resolve } from "node:path";
import { looksLikeKey, NO_PEM, type ReadFile } from "../../config/files.ts";
import { errorCode } from "../../error-code.ts";
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
