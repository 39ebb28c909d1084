/** `npm run bench [-- TABLE…] [--rounds N] [--check | --write-baseline | --save]`: see README.md. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, guard, ratiosOf, withRatios } from "./baseline.js";
import { commitOf } from "./commit.js";
import { environment } from "./environment.js";
import { optionsOf } from "./options.js";
import { describedTables } from "./page/files.js";
import { majorOf, resultsOf, withTables } from "./results.js";
import { runTables } from "./run-tables.js";
import { printTable } from "./stats.js";
import { TABLES } from "./tables.js";
import { countTargets, targetRows, targetsOf } from "./targets.js";

const BASELINE = new URL("./baseline.json", import.meta.url);
const MAJOR = majorOf(process.versions.node);
const RESULTS = new URL(`./results/node-${MAJOR}.json`, import.meta.url);

const baselines = readJson(BASELINE) ?? {};
const kept = readJson(RESULTS);
const measuredIn = environment();
const commit = commitOf(new URL("..", import.meta.url));
const options = optionsOf(process.argv.slice(2), {
  tables: Object.keys(TABLES),
  major: MAJOR,
  baseline: baselines[MAJOR],
  kept,
  environment: measuredIn,
  commit,
});
if (options.refused !== undefined) {
  console.error(options.refused);
  process.exit(2);
}
const { rounds, names, isAll } = options;

console.log(`Node ${measuredIn.node}, ${measuredIn.cpu} × ${measuredIn.cores}, ${rounds} interleaved rounds`);
const { found, failed } = await runTables(names, rounds);
printTargets();
if (options.save) save();
if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
} else if (options.writeBaseline) writeBaseline();
if (options.check) await check();

function printTargets() {
  const targets = targetsOf(found);
  if (targets.length === 0) return;
  printTable(`targets: ${countTargets(targets)}`, ["", "measured", "target", "verdict"], targetRows(targets));
}

async function check() {
  const { findings, count } = await guard(found, baselines[MAJOR], async (tables) => {
    console.log(`\nonce more, for a ratio that seems worse: ${tables.join(", ")}`);
    return (await runTables(tables, rounds)).found;
  });
  for (const finding of findings) console.error(describe(finding));
  if (findings.length > 0) process.exitCode = 1;
  else if (failed.length === 0) console.log(`\n${count} ratios are as in bench/baseline.json, or better`);
}

function writeBaseline() {
  const before = isAll ? {} : (baselines[MAJOR] ?? {});
  baselines[MAJOR] = withRatios(before, ratiosOf(found), names);
  writeFileSync(BASELINE, `${JSON.stringify(baselines, undefined, 2)}\n`);
}

/** A run of all tables replaces what was kept; one of some, or in which some have failed, joins it. */
function save() {
  const date = new Date().toISOString().slice(0, 10);
  const results = resultsOf(found, {
    environment: measuredIn,
    commit: commit.hash,
    date,
    rounds,
    described: describedTables(),
  });
  const isWhole = isAll && failed.length === 0;
  const written = isWhole || kept === undefined ? results : withTables(kept, results);
  if (Object.keys(found).length > 0) writeFileSync(RESULTS, `${JSON.stringify(written, undefined, 1)}\n`);
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
