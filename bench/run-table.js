/** Runs one table and writes what it has found: `run-table.js NAME ROUNDS FILE`. A process of `run-tables.js`. */
import { writeFileSync } from "node:fs";
import { Report } from "./report.js";
import { TABLES } from "./tables.js";

const [name, rounds, file] = process.argv.slice(2);
const { run } = await TABLES[name]();
const report = new Report(name);
await run({ rounds: Number(rounds), report });
writeFileSync(file, JSON.stringify(report));
