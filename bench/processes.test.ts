import { type ChildProcess, spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idleCounts } from "./idle-counts.js";
import { measureProcesses, startChildren } from "./processes.js";

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

test("of a proxy there are as many processes as rounds", async () => {
  const children: ChildProcess[] = [];
  const { port, processes } = await startChildren("echo", [], { children, rounds: 2 });
  const ended = Promise.all(children.map((child) => once(child, "exit")));
  for (const child of children) child.kill();
  await ended;
  expect(processes.map(({ child }) => child)).toEqual(children);
  expect(new Set(processes.map((each) => each.port)).size).toBe(2);
  expect(processes[0]?.port).toBe(port);
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

/** A process of which each time it is asked has used so much more CPU. */
function using(microseconds: number) {
  let user = 0;
  const child = Object.assign(new EventEmitter(), {
    send: () => {
      user += microseconds;
      setImmediate(() => child.emit("message", { user, system: 0 }));
    },
  });
  return { child };
}

test("of processes that take turns each gives one figure, and of one each round does", async () => {
  const exchange = async () => {};
  const options = { count: 1, concurrency: 1, warmUps: 0, exchange };
  const turning = { processes: [using(5), using(7), using(9)], rounds: [] };
  const alone = { ...using(3), rounds: [] };
  await measureProcesses([turning, alone], { ...options, rounds: 8 });
  expect([turning.rounds, alone.rounds]).toEqual([
    [5, 7, 9],
    [3, 3, 3],
  ]);
  const only = { ...using(3), rounds: [] };
  await measureProcesses([only], { ...options, rounds: 8 });
  expect(only.rounds).toHaveLength(8);
});

test("a process that has waited for its turn is loaded once before it counts", async () => {
  const asked: string[] = [];
  const exchange = async ({ name }: { name: string }): Promise<void> => void asked.push(name);
  const options = { rounds: 2, count: 1, concurrency: 1, warmUps: 0, exchange };
  const processes = [
    { name: "first", ...using(1) },
    { name: "second", ...using(1) },
  ];
  await measureProcesses(
    [
      { processes, rounds: [] },
      { name: "alone", ...using(1), rounds: [] },
    ],
    options,
  );
  expect(asked).toEqual(["first", "first", "alone", "alone", "second", "second"]);
});
