import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { answerVector } from "@sluice/policy/vectors";
import type { createProxy, createX509Checks, loadConfig } from "@sluice/proxy";
import { build, type Plugin } from "esbuild";

/** A classical mistake: where in the compiler's sources it is made, and how. */
export interface Bug {
  readonly name: string;
  /** In `packages/policy/src`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly right: string;
  readonly wrong: string;
}

export const CLASSICAL_BUGS: readonly Bug[] = [
  {
    name: "denied lists are ignored for IPv6",
    file: "actions/restrict-ips.ts",
    right: "const deniedBy = denied.find(address, state);",
    wrong: "const deniedBy = address.family === 6 ? -1 : denied.find(address, state);",
  },
  {
    name: "an error counts as false",
    file: "run.ts",
    right: "if (value === false) return undefined;",
    wrong: "if (value !== true) return undefined;",
  },
  {
    name: "a suffix matches without its dot",
    file: "cel/functions/strings.ts",
    right: "text.endsWith(part)",
    wrong: 'text.endsWith(part.replace(/^[.]/, ""))',
  },
];

/** What a host needs of a compiler and of the proxy around it, all from one broken copy of the sources. */
export interface BrokenCopy {
  readonly answerVector: typeof answerVector;
  readonly createProxy: typeof createProxy;
  readonly createX509Checks: typeof createX509Checks;
  readonly loadConfig: typeof loadConfig;
}

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGES = join(HERE, "..", "..", "..");

const ENTRY = `
export { answerVector } from "@sluice/policy/vectors";
export { createProxy, createX509Checks, loadConfig } from "@sluice/proxy";
`;

/** Copies the compiler with one bug in it. Throws if the place is not there any more: a bug that is not made proves nothing. */
export async function brokenCopy(bug: Bug): Promise<BrokenCopy> {
  const folder = await mkdtemp(join(tmpdir(), "broken-compiler-"));
  try {
    const outfile = join(folder, "broken.mjs");
    await build({
      stdin: { contents: ENTRY, resolveDir: HERE, loader: "ts" },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      conditions: ["sluice-source"],
      // What is written for `require` looks for it where a module has none.
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      plugins: [make(bug)],
      logLevel: "silent",
    });
    return (await import(pathToFileURL(outfile).href)) as BrokenCopy;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function make({ file, right, wrong }: Bug): Plugin {
  const path = join(PACKAGES, "policy", "src", file);
  return {
    name: "bug",
    setup({ onLoad, onEnd }) {
      let made = false;
      onLoad({ filter: /\.ts$/ }, async (args) => {
        if (args.path !== path) return undefined;
        const [before, after, ...more] = (await readFile(path, "utf8")).split(right);
        if (after === undefined || more.length > 0) throw new Error(`\`${right}\` does not stand once in ${file}`);
        made = true;
        return { contents: `${before}${wrong}${after}`, loader: "ts" };
      });
      onEnd(() => {
        if (!made) throw new Error(`${file} is not part of the copy`);
      });
    },
  };
}
