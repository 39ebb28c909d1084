import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endpointNames } from "./endpoint-names.ts";

let directory: string;
const at = (name: string): string => join(directory, name);
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-names-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("names are those of endpoints and of tunnels, of every file", async () => {
  await writeFile(at("a.yml"), "endpoints: [{name: web}, {url: x}]\n---\ntunnels: {db: {}}\n");
  await writeFile(at("b.yml"), "endpoints: [{name: cut\n");
  expect(await endpointNames([directory, at("missing.yml")])).toEqual(["web", "db"]);
});

test("nobody is waited for who would have to write into a pipe", async (context) => {
  if (spawnSync("mkfifo", [at("pipe")]).status !== 0) context.skip("`mkfifo` is not installed");
  await writeFile(at("a.yml"), "endpoints: [{name: web}]\n");
  expect(await endpointNames([at("pipe"), at("a.yml")])).toEqual(["web"]);
});
