import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "./testing/bundle.ts";

/** Makes a folder with a file in it, starts a process group that holds the third descriptor, and says so once it runs. */
const PROGRAM = `
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { leftBehind } from "./leftovers.ts";
const [directory, how, command] = process.argv.slice(2);
const folder = mkdtempSync(directory + "/left-");
leftBehind.folder(folder);
writeFileSync(folder + "/key", "");
if (how === "listens") process.on("SIGTERM", () => process.exit(7));
const child = spawn(command, { shell: true, detached: true, stdio: ["ignore", "pipe", "inherit", 3] });
leftBehind.child(child, { group: true });
child.stdout.once("data", () => console.log("up"));
if (how === "released") {
  const release = leftBehind.folder(folder + "/not");
  release();
  child.stdout.once("data", () => process.kill(-child.pid));
}
`;

const CHILD = "echo up; exec sleep 600";
const STUBBORN = "trap '' TERM; echo up; sleep 600 & while :; do wait; done";

let directory: string;
let program: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "leftovers-"));
  program = await bundle(PROGRAM, directory);
});
afterAll(() => rm(directory, { recursive: true }));

async function started(how: string, command: string) {
  const place = await mkdtemp(join(directory, "place-"));
  await writeFile(join(place, "own"), "");
  const child = spawn(process.execPath, [program, place, how, command], {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  // Closed once nobody holds any of the pipes: what it has started is gone, too.
  const gone = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const [, stdout, , held] = child.stdio;
  if (stdout === null || !(held instanceof Readable)) throw new Error("no pipes");
  held.resume();
  await once(stdout, "data");
  return { child, gone, left: () => readdir(place) };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends the children, removes the folders, and ends",
  async (signal) => {
    const { child, gone, left } = await started("waits", CHILD);
    child.kill(signal);
    expect(await gone).toEqual([null, signal]);
    expect(await left()).toEqual(["own"]);
  },
);

test("a child that does not end by SIGTERM is killed", async () => {
  const { child, gone, left } = await started("waits", STUBBORN);
  child.kill("SIGTERM");
  expect(await gone).toEqual([null, "SIGTERM"]);
  expect(await left()).toEqual(["own"]);
});

test("a signal that somebody else listens to is theirs, and what is left ends when they do", async () => {
  const { child, gone, left } = await started("listens", CHILD);
  child.kill("SIGTERM");
  expect(await gone).toEqual([7, null]);
  expect(await left()).toEqual(["own"]);
});

test("what has gone by itself holds up nobody, and a folder that stays is removed at the end", async () => {
  const { gone, left } = await started("released", CHILD);
  expect(await gone).toEqual([0, null]);
  expect(await left()).toEqual(["own"]);
});
