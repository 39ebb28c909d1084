/**
 * Mutation testing of the modules that decide who gets in: `main.js [--only NAME]… [--vectors] [--json FILE]`. Changes
 * them in one place at a time and says which changes nothing notices. `--only` takes modules or files of them, `--vectors`
 * leaves the tests out. Exit 0 if every module that was tried whole is at its threshold and no entry of the list of
 * equivalent mutants is out of date, 1 if not, 2 for misuse.
 */
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.js";
import { EQUIVALENTS } from "./equivalents.js";
import { judge } from "./judge.js";
import { LEFT_OUT, MODULES, THRESHOLD } from "./modules.js";
import { byFile, survivorLine, table } from "./report.js";
import { tryMutants } from "./try-mutants.js";

const USAGE = "usage: npm run mutation [-- --only MODULE|FILE.ts … --vectors --json FILE]";
const root = fileURLToPath(new URL("../..", import.meta.url));
const { only, vectors, json } = options();
const wanted = new Set(only);
const rows = [];
let failed = false;

for (const module of MODULES) {
  if (vectors && !module.vectors) continue;
  const whole = only.length === 0 || wanted.delete(module.name);
  const from = performance.now();
  const built = await bundle(vectors ? { ...module, tests: [] } : module, { root, leaveOut: LEFT_OUT });
  const files = whole ? built.files : built.files.filter((file) => wanted.has(basename(file)));
  for (const file of files) wanted.delete(basename(file));
  if (files.length === 0) continue;
  const mutants = built.mutants.filter(({ file }) => files.includes(file));
  const { baseline, results } = await tryMutants(built, {
    only: mutants.map(({ id }) => id),
    onProgress: progress(module.name),
    remembers: module.remembers,
  });
  const equivalents = EQUIVALENTS.filter(({ file }) => files.includes(file));
  const row = {
    name: module.name,
    ...judge({ mutants, results, equivalents }),
    seconds: (performance.now() - from) / 1000,
  };
  rows.push(row);
  show(row, { module, mutants, baseline });
  if (whole && !vectors && row.score < THRESHOLD) {
    failed = true;
    console.log(`\n${module.name} is below ${THRESHOLD} %`);
  }
  // Without the tests more survives than the list says, and that is no fault of the list.
  if (!vectors && row.stale.length > 0) failed = true;
}
if (wanted.size > 0) {
  console.error(
    `there is no module or file \`${[...wanted].join("`, `")}\`; modules: ${MODULES.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
console.log(`\n${table(rows)}`);
if (json !== undefined) await writeFile(json, `${JSON.stringify(rows, undefined, 2)}\n`);
process.exitCode = failed ? 1 : 0;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string", multiple: true, default: [] },
        vectors: { type: "boolean", default: false },
        json: { type: "string" },
      },
    });
    return values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

function progress(name) {
  if (!process.stderr.isTTY) return undefined;
  return (done, all) => process.stderr.write(done === all ? "\r\x1b[K" : `\r\x1b[K${name}: ${done} of ${all}`);
}

function show(row, { module, mutants, baseline }) {
  console.log(`\n== ${module.name}: ${module.about}`);
  console.log(`${row.total} mutants, ${baseline.vectors} vectors and ${baseline.tests} tests`);
  if (baseline.slow.length > 0) console.log(`too slow to be run for each: ${baseline.slow.join("; ")}`);
  console.log(byFile(mutants, row.survivors).join("\n"));
  const unexplained = row.survivors.filter(({ reason }) => reason === undefined);
  if (unexplained.length > 0)
    console.log(`survived:\n${unexplained.map((mutant) => `  ${survivorLine(mutant)}`).join("\n")}`);
  for (const { entry, why } of row.stale) {
    console.log(`out of date in equivalents.js: ${entry.file} \`${entry.original}\` → \`${entry.text}\` ${why}`);
  }
}
