import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const RUN_TABLE = fileURLToPath(new URL("./run-table.js", import.meta.url));

/**
 * Runs tables, a process each: what one has compiled and optimised would change the figures of the next. Gives what each has found
 * (a `Report` as JSON) by its name, and the names of those that failed.
 */
export function runTables(names, rounds) {
  const found = {};
  const failed = [];
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    for (const name of names) {
      const file = join(directory, `${name}.json`);
      const start = performance.now();
      const { status } = spawnSync(process.execPath, [RUN_TABLE, name, String(rounds), file], { stdio: "inherit" });
      console.log(`\n${name} took ${Math.round((performance.now() - start) / 1000)} s\n`);
      if (status === 0) found[name] = JSON.parse(readFileSync(file, "utf8"));
      else failed.push(name);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return { found, failed };
}
