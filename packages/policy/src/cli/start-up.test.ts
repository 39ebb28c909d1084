import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const ENTRY = "main.ts";

/** Files that are loaded before any command runs: reached from the entry without an `import()`. */
async function loadedAtStart(): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(ENTRY, import.meta.url))],
    absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
    bundle: true,
    write: false,
    metafile: true,
    splitting: true,
    outdir: "out",
    platform: "node",
    format: "esm",
    conditions: ["sluice-source"],
    logLevel: "silent",
  });
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind, external } of metafile.inputs[path]?.imports ?? []) {
      if (kind !== "dynamic-import" && external !== true) visit(next);
    }
  };
  visit(ENTRY);
  return [...loaded];
}

test("nothing but the commands' options is loaded before a command runs", async () => {
  const packages = (await loadedAtStart()).filter((path) => path.includes("node_modules"));
  expect(packages.filter((path) => !path.includes("node_modules/commander/"))).toEqual([]);
  const own = (await loadedAtStart()).filter((path) => !path.includes("node_modules"));
  expect(own.filter((path) => /generated|compile|vectors\/|cel\/|source\//.test(path))).toEqual([]);
});
