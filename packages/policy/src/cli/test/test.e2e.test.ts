import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildCli, type Cli, type Ended } from "../testing/cli.ts";

const POLICY = `on_tcp_connect:
  - expressions: ["conn.client_port < 1024"]
    actions: [{ type: deny }]
`;

let cli: Cli;
let directory: string;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await mkdir(join(directory, "policies"));
  await writeFile(join(directory, "policies", "edge.yml"), POLICY);
});
afterEach(() => rm(directory, { recursive: true }));

function run(args: string): Promise<Ended> {
  return cli.run(["test", ...args.split(" ")], { cwd: directory });
}

function vectors(topic: string, ...cases: readonly object[]): Promise<void> {
  const given = cases.map((each, i) => ({ id: `${topic}/v${i}`, policy_file: "policies/edge.yml", ...each }));
  return writeFile(join(directory, `${topic}.json`), JSON.stringify({ topic, vectors: given }));
}

const low = { connection: { client_port: 80 }, expect: { outcome: "deny" } };
const high = { connection: { client_port: 8080 }, expect: { outcome: "continue" } };

describe("exit codes", () => {
  test("0 if all pass", async () => {
    await vectors("t", low, high);
    expect(await run(".")).toEqual({ code: 0, stdout: "2 passed in 1 file\n", stderr: "" });
  });

  test("1 if one fails", async () => {
    await vectors("t", low, { ...high, expect: { outcome: "deny" } });
    expect(await run("t.json")).toMatchObject({ code: 1, stderr: "" });
  });

  test.each([
    ["no path", ""],
    ["a path that is not there", "missing.json"],
    ["a directory without vectors", "policies"],
    ["a percentage that is none", ". --min-coverage 101"],
  ])("2 for %s", async (_, args) => {
    await vectors("t", low);
    const { code, stdout, stderr } = await cli.run(["test", ...args.split(" ").filter((each) => each !== "")], {
      cwd: directory,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toBe("");
  });

  test("2 for a malformed file, named with vector, pointer and place, and nothing is run", async () => {
    await vectors("good", low);
    await vectors("bad", { connection: { client_prot: 1 }, expect: { outcome: "deny" } });
    const { code, stdout, stderr } = await run(".");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/bad\.json:1:\d+: bad\/v0 \/vectors\/0\/connection: .*client_prot/);
    expect(stderr).toContain("`client_port`");
  });
});

describe("a failure", () => {
  test("shows expected and actual by path, who decided, and the sub-values", async () => {
    await vectors("t", { ...low, expect: { outcome: "continue" } });
    const { stdout } = await run("t.json");
    expect(stdout).toContain('outcome\n    expected  "continue"\n    actual    "deny"');
    expect(stdout).toContain("deny: by action 0 `deny` of rule 0 (policies/edge.yml:2)");
    expect(stdout).toContain("conn.client_port → 80");
  });

  test("is an effect that no step took", async () => {
    await vectors("t", { ...low, effects: [{ "forward-internal": {} }] });
    const { code, stdout } = await run("t.json");
    expect(code).toBe(1);
    expect(stdout).toContain("effects (forward-internal)");
  });

  test("of a policy that does not compile shows its errors with their places", async () => {
    await writeFile(join(directory, "policies", "edge.yml"), POLICY.replace("deny", "denny"));
    await vectors("t", low);
    const { code, stdout } = await run("t.json");
    expect(code).toBe(1);
    expect(stdout).toMatch(/actual +3:23 error unknown-action/);
  });
});

test("a failure that lacks a diagnostic says that there is none", async () => {
  const vector = { id: "t/a", policy: "", expect: { diagnostics: [{ code: "unknown-action" }] } };
  await writeFile(join(directory, "t.json"), JSON.stringify({ topic: "t", vectors: [vector] }));
  expect((await run("t.json")).stdout).toMatch(/expected +error unknown-action\n +actual +none\n/);
});

describe("--coverage", () => {
  test("tells places and counts, and changes no exit code", async () => {
    await vectors("t", high);
    const { code, stdout } = await run("t.json --coverage");
    expect(code).toBe(0);
    expect(stdout).toContain("policies/edge.yml:2:5: rule 0 never ran\n");
    expect(stdout).toContain("policies/edge.yml:2:19: never true: conn.client_port < 1024\n");
    expect(stdout).toContain("rules 0/1, expressions 0/1, branches 0/0");
  });

  test("says of a policy that nothing is left", async () => {
    await vectors("t", low, high);
    expect((await run("t.json --coverage")).stdout).toContain("coverage of policies/edge.yml: whole (rules 1/1");
  });

  test("takes an inline policy with the text of a file for that policy", async () => {
    await vectors("t", high, { ...low, policy: POLICY, policy_file: undefined });
    expect((await run("t.json --coverage")).stdout).toContain("whole");
  });

  test("--min-coverage fails below, and only below", async () => {
    await vectors("t", low, high);
    expect(await run("t.json --min-coverage 100")).toMatchObject({ code: 0, stderr: "" });
    await vectors("t", low);
    expect((await run("t.json --min-coverage 50")).code).toBe(0);
    expect((await run("t.json --min-coverage 50.1")).code).toBe(1);
  });
});

describe("for programs", () => {
  test("json: each vector, mismatches, answer and trace of a failure, gaps", async () => {
    await vectors("t", low, { ...low, expect: { outcome: "continue" } });
    const { code, stdout } = await run("t.json --coverage --format json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      passed: 1,
      failed: 1,
      vectors: [
        { id: "t/v0", file: "t.json", policy_file: join("policies", "edge.yml"), passed: true },
        {
          id: "t/v1",
          passed: false,
          mismatches: [{ path: "outcome", expected: "continue", actual: "deny" }],
          answer: { outcome: "deny", rule: 0, trace: [{ rule: 0, expression: 0, value: true }, { action: 0 }] },
        },
      ],
      coverage: {
        rules: { covered: 1, total: 1 },
        expressions: { covered: 0, total: 1 },
        policies: [{ gaps: [{ kind: "rule-never-skipped" }, { kind: "expression-never-false" }] }],
      },
    });
  });

  test("junit: a suite a file, a case a vector, failures escaped", async () => {
    await vectors("t", low, { ...low, expect: { outcome: "continue", vars: { "a<b>&\u0001": 1 } } });
    const { stdout } = await run("t.json --format junit");
    expect(stdout).toContain('<testsuite name="t.json" tests="2" failures="1" errors="0">');
    expect(stdout).toContain('<testcase name="v0" classname="t"/>');
    expect(stdout).toContain("vars.a&lt;b&gt;&amp;\\u{1}: expected 1, actual nothing");
  });
});
