import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A program of the sources, for a process of its own: the oldest Node that is supported does not run TypeScript. */
export async function bundle(contents: string, directory: string): Promise<string> {
  const outfile = join(directory, "program.mjs");
  await build({
    stdin: { contents, loader: "ts", resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["sluice-source"],
    banner: { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);` },
    logLevel: "error",
  });
  return outfile;
}
