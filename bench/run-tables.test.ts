import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runTables } from "./run-tables.js";

const RUN_TABLES = new URL("./run-tables.js", import.meta.url).href;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-test-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** A table that makes a folder, starts a process that never ends, and tells both. */
const LEAVES = `
  import { spawn } from "node:child_process";
  import { mkdtempSync, writeFileSync } from "node:fs";
  import { tmpdir } from "node:os";
  import { join } from "node:path";
  const folder = mkdtempSync(join(tmpdir(), "left-"));
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  console.log(JSON.stringify({ folder, pid: child.pid }));
`;

function scriptOf(text: string) {
  const path = join(directory, "table.mjs");
  writeFileSync(path, text);
  return path;
}

test("what one table has found is kept where another fails", async () => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  const script = scriptOf(`
    import { writeFileSync } from "node:fs";
    const [name, rounds, file] = process.argv.slice(2);
    if (name === "bad") process.exit(1);
    writeFileSync(file, JSON.stringify({ rounds }));`);
  expect(await runTables(["a", "bad", "b"], 7, { script })).toEqual({
    found: { a: { rounds: "7" }, b: { rounds: "7" } },
    failed: ["bad"],
  });
});

test.each([
  ["fails", "throw new Error('no table')", undefined, 0],
  ["is ended by SIGTERM", "", "SIGTERM", 143],
  ["is ended by SIGINT", "", "SIGINT", 130],
] as const)("nothing is left of a table that %s", async (_, ending, signal, status) => {
  const script = scriptOf(`${LEAVES}${ending}`);
  const text = `import { runTables } from ${JSON.stringify(RUN_TABLES)};
    await runTables(["a"], 7, { script: ${JSON.stringify(script)} });`;
  const bench = spawn(process.execPath, ["--input-type=module", "-e", text], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TMPDIR: directory },
  });
  const exited = once(bench, "exit");
  const [line] = await once(createInterface({ input: bench.stdout }), "line");
  const { folder, pid } = JSON.parse(line);
  if (signal !== undefined) bench.kill(signal);
  expect(await exited).toEqual([status, null]);
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(directory)).toEqual(["table.mjs"]);
  expect(isAlive(pid)).toBe(false);
});

/** What has ended and that nobody has waited for is not alive. */
function isAlive(pid: number) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}
