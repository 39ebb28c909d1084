/**
 * The laws of the language on random policies and connections:
 * `fuzz-policies.js [--count N] [--seconds N] [--seed N] [--law TEXT]`. The laws are those of
 * `packages/conformance/src/property/properties.ts`, held against this project's compiler and taken in turn; `--law` keeps
 * those whose name contains the text. `--count` is the number of cases of each. Exit 0 if all hold, 1 with the law, the
 * seed and a counter-example that can be pasted into a file of vectors, 2 for misuse.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

/** Cases of one law between two looks at the clock. */
const BATCH = 15;

const { values } = parseArgs({
  options: {
    count: { type: "string" },
    seconds: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    law: { type: "string", default: "" },
  },
});
const [count, seconds, seed] = [values.count ?? "Infinity", values.seconds ?? "Infinity", values.seed].map(Number);
if ((count === Infinity && seconds === Infinity) || !(count > 0 && seconds > 0 && Number.isInteger(seed))) {
  console.error("usage: fuzz-policies.js --count N | --seconds N [--seed N] [--law TEXT]");
  process.exit(2);
}

const { PROPERTIES, formatCounterexample, sluiceEngine, sluiceEngineOf } = await loadSources();
// Lints look at how a document is written, and are no part of what it means.
const engine = sluiceEngineOf(sluiceEngine.compile);
const laws = PROPERTIES.filter(({ name }) => name.includes(values.law));
if (laws.length === 0) {
  console.error(`no law is called so: ${PROPERTIES.map(({ name }) => `\`${name}\``).join(", ")}`);
  process.exit(2);
}
const start = performance.now();
const elapsed = () => (performance.now() - start) / 1000;
const done = new Map(laws.map(({ name }) => [name, 0]));
for (let round = 0; round * BATCH < count && elapsed() < seconds; round += 1) {
  const runs = Math.min(BATCH, count - round * BATCH);
  for (const { name, law, find } of laws) {
    if (elapsed() >= seconds) break;
    const found = await find(engine, { seed: seed + round, runs });
    done.set(name, done.get(name) + runs);
    if (found === undefined) continue;
    console.error(`does not hold: ${name}\n${law}\n${formatCounterexample(found)}`);
    console.error(`run it again with --only policies --seed ${seed + round} --count ${runs} --law '${name}'`);
    process.exit(1);
  }
}
console.log(`seed ${seed}, ${elapsed().toFixed(0)} s; cases of each law:`);
for (const [name, cases] of done) console.log(`${String(cases).padStart(10)}  ${name}`);

/** The sources as they are: nothing has to be built first. */
async function loadSources() {
  const sources = new URL("../packages/conformance/", import.meta.url);
  const folder = await mkdtemp(join(fileURLToPath(new URL("../node_modules/", import.meta.url)), ".fuzz-policies-"));
  try {
    const outfile = join(folder, "laws.mjs");
    await build({
      entryPoints: [fileURLToPath(new URL("src/index.ts", sources))],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      conditions: ["sluice-source"],
      // What is not ours stays where it is.
      external: ["yaml", "fast-check", "ajv", "commander", "chokidar", "ipaddr.js", "re2js", "@peculiar/*"],
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
