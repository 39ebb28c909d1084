import { readdirSync, readFileSync } from "node:fs";
import { TABLES } from "../tables.js";
import { rowsOf } from "./markdown.js";
import { performancePage } from "./page.js";

const RESULTS = new URL("../results/", import.meta.url);
const README = new URL("../README.md", import.meta.url);

/** `docs/performance.md` and its plots as the results that are kept make them: a text for each path in `docs/`. */
export function performanceFiles() {
  const kept = readdirSync(RESULTS)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, RESULTS), "utf8")));
  return performancePage(kept, describedTables());
}

/** `{ name, what, against }`: the tables in the order in which they run, with what the README says of each. */
export function describedTables() {
  const rows = rowsOf(readFileSync(README, "utf8"), "table").map(([name, what, against]) => ({ name, what, against }));
  return Object.keys(TABLES).map((name) => rows.find((row) => row.name === name) ?? { name });
}
