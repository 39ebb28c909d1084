import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { editorSchema } from "../schema/editor-schema.ts";
import { buildCli, type Cli } from "./testing/cli.ts";

const PAGE = new URL("../../../../docs/editors.md", import.meta.url);
const SCHEMA = ".sluice/policy.schema.json";

let cli: Cli;
let directory: string;
let page: string;
/** The text of the page's blocks, by the name of the file that they are. */
let blocks: ReadonlyMap<string, string>;

beforeAll(async () => {
  cli = await buildCli();
  directory = await mkdtemp(join(tmpdir(), "sluice-editors-"));
  page = await readFile(PAGE, "utf8");
  const fenced = page.matchAll(/^```(?:yaml|json) (\S+)\n([\s\S]*?)^```$/gm);
  blocks = new Map(Array.from(fenced, ([, name = "", text = ""]) => [name, text]));
});
afterAll(async () => {
  await cli.remove();
  await rm(directory, { recursive: true });
});

const block = (name: string): string => blocks.get(name) ?? expect.fail(`the page has no ${name}`);

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, name)), { recursive: true });
  await writeFile(join(directory, name), text);
}

describe("docs/editors.md", () => {
  test("writes the schema with a command that prints it, to the path that all the rest names", async () => {
    const [, command = "", path] = /^node_modules\/\.bin\/sluice-policy (.*) > (.*)$/m.exec(page) ?? [];
    expect(path).toBe(SCHEMA);
    const { code, stdout } = await cli.run(command.split(" "));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(editorSchema());
    expect(editorSchema().$schema).toBe("http://json-schema.org/draft-07/schema#");

    const settings = JSON.parse(block(".vscode/settings.json"));
    expect(Object.keys(settings["yaml.schemas"])).toEqual([SCHEMA]);
    expect(settings["json.schemas"].map(({ url }: { url: string }) => relative("/", resolve("/", url)))).toEqual([
      SCHEMA,
    ]);
  });

  test("shows a policy that is right, and whose first line leads to the schema", async () => {
    const name = "policies/app.yml";
    const [, path = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(block(name)) ?? [];
    expect(join(dirname(name), path)).toBe(SCHEMA);
    expect(new Ajv({ allowUnionTypes: true }).compile(editorSchema())(parse(block(name)))).toBe(true);
    await write("shown/app.yml", block(name));
    const { code, stdout } = await cli.run(["check", "shown", "--max-warnings", "0"], { cwd: directory });
    expect(code, stdout).toBe(0);
  });

  test("is right that a policy cannot name its schema by a key", async () => {
    const { stdout } = await cli.run(["check", "-", "--format", "json"], {
      input: JSON.stringify({ $schema: SCHEMA, on_tcp_connect: [] }),
    });
    const { files } = JSON.parse(stdout);
    expect(files[0].diagnostics.map(({ code }: { code: string }) => code)).toEqual(["unknown-phase"]);
  });

  test("has a schema of agent configurations that finds the policies in them", () => {
    const ajv = new Ajv({ strict: false }).addSchema({
      ...editorSchema(),
      $id: "https://example.com/policy.schema.json",
    });
    const schema = { ...JSON.parse(block(".sluice/agent.schema.json")), $id: "https://example.com/agent.schema.json" };
    const validate = ajv.compile(schema);
    const agent = (policy: unknown) => ({
      version: 3,
      endpoints: [{ url: "tcp://a.example.com:1", traffic_policy: policy }],
    });
    expect(validate(agent({ on_tcp_connect: [{ actions: [{ type: "deny" }] }] }))).toBe(true);
    expect(validate(agent("on_tcp_connect: []\n"))).toBe(true);
    expect(validate(agent({ on_tcp_connect: [{ actions: [{ type: "denyy" }] }] }))).toBe(false);
  });

  test("has a task whose matcher reads every line that tells a diagnostic, and no other", async () => {
    await write(
      "policies/a [b]: c.yml",
      `on_tcp_connect:
  - expressions: ["conn.client_ip in ['10.0.0.0/8']"]
    actions: [{type: restrict-ips, config: {allow: [203.0.113.7/24, '::/0'], ip_policies: [ipp_office]}}]
  - actions: [{type: denyy}]
`,
    );
    const { command, options, problemMatcher } = JSON.parse(block(".vscode/tasks.json")).tasks[0];
    const args = command.replace("node_modules/.bin/sluice-policy ", "").split(" ");
    const printed = await cli.run(args, { cwd: directory, environment: options.env });
    const { regexp, ...groups } = problemMatcher.pattern;
    const matches = printed.stdout.split("\n").flatMap((line) => {
      const match = new RegExp(regexp).exec(line);
      return match === null
        ? []
        : [Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, match[Number(group)]]))];
    });

    const { stdout } = await cli.run([...args, "--format", "json"], { cwd: directory });
    const [file] = JSON.parse(stdout).files;
    const expected = file.diagnostics.map(
      (one: {
        range: { start: { line: number; column: number } };
        severity: string;
        message: string;
        code: string;
      }) => ({
        file: file.path,
        line: String(one.range.start.line),
        column: String(one.range.start.column),
        severity: one.severity,
        message: one.message,
        code: one.code,
      }),
    );
    expect(matches).toEqual(expected);
    expect(new Set(matches.map(({ severity }) => severity))).toEqual(new Set(["error", "warning", "info"]));
  });
});
