import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const CACHE = new URL("../../node_modules/.cache/sluice-live/", import.meta.url);
const CLI = new URL("../../../proxy/src/cli/", import.meta.url);
const ENTRY = `import { main } from "./main.ts"; await main(process.argv);`;

/** `sluice`, as a command for a shell, made from the sources: nothing has to be built before the tests. */
export interface SluiceCommand {
  readonly command: string;
  remove(): Promise<void>;
}

export async function buildSluiceCommand(): Promise<SluiceCommand> {
  const file = fileURLToPath(new URL(`sluice-${randomUUID()}.mjs`, CACHE));
  await build({
    stdin: { contents: ENTRY, loader: "ts", resolveDir: fileURLToPath(CLI) },
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
    command: `${JSON.stringify(process.execPath)} ${JSON.stringify(file)}`,
    remove: () => rm(file, { force: true }),
  };
}
