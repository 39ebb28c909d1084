/** `npm run bench [-- TABLE…] [--rounds N] [--check | --write-baseline | --save]`: see README.md. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describe, guard, ratiosOf, withRatios } from "./baseline.js";
import { environment } from "./environment.js";
import { majorOf, resultsOf, withTables } from "./results.js";
import { runTables } from "./run-tables.js";
import { printTable } from "./stats.js";
import { TABLES } from "./tables.js";
import { countTargets, targetRows, targetsOf } from "./targets.js";

const BASELINE = new URL("./baseline.json", import.meta.url);
const MAJOR = majorOf(process.versions.node);
const RESULTS = new URL(`./results/node-${MAJOR}.json`, import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "9" },
    check: { type: "boolean", default: false },
    "write-baseline": { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const unknown = positionals.find((name) => !Object.hasOwn(TABLES, name));
if (unknown !== undefined) misuse(`no table \`${unknown}\`: ${Object.keys(TABLES).join(", ")}`);
if (!Number.isInteger(rounds) || rounds < 7) misuse("--rounds takes a whole number from 7");
const baselines = existsSync(BASELINE) ? JSON.parse(readFileSync(BASELINE, "utf8")) : {};
if (values.check && baselines[MAJOR] === undefined) {
  misuse(`bench/baseline.json has nothing of Node ${MAJOR}: \`npm run bench -- --write-baseline\` writes it`);
}

const names = positionals.length > 0 ? positionals : Object.keys(TABLES);
const measuredIn = environment();
console.log(`Node ${measuredIn.node}, ${measuredIn.cpu} × ${measuredIn.cores}, ${rounds} interleaved rounds`);
const { found, failed } = runTables(names, rounds);
printTargets();
if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
} else {
  if (values.save) save();
  if (values["write-baseline"]) writeBaseline();
}
if (values.check) check();

function printTargets() {
  const targets = targetsOf(found);
  if (targets.length === 0) return;
  printTable(`targets: ${countTargets(targets)}`, ["", "measured", "target", "verdict"], targetRows(targets));
}

function check() {
  const { findings, count } = guard(found, baselines[MAJOR], (tables) => {
    console.log(`\nonce more, for a ratio that seems worse: ${tables.join(", ")}`);
    return runTables(tables, rounds).found;
  });
  for (const finding of findings) console.error(describe(finding));
  if (findings.length > 0) process.exitCode = 1;
  else if (failed.length === 0) console.log(`\n${count} ratios are as in bench/baseline.json, or better`);
}

function writeBaseline() {
  const kept = positionals.length > 0 ? (baselines[MAJOR] ?? {}) : {};
  baselines[MAJOR] = withRatios(kept, ratiosOf(found), names);
  writeFileSync(BASELINE, `${JSON.stringify(baselines, undefined, 2)}\n`);
}

/** A run of all tables replaces what was kept, one of some joins it. */
function save() {
  const date = new Date().toISOString().slice(0, 10);
  let results = resultsOf(found, { environment: measuredIn, date, rounds });
  if (positionals.length > 0 && existsSync(RESULTS)) {
    const joined = withTables(JSON.parse(readFileSync(RESULTS, "utf8")), results);
    if (joined === undefined)
      misuse("the results that are kept are of another machine or other versions: save a run of all tables");
    results = joined;
  }
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 1)}\n`);
}

function misuse(message) {
  console.error(message);
  process.exit(2);
}
