import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildCli, type Cli, type RunOptions } from "./testing/cli.ts";
import { VERSION } from "./version.ts";

let cli: Cli;
let directory: string;

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-check-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const GOOD = "on_tcp_connect: [{actions: [{type: deny}]}]\n";
const WRONG = "on_tcp_connect: [{actions: [{type: denyy}]}]\n";
const WARNED = "on_tcp_connect: [{actions: [{type: restrict-ips, config: {allow: [10.0.0.1/8, 10.1.0.0/16]}}]}]\n";

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const check = (args: readonly string[], options: RunOptions = {}) =>
  cli.run(["check", ...args], { cwd: directory, ...options });

/** `path: code code …` for each file of `--format json`. */
async function found(args: readonly string[], options: RunOptions = {}): Promise<string[]> {
  const { stdout } = await check([...args, "--format", "json"], options);
  const { files } = JSON.parse(stdout) as { files: { path: string; diagnostics: { code: string }[] }[] };
  return files.map(({ path, diagnostics }) => [`${path}:`, ...diagnostics.map(({ code }) => code)].join(" "));
}

describe("the exit code", () => {
  test.each([
    ["0 for a policy that is right", { "p.yml": GOOD }, ["p.yml"], 0],
    ["0 for warnings", { "p.yml": WARNED }, ["p.yml"], 0],
    ["1 for an error", { "p.yml": WRONG }, ["p.yml"], 1],
    ["1 for an error beside what is right", { "a.yml": GOOD, "b.json": WRONG }, ["."], 1],
    ["1 for more warnings than are allowed", { "p.yml": WARNED }, ["p.yml", "--max-warnings", "1"], 1],
    ["0 for as many as are allowed", { "p.yml": WARNED }, ["p.yml", "--max-warnings", "2"], 0],
    ["2 for a file that is not there, whatever the others are", { "p.yml": WRONG }, ["p.yml", "q.yml"], 2],
    ["2 for a directory without a policy", { "a.yml": "a: 1\n" }, ["."], 2],
    ["0 for a manifest of something else that was named", { "s.yml": "apiVersion: v1\nkind: Service\n" }, ["s.yml"], 0],
    ["2 for no file", {}, [], 2],
    ["2 for an option that is none", { "p.yml": GOOD }, ["p.yml", "--protocol", "udp"], 2],
    ["2 for a number that is none", { "p.yml": GOOD }, ["p.yml", "--max-warnings", "-1"], 2],
    ["2 for a format that is none", { "p.yml": GOOD }, ["p.yml", "--format", "xml"], 2],
    ["2 for resources that are not there", { "p.yml": GOOD }, ["p.yml", "--resources", "r.yml"], 2],
    ["2 for a configuration that is not there", { "p.yml": GOOD }, ["p.yml", "--config", "c.yml"], 2],
    ["2 for an empty standard input", {}, ["-"], 2],
    ["0 for an empty file: it is the empty policy", { "p.yml": "" }, ["p.yml"], 0],
    ["2 for --fix of standard input", {}, ["-", "--fix"], 2],
    ["2 for a text that is not UTF-8", { "p.yml": new Uint8Array([0x61, 0xff, 0xfe]) }, ["p.yml"], 2],
  ])("is %s", async (_, files, args, expected) => {
    write(files);
    const { code, stderr } = await check(args);
    expect(code, stderr).toBe(expected);
    // Whatever makes no sense is explained, in one place.
    if (expected === 2) expect(stderr).not.toBe("");
    expect(stderr).not.toContain("    at ");
  });
});

describe("files", () => {
  test("are found in directories by their endings, at any depth, and passed over without a policy", async () => {
    write({
      "policies/a.yml": GOOD,
      "policies/deep/b.yaml": WRONG,
      "policies/c.json": JSON.stringify({ on_tcp_connect: [] }),
      "policies/d.txt": WRONG,
      "policies/e.yml": "services: {}\n",
      "node_modules/x/f.yml": WRONG,
      ".git/g.yml": WRONG,
    });
    expect(await found(["."])).toEqual([
      "policies/a.yml:",
      "policies/c.json:",
      "policies/deep/b.yaml: unknown-action",
      "policies/e.yml:",
    ]);
    const { stdout } = await check(["policies"]);
    expect(stdout).toContain("(3 policies checked, 1 file holds no policy)");
  });

  test("come from standard input as `-`", async () => {
    expect(await found(["-"], { input: WRONG })).toEqual(["-: unknown-action"]);
  });

  test("are checked for the protocol that is given", async () => {
    write({
      "p.yml": "on_tcp_connect: [{actions: [{type: forward-internal, config: {url: 'tcp://a.internal:1'}}]}]\n",
    });
    expect(await found(["p.yml"])).toEqual(["p.yml:"]);
    expect(await found(["p.yml", "--protocol", "tls"])).toEqual(["p.yml: forward-scheme"]);
  });

  test("that a configuration names are read from beside it", async () => {
    write({
      "conf/sluice.yml": "endpoints: [{url: 'tls://a.example', upstream: {url: 1}, traffic_policy_file: p.yml}]\n",
      "conf/p.yml": "on_tcp_connect: [{actions: [{type: forward-internal, config: {url: 'tcp://a.internal:1'}}]}]\n",
    });
    expect(await found(["conf/sluice.yml"])).toEqual(["conf/sluice.yml:", "conf/p.yml: forward-scheme"]);
  });
});

describe("resources", () => {
  const policy = "on_tcp_connect: [{actions: [{type: restrict-ips, config: {ip_policies: [office]}}]}]\n";

  test("decide what an id is; without them it is not checked", async () => {
    write({
      "p.yml": policy,
      "good.yml": "ip_policies: {office: [{cidr: 10.0.0.0/8, action: allow}]}\n",
      "other.json": '{"ip_policies": {"ofice": []}}',
    });
    expect(await found(["p.yml"])).toEqual(["p.yml: not-checked"]);
    expect(await found(["p.yml", "--resources", "good.yml"])).toEqual(["p.yml:"]);
    expect(await found(["p.yml", "--resources", "other.json"])).toEqual(["p.yml: unknown-ip-policy"]);
  });

  test("may name files of addresses, which start at their own place", async () => {
    write({
      "p.yml": policy,
      "conf/r.json":
        '{"ip_policies": {"office": {"file": "office.txt"}, "blocked": {"file": "office.txt", "action": "deny"}}}',
      "conf/office.txt": "# the office\r\n203.0.113.0/24\r\n",
    });
    expect(await found(["p.yml", "--resources", "conf/r.json"])).toEqual(["p.yml:"]);
    write({ "p.yml": policy.replace("office", "blocked") });
    expect(await found(["p.yml", "--resources", "conf/r.json"])).toEqual(["p.yml: no-allowed-cidr"]);
  });

  test.each([
    ["{file: none.txt}", /r\.yml:2:\d+: \/ip_policies\/office: `none\.txt` cannot be read/],
    ["{file: wrong.txt}", /line 2, column 3: the octet `256` is greater than 255; 1 more lines/],
    ["{file: key.txt}", /`key\.txt` is PEM and no list/],
    ["{file: empty.txt}", /`empty\.txt` lists nobody/],
    ["{file: /dev/zero}", /`\/dev\/zero` is outside of/],
    ["{file: folder}", /`folder` is not a regular file/],
    ["{file: /etc/passwd}", /`\/etc\/passwd` is outside of/],
    ["{file: list.txt, acton: deny}", /`acton` is not a key here\n {2}hint: did you mean `action`/],
    ["{file: list.txt, action: pass}", /`pass` is not possible here/],
    ["{action: deny}", /`file` is missing/],
    ["{file: 5}", /expected a string/],
  ])("with a file that is none are refused: %s", async (text, expected) => {
    write({
      "p.yml": policy,
      "r.yml": `ip_policies:\n  office: ${text}\n`,
      "list.txt": "10.0.0.1\n",
      "folder/list.txt": "10.0.0.1\n",
      "wrong.txt": "10.0.0.1\n  10.0.0.256\nx\n",
      "key.txt": "-----BEGIN PRIVATE KEY-----\nsecret\n",
      "empty.txt": "# nobody\n",
    });
    const { code, stderr } = await check(["p.yml", "--resources", "r.yml"]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(expected)]);
    expect(stderr).not.toMatch(/secret|root:/);
  });

  test("with a mistake are refused with its place", async () => {
    write({ "p.yml": policy, "r.yml": "ip_policies:\n  office: [{cidr: 10.0.0.0/8, action: alow}]\nip_polices: {}\n" });
    const { code, stderr } = await check(["p.yml", "--resources", "r.yml"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/r\.yml:2:\d+: /);
    expect(stderr).toMatch(/r\.yml:3:\d+: /);
  });
});

describe("sluice.check.yml", () => {
  test("is read from the directory, or one above it", async () => {
    write({ "sluice.check.yml": "lints: {cidr-host-bits: error, redundant-cidr: off}\n", "deep/er/p.yml": WARNED });
    expect((await check(["deep/er/p.yml"])).code).toBe(1);
    const { code, stdout } = await check(["p.yml"], { cwd: join(directory, "deep/er") });
    expect(code).toBe(1);
    expect(stdout).toContain("error: `10.0.0.1/8`");
    expect(stdout).not.toContain("redundant-cidr");
  });

  test("gives way to the one that is named", async () => {
    write({
      "sluice.check.yml": "lints: {cidr-host-bits: error}\n",
      "c.yml": "lints: {cidr-host-bits: off}\n",
      "p.yml": WARNED,
    });
    expect(await found(["p.yml", "--config", "c.yml"])).toEqual(["p.yml: redundant-cidr"]);
  });

  test("with a mistake is refused with the character pointed at", async () => {
    write({ "sluice.check.yml": "lints: {cidr-hostbits: off}\n", "p.yml": GOOD });
    const { code, stderr } = await check(["p.yml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("sluice.check.yml:1:9: error");
    expect(stderr).toContain("did you mean `cidr-host-bits`?");
  });
});

describe("--fix", () => {
  test("mends what is certain, in place, and tells what is left", async () => {
    write({ "a.yml": WARNED, "b.yml": "inbound: # rules\n  - actions: [{type: deny}]\n", "c.yml": GOOD });
    chmodSync(join(directory, "a.yml"), 0o640);
    const { code, stdout, stderr } = await check([".", "--fix"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("cidr-host-bits");
    expect(stdout).toContain("redundant-cidr");
    expect(stderr).toContain("mended 2 in 2 files");
    const read = (name: string) => readFileSync(join(directory, name), "utf8");
    expect(read("a.yml")).toBe(WARNED.replace("10.0.0.1/8", "10.0.0.0/8"));
    expect(read("b.yml")).toBe("on_tcp_connect: # rules\n  - actions: [{type: deny}]\n");
    expect(read("c.yml")).toBe(GOOD);
    expect(statSync(join(directory, "a.yml")).mode & 0o777).toBe(0o640);
  });

  test("writes through a link, and leaves it one", async () => {
    write({ "real/p.yml": WARNED });
    symlinkSync("real/p.yml", join(directory, "p.yml"));
    await check(["p.yml", "--fix"]);
    expect(lstatSync(join(directory, "p.yml")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(directory, "real/p.yml"), "utf8")).toContain("10.0.0.0/8");
  });

  test("leaves alone what a level or a comment has silenced", async () => {
    const silenced = WARNED.replace("\n", " # sluice-ignore cidr-host-bits, redundant-cidr: as it is\n");
    write({ "p.yml": silenced });
    expect((await check(["p.yml", "--fix"])).stderr).toBe("");
    expect(readFileSync(join(directory, "p.yml"), "utf8")).toBe(silenced);
  });
});

describe("the output", () => {
  test("is plain where it is no terminal, and coloured if that is forced", async () => {
    write({ "p.yml": WRONG });
    expect((await check(["p.yml"])).stdout).not.toContain("\u001b");
    expect((await check(["p.yml"], { environment: { FORCE_COLOR: "1" } })).stdout).toContain("\u001b[");
    expect((await check(["p.yml"], { environment: { NO_COLOR: "1" } })).stdout).not.toContain("\u001b");
  });

  test.each(["json", "sarif", "github", "junit"])(
    "goes to standard output as %s, and nothing else does",
    async (format) => {
      write({ "p.yml": WRONG });
      const { stdout, stderr, code } = await check(["p.yml", "--format", format]);
      expect(code).toBe(1);
      expect(stderr).toBe("");
      expect(stdout).toContain("unknown-action");
    },
  );

  test("names the version in SARIF, which is that of the package, as --version prints it", async () => {
    write({ "p.yml": WRONG });
    const { stdout } = await check(["p.yml", "--format", "sarif"]);
    expect(JSON.parse(stdout).runs[0].tool.driver.semanticVersion).toBe(VERSION);
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(VERSION).toBe(version);
    expect((await cli.run(["--version"])).stdout).toBe(`${VERSION}\n`);
  });
});

test("`schema` prints a schema that says which draft it is, and takes a policy", async () => {
  const { code, stdout } = await cli.run(["schema"]);
  expect(code).toBe(0);
  const schema = JSON.parse(stdout);
  expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
  expect(validate({ on_tcp_connect: [{ actions: [{ type: "deny" }] }] })).toBe(true);
  expect(validate({ on_tcp_connect: [{ actions: [{ type: "denyy" }] }] })).toBe(false);
});

test.each([["--help"], ["check", "--help"]])("`%s %s` is no mistake", async (...args) => {
  expect((await cli.run(args)).code).toBe(0);
});
