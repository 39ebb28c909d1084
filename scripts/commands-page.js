/** The page of all commands, from the commands themselves. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

export async function commandsPage() {
  const directory = await mkdtemp(root("node_modules/.commands-page-"));
  const outfile = join(directory, "page.mjs");
  const contents = `
    import { commandsPage } from "./commands-page.ts";
    import { createProgram } from "./program.ts";
    export const page = commandsPage(createProgram([]));`;
  try {
    await build({
      stdin: { contents, loader: "ts", resolveDir: root("packages/proxy/src/cli") },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["sluice-source"],
      // CommonJS packages in the bundle call `require` for Node's modules, which ES modules do not have.
      banner: { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);` },
      logLevel: "error",
    });
    const { page } = await import(pathToFileURL(outfile).href);
    return page;
  } finally {
    await rm(directory, { recursive: true });
  }
}
