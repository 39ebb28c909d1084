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

/** The tables as the README describes them, in the order in which they run. */
export function describedTables() {
  const rows = new Map(
    rowsOf(readFileSync(README, "utf8"), "table").map(([name, what, against]) => [name, { name, what, against }]),
  );
  return Object.keys(TABLES).map((name) => {
    const row = rows.get(name);
    if (row === undefined) throw new Error(`bench/README.md has no row for the table \`${name}\``);
    return row;
  });
}
