import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { examplePath } from "../../testing/example.ts";

/** A program of `examples/` in a process of its own, with our packages from their sources: nothing has to be built first. */
export interface RunningExample {
  /** The first line on its standard output, or on its standard error, that matches from here on or before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** All that it has said so far. */
  readonly lines: readonly string[];
  signal(name: NodeJS.Signals): void;
  /** Its exit code; `null` if a signal has ended it. */
  readonly exited: Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ExampleOptions {
  readonly args?: readonly string[];
  /** Where it runs. Default: the folder of the program. */
  readonly cwd?: string;
}

const CACHE = new URL("../../../../node_modules/.cache/sluice-examples/", import.meta.url);

/** `program`: its path below `examples/`. */
export function startExample(program: string, options: ExampleOptions = {}): Promise<RunningExample> {
  const cwd = options.cwd ?? dirname(examplePath(program));
  return start(program, { entryPoints: [examplePath(program)] }, { ...options, cwd });
}

/** A program that is shown, as if it stood in `examples/`. */
export function startShown(contents: string): Promise<RunningExample> {
  const cwd = examplePath("");
  return start("what is shown", { stdin: { contents, loader: "js", resolveDir: cwd } }, { cwd });
}

async function start(
  program: string,
  entry: Pick<BuildOptions, "entryPoints" | "stdin">,
  { args = [], cwd }: ExampleOptions,
): Promise<RunningExample> {
  const file = fileURLToPath(new URL(`${randomUUID()}.mjs`, CACHE));
  await build({
    ...entry,
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
  const child = spawn(process.execPath, [file, ...args], {
    ...(cwd ? { cwd } : {}),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const again of [...waiting]) again();
  };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      look();
    });
  }
  let hasEnded = false;
  void exited.then(() => {
    hasEnded = true;
    look();
  });
  const said = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const find = (): void => {
        const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
        if (found) resolve(found);
        else if (hasEnded) reject(new Error(`${program} has ended without saying ${pattern}:\n${lines.join("\n")}`));
        else return;
        waiting.delete(find);
      };
      waiting.add(find);
      find();
    });
  return {
    said,
    lines,
    signal: (name) => child.kill(name),
    exited,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
      await rm(file, { force: true });
    },
  };
}
