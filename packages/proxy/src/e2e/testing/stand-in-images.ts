import { copyFileSync, cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { peerPath } from "./peers.ts";
import { type RunResult, run } from "./run.ts";

/** What `buildah` is called with, in a store of its own. */
export type Buildah = (...args: readonly string[]) => Promise<string>;

/** As long as it takes to install and to build the project on a busy machine. */
export const BUILD_TIME = 300_000;

export function buildahIn(directory: string): Buildah {
  const store = ["--root", join(directory, "store"), "--runroot", join(directory, "run"), "--storage-driver", "vfs"];
  return async (...args) => {
    const ended = await run(peerPath("buildah"), [...store, ...args], { timeout: BUILD_TIME });
    return stdoutOf(ended, `buildah ${args.join(" ")}`);
  };
}

/**
 * Images under the names that the Dockerfile builds from, made of this machine's own Node: registries of images are not
 * to be reached from tests. What a real image has beside it is not shown.
 */
export async function makeStandIns(buildah: Buildah, directory: string): Promise<void> {
  const build = join(directory, "build-base");
  for (const program of ["sh", "env", "find", "rm", "node"])
    await addProgram(build, await whereIs(program), `/usr/bin/${program}`);
  symlinkSync("usr/bin", join(build, "bin"));
  const npm = dirname(dirname(realpathSync(await whereIs("npm"))));
  cpSync(npm, join(build, "usr/lib/node_modules/npm"), { recursive: true });
  for (const name of ["npm", "npx"]) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(build, "usr/bin", name));
  }
  mkdirSync(join(build, "tmp"));
  const settings = await npmSettings(build);
  const image = async (base: string, name: string, flags: readonly string[]): Promise<void> => {
    const container = (await buildah("from", "scratch")).trim();
    await buildah("copy", "--quiet", container, base, "/");
    await buildah("config", ...flags, container);
    await buildah("commit", "--quiet", "--rm", container, name);
  };
  await image(build, "docker.io/library/node:24-bookworm-slim", ["--env", "PATH=/usr/bin:/bin", ...settings]);

  const final = join(directory, "final-base");
  await addProgram(final, await whereIs("node"), "/nodejs/bin/node");
  for (const name of ["dev", "proc", "tmp"]) mkdirSync(join(final, name));
  await image(final, "gcr.io/distroless/nodejs24-debian12:nonroot", ["--entrypoint", '["/nodejs/bin/node"]']);
}

/** Copies a program with the libraries that it loads. */
async function addProgram(root: string, program: string, to: string): Promise<void> {
  const { stdout } = await run("ldd", [program]);
  const libraries = [...stdout.matchAll(/(\/\S+)/g)].map(([, path]) => path ?? "");
  for (const [from, target] of [[program, to] as const, ...libraries.map((path) => [path, path] as const)]) {
    mkdirSync(dirname(join(root, target)), { recursive: true });
    copyFileSync(realpathSync(from), join(root, target));
  }
}

/** Where packages come from is the machine's own affair: said by its npm, and told to the one in the image. */
async function npmSettings(root: string): Promise<string[]> {
  const setting = async (name: string): Promise<string> => {
    const value = (await run("npm", ["config", "get", name])).stdout.trim();
    return value === "null" || value === "undefined" ? "" : value;
  };
  const flags = ["--env", `npm_config_registry=${await setting("registry")}`];
  const authorities = (await setting("cafile")) || process.env.NODE_EXTRA_CA_CERTS;
  if (!authorities) return flags;
  writeFileSync(join(root, "authorities.pem"), readFileSync(authorities));
  return [...flags, "--env", "npm_config_cafile=/authorities.pem"];
}

async function whereIs(program: string): Promise<string> {
  return stdoutOf(await run("sh", ["-c", `command -v ${program}`]), `command -v ${program}`).trim();
}

function stdoutOf({ code, stdout, stderr }: RunResult, command: string): string {
  if (code !== 0) throw new Error(`\`${command}\` has ended with ${code}\n${stdout}\n${stderr}`);
  return stdout;
}
