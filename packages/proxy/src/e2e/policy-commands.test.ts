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

const CONFIGURATION = `version: 3
listn: {}
endpoints:
  - url: tcp://db.example.com:5432
    traffic_policy:
      on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { allow: [10.0.0.1/8, '2001:db8::/32'] } }] }]
    upstream: { url: 5432 }
`;

test("a configuration is checked as a whole, in every format", async () => {
  const file = join(directory, "sluice.yml");
  writeFileSync(file, CONFIGURATION);
  for (const format of ["text", "json", "sarif", "github", "junit"]) {
    const { code, stdout } = await run("check", file, "--format", format);
    expect(code).toBe(1);
    expect(stdout).toContain("unknown-key");
    expect(stdout).toContain("cidr-host-bits");
  }
  writeFileSync(file, CONFIGURATION.replace("listn", "listen"));
  expect(await run("check", file, "--max-warnings", "0")).toMatchObject({ code: 1 });
  expect(await run("check", file, "--max-warnings", "0", "--fix")).toMatchObject({ code: 0 });
  expect(readFileSync(file, "utf8")).toBe(CONFIGURATION.replace("listn", "listen").replace("10.0.0.1/8", "10.0.0.0/8"));
});

test.each([
  ["--config", "config.schema.json"],
  ["--events", "event.schema.json"],
])("the schema of `schema %s` is printed as it is published", async (flag, name) => {
  const { code, stdout } = await run("schema", flag);
  expect(code).toBe(0);
  expect(stdout).toBe(readFileSync(new URL(`../../schema/${name}`, import.meta.url), "utf8"));
});
