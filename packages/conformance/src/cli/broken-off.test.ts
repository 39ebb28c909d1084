import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../testing/bundle.ts";

let directory: string;
let program: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "broken-off-"));
  program = await bundle(
    `import { main } from "./cli/main.ts"; process.exitCode = await main(process.argv.slice(2));`,
    directory,
  );
  const vector = { id: "t/a", policy: "on_tcp_connect: []", expect: { outcome: "continue" } };
  await writeFile(join(directory, "t.json"), JSON.stringify({ topic: "t", vectors: [vector] }));
}, 60_000);
afterAll(() => rm(directory, { recursive: true }));

const vectors = () => ["--vectors", join(directory, "t.json")];

test.each<[string, NodeJS.Signals, (command: string) => readonly string[]]>([
  ["an engine", "SIGTERM", (command) => ["run", ...vectors(), "--engine", command]],
  ["an engine", "SIGINT", (command) => ["run", ...vectors(), "--engine", command]],
  ["a proxy and its keys", "SIGINT", (command) => ["live", ...vectors(), "--no-scenarios", "--proxy", command]],
  ["a proxy and its keys", "SIGTERM", (command) => ["live", ...vectors(), "--no-scenarios", "--proxy", command]],
])("%s is not left behind by a run that %s ends", { timeout: 60_000 }, async (_what, signal, args) => {
  const place = await mkdtemp(join(directory, "place-"));
  const temporary = join(place, "tmp");
  await mkdir(temporary);
  const pipe = join(place, "pipe");
  await promisify(execFile)("mkfifo", [pipe]);
  // Opened once there is somebody to write, ended once there is nobody any more.
  const held = createReadStream(pipe);
  const ended = once(held, "end");
  // It neither answers, nor listens, nor ends; an engine is not asked before the runner knows that it runs.
  const command = `sh -c 'read -r question; exec sleep 600 > ${pipe}'`;
  const child = spawn(process.execPath, [program, ...args(command)], {
    stdio: "ignore",
    env: { ...process.env, TMPDIR: temporary },
  });
  const exited = once(child, "exit");
  await once(held, "open");
  held.resume();
  child.kill(signal);
  expect(await exited).toEqual([null, signal]);
  await ended;
  expect(await readdir(temporary)).toEqual([]);
});
