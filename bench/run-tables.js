import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const RUN_TABLE = fileURLToPath(new URL("./run-table.js", import.meta.url));
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
/** Milliseconds that what a table has started gets to end by itself. */
const PATIENCE = 1_000;

/**
 * Runs tables, a process each: what one has compiled and optimised would change the figures of the next. Gives what each has found
 * (a `Report` as JSON) by its name, and the names of those that failed. A signal ends the table and then this process: none of the
 * processes and folders that a table makes are left behind.
 */
export async function runTables(names, rounds, { script = RUN_TABLE } = {}) {
  const found = {};
  const failed = [];
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  let table;
  let stopped;
  const stop = (signal) => {
    stopped ??= signal;
    signalGroup(table?.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    for (const name of names) {
      const file = join(directory, `${name}.json`);
      const start = performance.now();
      // A group of its own, so that a signal reaches all that it starts; what it writes goes into our folder.
      table = spawn(process.execPath, [script, name, String(rounds), file], {
        stdio: ["ignore", "inherit", "inherit"],
        detached: true,
        env: { ...process.env, TMPDIR: directory },
      });
      const [status] = await once(table, "exit");
      await endGroup(table.pid);
      if (stopped !== undefined) break;
      console.log(`\n${name} took ${Math.round((performance.now() - start) / 1000)} s\n`);
      if (status === 0) found[name] = JSON.parse(readFileSync(file, "utf8"));
      else failed.push(name);
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    rmSync(directory, { recursive: true, force: true });
  }
  if (stopped !== undefined) process.exit(128 + constants.signals[stopped]);
  return { found, failed };
}

/** Whatever is left of what a table has started. */
async function endGroup(pid) {
  const end = performance.now() + PATIENCE;
  for (let isLeft = signalGroup(pid, "SIGTERM"); isLeft && performance.now() < end; isLeft = signalGroup(pid, 0)) {
    await sleep(20);
  }
  signalGroup(pid, "SIGKILL");
}

/** Whether there is such a group. */
function signalGroup(pid, signal) {
  if (pid === undefined) return false;
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
    return false;
  }
}
