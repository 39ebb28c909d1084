import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The command as one file that plain Node runs, made from the sources: nothing has to be built before the tests. */
export interface Cli {
  /** The script. */
  readonly file: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  remove(): Promise<void>;
}

export interface RunOptions {
  /** Where the command runs. */
  readonly cwd?: string;
  /** What it reads from standard input; default: nothing. */
  readonly input?: string;
  readonly environment?: { readonly [name: string]: string };
}

/** How the command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const CACHE = new URL("../../../../../node_modules/.cache/sluice-policy-cli/", import.meta.url);
const ENTRY = `import { main } from "./main.ts"; await main(process.argv);`;

export async function buildCli(): Promise<Cli> {
  const file = fileURLToPath(new URL(`sluice-policy-${randomUUID()}.mjs`, CACHE));
  await build({
    stdin: { contents: ENTRY, loader: "ts", resolveDir: fileURLToPath(new URL("../", import.meta.url)) },
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
    run: (args, options) => run([file, ...args], options),
    remove: () => rm(file, { force: true }),
  };
}

async function run(args: readonly string[], { cwd, input, environment }: RunOptions = {}): Promise<Ended> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, args, { cwd, env: { ...inherited, ...environment } });
  // A command that ends before it has read everything is no failure of the test.
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const code = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}
