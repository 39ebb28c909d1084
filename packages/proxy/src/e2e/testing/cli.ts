import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The command as one file that plain Node runs, made from the sources: nothing has to be built before the tests. */
export interface Cli {
  /** The one file. */
  readonly file: string;
  spawn(args: readonly string[], options?: SpawnOptions): ChildProcessByStdio<null, Readable, Readable>;
  remove(): Promise<void>;
}

export interface SpawnOptions {
  /** How many files it may have open. Default: as many as whoever starts it. */
  readonly openFiles?: number | undefined;
}

/** In the repository, since the quickstart looks for its example above its own file. */
const CACHE = new URL("../../../node_modules/.cache/sluice-e2e/", import.meta.url);
const ENTRY = `import { main } from "./main.ts"; await main(process.argv);`;

export async function buildCli(): Promise<Cli> {
  const file = fileURLToPath(new URL(`sluice-${randomUUID()}.mjs`, CACHE));
  await build({
    stdin: { contents: ENTRY, loader: "ts", resolveDir: fileURLToPath(new URL("../../cli/", import.meta.url)) },
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["sluice-source"],
    // CommonJS packages in the bundle call `require` for Node's modules, which ES modules do not have.
    banner: { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);` },
    logLevel: "error",
  });
  return {
    file,
    spawn(args, { openFiles } = {}) {
      const [command, ...rest] = [...limited(openFiles), process.execPath, file, ...args];
      return spawn(command ?? "", rest, { stdio: ["ignore", "pipe", "pipe"] });
    },
    remove: () => rm(file, { force: true }),
  };
}

/** Node raises the soft limit to the hard one, so that both are lowered. */
function limited(openFiles: number | undefined): string[] {
  return openFiles === undefined ? [] : ["sh", "-c", `ulimit -n ${openFiles}; exec "$@"`, "sh"];
}
