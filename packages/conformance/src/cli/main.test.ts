import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "./main.ts";

let directory: string;
let printed: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vectors-"));
  printed = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  }
  vi.spyOn(console, "log").mockImplementation((text) => printed.push(`${text}\n`));
  vi.spyOn(console, "error").mockImplementation((text) => printed.push(`${text}\n`));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

async function vectors(outcome: string): Promise<string> {
  const vector = { id: "t/a", policy: "on_tcp_connect: []", expect: { outcome } };
  await writeFile(join(directory, "t.json"), JSON.stringify({ topic: "t", vectors: [vector] }));
  return directory;
}

test("0 if all is as expected", async () => {
  expect(await main(["run", "--vectors", await vectors("continue")])).toBe(0);
  expect(printed.join("")).toBe("1 passed, 0 failed\n");
});

test("1 if not, with what differs", async () => {
  expect(await main(["run", "--vectors", await vectors("deny")])).toBe(1);
  expect(printed.join("")).toContain('expected "deny"');
});

test("2 for an engine without a command", async () => {
  expect(await main(["run", "--vectors", await vectors("continue"), "--engine", " "])).toBe(2);
});

test("an engine as a process", async () => {
  const engine = `${JSON.stringify(process.execPath)} -e 'process.stdin.on("data", () => console.log("{\\"unsupported\\":\\"yes\\"}"))'`;
  expect(await main(["run", "--vectors", await vectors("deny"), "--engine", engine, "--verbose"])).toBe(0);
  expect(printed.join("")).toBe("t/a: unsupported: yes\n0 passed, 0 failed, 1 unsupported\n");
});

test("a known failure that passes fails the run", async () => {
  const list = join(directory, "..", `${directory.split("/").at(-1)}-known.json`);
  await writeFile(list, JSON.stringify([{ id: "t/a", reason: "once" }]));
  expect(await main(["run", "--vectors", await vectors("continue"), "--known-failures", list])).toBe(1);
  await rm(list);
});

test.each([
  ["an unknown option", ["run", "--nope"]],
  ["an unknown command", ["walk"]],
  ["vectors that are not there", ["run", "--vectors", "/nonexistent"]],
  ["a list of known failures that is not there", ["run", "--known-failures", "/nonexistent"]],
])("2 for misuse: %s", async (_, args) => {
  expect(await main(args)).toBe(2);
  expect(printed.join("")).not.toBe("");
});

test("0 for --help", async () => {
  expect(await main(["run", "--help"])).toBe(0);
  expect(printed.join("")).toContain("--engine");
});
