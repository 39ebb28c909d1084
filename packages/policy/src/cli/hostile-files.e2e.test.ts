import { spawnSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type TestContext, test } from "vitest";
import { buildCli, type Cli, type RunOptions } from "./testing/cli.ts";

let cli: Cli;
let around: string;
let directory: string;

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
beforeEach(() => {
  around = mkdtempSync(join(tmpdir(), "sluice-hostile-"));
  directory = join(around, "repository");
  mkdirSync(directory);
});
afterEach(() => rmSync(around, { recursive: true, force: true }));

const GOOD = "on_tcp_connect: [{actions: [{type: deny}]}]\n";
const WARNED = "on_tcp_connect: [{actions: [{type: restrict-ips, config: {allow: [10.0.0.1/8, '2001:db8::/32']}}]}]\n";
const MENDED = WARNED.replace("10.0.0.1/8", "10.0.0.0/8");
const PRIVATE = "the-token-of-the-machine: 1\n";

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const check = (args: readonly string[], options: RunOptions = {}) =>
  cli.run(["check", ...args], { cwd: directory, ...options });

/** Node itself cannot make one. */
function makePipe(name: string, { skip }: TestContext): void {
  const made = spawnSync("mkfifo", [join(directory, name)]);
  if (made.error !== undefined && process.env.SLUICE_REQUIRE_PEERS !== "1") skip("mkfifo is not installed");
  expect(made.status).toBe(0);
}

describe("a directory with", () => {
  test("a pipe is walked past it: nobody may ever write there", async (context) => {
    write({ "p.yml": GOOD });
    makePipe("pipe.yml", context);
    expect(await check(["."])).toMatchObject({ code: 0, stderr: "" });
  });

  test("links to directories is walked once", async () => {
    write({ "d.yml/p.yml": GOOD });
    symlinkSync(".", join(directory, "again.yml"));
    const { code, stdout } = await check([".", "--format", "json"]);
    const { files } = JSON.parse(stdout) as { files: { path: string }[] };
    expect({ code, paths: files.map(({ path }) => path) }).toEqual({ code: 0, paths: ["d.yml/p.yml"] });
  });

  test("a link out of it tells that, and shows nothing of what is there", async () => {
    write({ "p.yml": GOOD });
    writeFileSync(join(around, "private"), PRIVATE);
    symlinkSync("../private", join(directory, "link.yml"));
    const { code, stdout, stderr } = await check(["."]);
    expect(code).toBe(2);
    expect(stderr).toContain("link.yml");
    expect(stdout + stderr).not.toContain("the-token");
  });
});

test("a policy file outside of what is checked is not read, whoever names it", async () => {
  writeFileSync(join(around, "private"), PRIVATE);
  write({
    "sluice.yml":
      "endpoints: [{url: 'tls://a.example', upstream: {url: 1}, traffic_policy_file: ../private}, {url: 'tls://b.example', upstream: {url: 1}, traffic_policy_file: /dev/zero}]\n",
  });
  const { stdout, stderr } = await check(["sluice.yml", "--format", "json"]);
  expect(stdout + stderr).not.toContain("the-token");
  const { files } = JSON.parse(stdout) as { files: { diagnostics: { code: string }[] }[] };
  expect(files.map(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([["not-checked", "not-checked"]]);
});

describe("a list of addresses", () => {
  const refused = async (name: string): Promise<string> => {
    write({ "p.yml": GOOD, "r.yml": `ip_policies: {office: {file: ${name}}}\n` });
    const { code, stderr } = await check(["p.yml", "--resources", "r.yml"]);
    expect(code).toBe(2);
    return stderr;
  };

  test("that is a pipe is refused at once: nobody may ever write there", async (context) => {
    makePipe("list.txt", context);
    expect(await refused("list.txt")).toContain("`list.txt` is not a regular file");
  });

  test("that is larger than any is not read", async () => {
    write({ "list.txt": "" });
    truncateSync(join(directory, "list.txt"), 2 ** 30 + 1);
    expect(await refused("list.txt")).toContain("`list.txt` is larger than 1 GiB");
  });
});

test("a device that never ends is given up", async () => {
  expect((await check(["/dev/zero"])).code).toBe(2);
});

test.each([[["-", "--resources", "-"]], [["-", "--config", "-"]], [["p.yml", "--config", "-", "--resources", "-"]]])(
  "standard input for two things is refused: %j",
  async (args) => {
    write({ "p.yml": GOOD });
    expect(await check(args, { input: "{}" })).toMatchObject({ code: 2, stdout: "" });
  },
);

test("a name that a terminal would obey is written out", async () => {
  const { stderr } = await check(["gone\u001b[31m\n::error::.yml"]);
  expect(stderr).toContain("gone\\u{1b}[31m\\n::error::.yml");
});

describe("output", () => {
  const shell = (line: string) =>
    spawnSync("sh", ["-c", line, process.execPath, cli.file], { cwd: directory, encoding: "utf8" });

  test("to a reader that goes away early ends without a word", () => {
    write({ "p.yml": `on_tcp_connect:\n${"  - actions: [{type: denyy}]\n".repeat(2000)}` });
    const first = `process.stdin.once("data", (data) => process.stdout.write(data.subarray(0, 1), () => process.exit()))`;
    expect(shell(`"$0" "$1" check p.yml | "$0" -e '${first}'`)).toMatchObject({ status: 0, stdout: "p", stderr: "" });
  });

  test.each(["check p.yml", "eval p.yml --connection c.yml", "schema", "test t.yml"])(
    "of `%s` that does not fit on the disk is a failure of its own",
    (args) => {
      const vectors = "topic: t\nvectors: [{id: t/a, policy_file: p.yml, expect: {outcome: deny}}]\n";
      write({ "p.yml": GOOD, "c.yml": "{}\n", "t.yml": vectors });
      const { status, stderr } = shell(`"$0" "$1" ${args} > /dev/full`);
      expect(status).toBe(2);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    },
  );
});

describe("--fix", () => {
  test("of a file with two names mends it for both, once", async () => {
    write({ "a.yml": WARNED });
    linkSync(join(directory, "a.yml"), join(directory, "b.yml"));
    symlinkSync("a.yml", join(directory, "c.yml"));
    expect(await check([".", "--fix"])).toMatchObject({ code: 0 });
    expect(["a.yml", "b.yml"].map((name) => readFileSync(join(directory, name), "utf8"))).toEqual([MENDED, MENDED]);
    expect(statSync(join(directory, "a.yml")).nlink).toBe(2);
  });
});

test("help is named after a mistake in a command's options", async () => {
  expect((await check(["--fromat", "json", "p.yml"])).stderr).toContain("--help");
});
