import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The command as one file that plain Node runs, made from the sources: nothing has to be built before the tests. */
export interface Cli {
  spawn(args: readonly string[]): ChildProcessByStdio<null, Readable, Readable>;
  remove(): Promise<void>;
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
    spawn: (args) => spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "pipe"] }),
    remove: () => rm(file, { force: true }),
  };
}
