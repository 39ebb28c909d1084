import { type ChildProcess, spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idleCounts } from "./idle-counts.js";
import { measureLoads, measureProcesses, startRestartable } from "./processes.js";

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

test("of candidates that are restarted each process gives one figure, and else each round does", async () => {
  const exchange = async () => {};
  const options = { count: 1, concurrency: 1, warmUps: 0, exchange };
  let started = 0;
  const restart = async () => using(started++);
  const anew = { ...using(100), restart, rounds: [] };
  const beside = { ...using(3), rounds: [] };
  await measureProcesses([anew, beside], { ...options, rounds: 7 });
  expect([anew.rounds, beside.rounds]).toEqual([
    [0, 1, 2, 3, 4, 5, 6],
    [3, 3, 3, 3, 3, 3, 3],
  ]);
  const only = { ...using(3), rounds: [] };
  await measureProcesses([only], { ...options, rounds: 17 });
  expect(only.rounds).toHaveLength(17);
  const many = { ...using(3), restart, rounds: [] };
  await measureProcesses([many], { ...options, rounds: 17 });
  expect([many.rounds.length, started]).toEqual([15, 7 + 15]);
});

test("each process is warmed up, and one that stays is loaded once more before each turn", async () => {
  const asked: string[] = [];
  const exchange = async ({ name }: { name: string }): Promise<void> => void asked.push(name);
  const options = { rounds: 2, count: 1, concurrency: 1, warmUps: 2, exchange };
  let started = 0;
  const anew = { ...using(1), restart: async () => ({ name: `anew ${started++}`, ...using(1) }), rounds: [] };
  await measureProcesses([anew, { name: "stays", ...using(1), rounds: [] }], options);
  expect(asked).toEqual([
    ...["anew 0", "stays", "anew 0", "stays", "anew 0", "stays"],
    ...["anew 1", "anew 1", "stays", "stays", "anew 1"],
  ]);
});

test("of several loads each is measured in both orders of the processes", async () => {
  const asked: string[] = [];
  const loads = ["x", "y"].map((load) => ({
    concurrency: 1,
    exchange: async ({ name }: { name: string }) => void asked.push(load + name),
  }));
  const candidates = ["1", "2"].map((name) => ({ name, ...using(1), rounds: [[], []] }));
  await measureLoads(candidates, { rounds: 2, count: 1, warmUps: 0, loads });
  expect(asked).toEqual(["x1", "x2", "y1", "y2", "x2", "x1", "y2", "y1"]);
});

test("several loads are measured in the same processes, and take turns in warming them up", async () => {
  const asked: string[] = [];
  const loads = ["x", "y"].map((name) => ({ concurrency: 1, exchange: async () => void asked.push(name) }));
  let started = 0;
  const anew = { ...using(1), restart: async () => using(started++), rounds: [[], []] };
  await measureLoads([anew], { rounds: 2, count: 1, warmUps: 3, loads });
  expect(asked.join("")).toBe("xyxxyxyxxy");
  expect([anew.rounds, started]).toEqual([
    [
      [0, 1],
      [0, 1],
    ],
    2,
  ]);
});

test("a proxy that is restarted has ended before the next is started, and the last is left to be ended", async () => {
  const children: ChildProcess[] = [];
  try {
    const proxy = await startRestartable("echo", [], children);
    const startedByThen = once(proxy.child, "exit").then(() => children.length);
    const next = await proxy.restart();
    expect(await startedByThen).toBe(1);
    expect(children).toEqual([proxy.child, next.child]);
    expect([next.child.exitCode, next.child.signalCode]).toEqual([null, null]);
  } finally {
    for (const child of children) child.kill();
  }
});
