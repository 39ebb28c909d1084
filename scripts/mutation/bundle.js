/** Builds what the laboratory loads: a module's sources with all their mutants, the vectors and the tests, in one file. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { instrument } from "./instrument.js";

const HARNESS = fileURLToPath(new URL("harness.js", import.meta.url));

/** Asked at every place with a mutant. Counts, so that what does not end is known without a clock. */
const BANNER = `const __mutant = (id) => {
  const laboratory = globalThis.__laboratory;
  if (++laboratory.steps > laboratory.nextLook) laboratory.look();
  laboratory.hits[id] = 1;
  return laboratory.active === id;
};`;

/** Imported before each test file, whose name follows, and behind the last: tells the laboratory what is loaded next. */
const ENTERING = "entering:";

/** One check for each vector; they are read once, and not again for a mutant that takes a fresh copy of the sources. */
const VECTORS = `
import { createX509Checks } from "@sluice/policy/crypto";
import { answerVector, compareAnswer } from "@sluice/policy/vectors";
import { fixedVectors } from "./packages/conformance/src/testing/vectors.ts";
const laboratory = globalThis.__laboratory;
laboratory.readVectors = fixedVectors;
const x509 = createX509Checks();
for (const vector of laboratory.vectors) {
  const { expect, ...question } = vector;
  // Lints take longer than to compile, and most vectors expect none.
  const lints = expect.diagnostics?.some(({ severity }) => severity === "warning") === true;
  laboratory.checks.push({
    name: vector.id,
    isVector: true,
    run() {
      const [mismatch] = compareAnswer(vector, answerVector(question, { x509, lints }));
      if (mismatch !== undefined) throw new Error(mismatch.path);
    },
  });
}`;

/**
 * Builds a module of the list into one script, a function body that takes `require`. Gives its `code`, the `packages` that
 * it requires, its `files` and the `mutants`. `leaveOut` names tests that are not run.
 */
export async function bundle({ sources, vectors, tests }, { root, leaveOut }) {
  const files = (await paths(sources, root)).filter((path) => !path.endsWith(".test.ts"));
  const testFiles = (await paths(tests, root)).filter((path) => !leaveOut.test(path));
  let last = 0;
  const mutants = [];
  const texts = new Map();
  for (const path of files) {
    const made = instrument(path, await readFile(join(root, path), "utf8"), () => ++last);
    texts.set(path, made.text);
    mutants.push(...made.mutants);
  }
  const packages = new Set();
  // The sources first, so that what runs when they are loaded is told apart from what runs when a test file is.
  const imports = [
    ...files.map((path) => `./${path}`),
    ...testFiles.flatMap((path) => [`${ENTERING}${path}`, `./${path}`]),
    ENTERING,
  ].map((path) => `import ${JSON.stringify(path)};`);
  const { outputFiles } = await build({
    stdin: { contents: [...imports, vectors ? VECTORS : ""].join("\n"), resolveDir: root, loader: "js" },
    write: false,
    bundle: true,
    platform: "node",
    // A script can be run again as often as needed, and forgotten; a module stays for ever.
    format: "cjs",
    supported: { "dynamic-import": false },
    target: "node20",
    conditions: ["sluice-source"],
    alias: { vitest: HARNESS },
    banner: { js: BANNER },
    plugins: [ownSources(root, texts, packages)],
    // Our packages say that importing them does nothing; a test does.
    ignoreAnnotations: true,
    logLevel: "error",
  });
  return { code: outputFiles[0].text, packages: [...packages], mutants, files };
}

/** Packages stay outside; of our sources the instrumented ones are taken, and each keeps its address. */
function ownSources(root, texts, packages) {
  return {
    name: "own-sources",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path }) => {
        if (path.startsWith(ENTERING)) return { path, namespace: "entering" };
        if (path === "vitest" || path.startsWith("@sluice/")) return undefined;
        packages.add(path);
        return { path, external: true };
      });
      build.onLoad({ filter: /^/, namespace: "entering" }, ({ path }) => ({
        contents: `globalThis.__laboratory.enter(${JSON.stringify(path.slice(ENTERING.length))});`,
      }));
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const own = texts.get(relative(root, path).split(sep).join("/"));
        // What drives the sources may turn for ever without a condition that could be mutated: its turns count, too.
        const contents = (own ?? (await readFile(path, "utf8"))).replaceAll("for (;;) {", "$& __mutant(0);");
        return {
          contents: contents.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
          loader: "ts",
        };
      });
    },
  };
}

/** Files of the patterns: `{a,b}` and, in a file's name, `*`. In the order of the names. */
async function paths(patterns, root) {
  const result = new Set();
  for (const pattern of patterns) {
    const folder = dirname(pattern);
    const escaped = pattern.slice(folder.length + 1).replaceAll(/[.+^$()|[\]\\]/g, "\\$&");
    const shape = escaped.replaceAll("*", ".*").replaceAll("{", "(?:").replaceAll("}", ")").replaceAll(",", "|");
    const found = (await readdir(join(root, folder))).filter((file) => new RegExp(`^${shape}$`).test(file)).sort();
    if (found.length === 0) throw new Error(`nothing is named ${pattern}`);
    for (const file of found) result.add(`${folder}/${file}`);
  }
  return [...result];
}
