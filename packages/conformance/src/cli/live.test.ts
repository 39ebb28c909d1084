import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "./main.ts";

let directory: string;
let printed: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "live-"));
  printed = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  }
  vi.spyOn(console, "error").mockImplementation((text) => printed.push(`${text}\n`));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

async function vectors(outcome: string): Promise<readonly string[]> {
  const vector = { id: "t/a", policy: "on_tcp_connect: []", expect: { outcome } };
  await writeFile(join(directory, "t.json"), JSON.stringify({ topic: "t", vectors: [vector] }));
  return ["--vectors", join(directory, "t.json"), "--no-scenarios"];
}

async function scenarios(reached: string): Promise<readonly string[]> {
  const scenario = {
    id: "s/a",
    configuration: { endpoints: [{ url: "tcp://a.example:1", upstream: "a" }] },
    connections: [{ to: "tcp://a.example:1", expect: { reached } }],
  };
  await mkdir(join(directory, "scenarios"));
  await writeFile(join(directory, "scenarios", "s.json"), JSON.stringify({ topic: "s", vectors: [scenario] }));
  return ["--no-vectors", "--scenarios", join(directory, "scenarios")];
}

test("0 if all is as expected", async () => {
  expect(await main(["live", ...(await vectors("continue"))])).toBe(0);
  expect(printed.join("")).toContain("decision vectors: 1 of 1 run live (100 %)");
});

test("1 if not, with what differs", async () => {
  expect(await main(["live", ...(await vectors("deny"))])).toBe(1);
  expect(printed.join("")).toContain("t/a: failed\n  seen.reached\n");
});

test.each([
  ["a", 0],
  ["b", 1],
])("scenarios alone, with %s reached: %i", async (reached, code) => {
  expect(await main(["live", ...(await scenarios(reached))])).toBe(code);
  expect(printed.join("")).toContain("scenarios: 1\n");
});

test("results as JSON", async () => {
  expect(await main(["live", ...(await vectors("continue")), "--format", "json"])).toBe(0);
  const results = [{ id: "t/a", kind: "passed" }];
  expect(JSON.parse(printed.join(""))).toMatchObject({ version: 1, ok: true, vectors: { results } });
});

test("known failures are strict", async () => {
  const list = join(directory, "known.txt");
  const run = async (outcome: string) => main(["live", ...(await vectors(outcome)), "--known-failures", list]);
  await writeFile(list, JSON.stringify([{ id: "t/a", reason: "once" }]));
  expect(await run("deny")).toBe(0);
  expect(await run("continue")).toBe(1);
  await writeFile(list, JSON.stringify([{ id: "t/gone", reason: "once" }]));
  expect(await run("continue")).toBe(1);
  expect(printed.join("")).toContain("known failure `t/gone` names no vector");
});

test.each([
  ["no command", ["--proxy", " "]],
  ["vectors that are not there", ["--vectors", "/nonexistent"]],
  ["scenarios that are not there", ["--no-vectors", "--scenarios", "/nonexistent"]],
  ["no number", ["--parallel", "many"]],
  ["a list that is not there", ["--no-vectors", "--no-scenarios", "--known-failures", "/nonexistent"]],
  ["a format that is none", ["--format", "xml"]],
  ["an option that is none", ["--nope"]],
])("2 for misuse: %s", async (_what, args) => {
  expect(await main(["live", ...args])).toBe(2);
  expect(printed.join("")).not.toBe("");
});

test("0 for --help", async () => {
  expect(await main(["live", "--help"])).toBe(0);
  expect(printed.join("")).toContain("--proxy");
});
