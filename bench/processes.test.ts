import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idleCounts } from "./idle-counts.js";

const PROCESSES = new URL("./processes.js", import.meta.url).href;

function runScript(script: string) {
  const directory = mkdtempSync(join(tmpdir(), "sluice-test-"));
  try {
    // In a file: a child gets the flags of its parent, `--eval` among them.
    const file = join(directory, "script.mjs");
    writeFileSync(file, `import { startChild } from ${JSON.stringify(PROCESSES)};\nconst children = [];\n${script}`);
    return spawnSync(process.execPath, [file], { encoding: "utf8", timeout: 20_000 });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test("a child that ends before it has a port fails the table, though others live", () => {
  const { status, stdout } = runScript(`
    await startChild("echo", [], children);
    await startChild("nothing-of-this-name", [], children).catch((error) => console.log(error.message));
    for (const child of children) child.kill();`);
  expect({ status, stdout }).toEqual({ status: 0, stdout: "`nothing-of-this-name` has ended by itself: 1\n" });
});

test("so does one that ends later, and not one that is ended", () => {
  const { status, stdout, stderr } = runScript(`
    const [first, second] = [await startChild("echo", [], children), await startChild("echo", [], children)];
    first.child.on("exit", () => {
      console.log("the first is ended");
      process.kill(second.child.pid);
    });
    await startChild("echo", [], children);
    first.child.kill();`);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "the first is ended\n" });
  expect(stderr).toContain("`echo` has ended by itself: SIGTERM");
});

test.each([
  [20_000, [0, 100, 1_000, 10_000]],
  [4_000, [0, 100, 1_000, 4_000]],
  [500, [0, 100, 500]],
  [-30, [0]],
])("with room for %i, idle connections are %j", (room, counts) => {
  expect(idleCounts(room)).toEqual(counts);
});
