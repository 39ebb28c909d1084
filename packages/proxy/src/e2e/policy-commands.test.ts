import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildCli, type Cli } from "./testing/cli.ts";

let cli: Cli;
let directory: string;

beforeAll(async () => {
  cli = await buildCli();
  directory = mkdtempSync(join(tmpdir(), "sluice-commands-"));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await cli.remove();
});

async function run(...args: string[]): Promise<{ code: unknown; stdout: string }> {
  const child = cli.spawn(args);
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code, stdout };
}

test("the proxy's command checks, runs and tests policies too", async () => {
  const [policy, connection, vectors] = ["p.yml", "c.json", "p.json"].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(policy, "on_tcp_connect: [{actions: [{type: denyy}]}]\n");
  expect(await run("check", policy)).toMatchObject({ code: 1, stdout: expect.stringContaining("unknown-action") });
  writeFileSync(policy, "on_tcp_connect: [{actions: [{type: deny}]}]\n");
  writeFileSync(connection, "{}");
  expect(await run("eval", policy, "--connection", connection)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("deny"),
  });
  writeFileSync(
    vectors,
    '{"topic": "p", "vectors": [{"id": "p/a", "policy_file": "p.yml", "expect": {"outcome": "deny"}}]}',
  );
  expect(await run("test", vectors)).toMatchObject({ code: 0 });
  expect(await run("schema")).toMatchObject({ code: 0, stdout: expect.stringContaining("draft-07") });
});

test("the schema of events is printed as it is published", async () => {
  const { code, stdout } = await run("schema", "--events");
  expect(code).toBe(0);
  const published = readFileSync(new URL("../../schema/event.schema.json", import.meta.url), "utf8");
  expect(stdout).toBe(published);
});
