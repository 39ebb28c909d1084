import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Report } from "../report/report.ts";
import { main } from "./main.ts";

let directory: string;
let printed: string[];
let complaints: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "engines-"));
  printed = [];
  complaints = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(console, "log").mockImplementation((text) => printed.push(`${text}\n`));
  vi.spyOn(console, "error").mockImplementation((text) => complaints.push(`${text}\n`));
  const vectors = ["a", "b"].map((name) => ({
    id: `t/${name}`,
    description: "one of two",
    spec: "language.md#2.10",
    tags: ["security"],
    policy: `on_tcp_connect: [] # ${name}`,
    expect: { outcome: "continue" },
  }));
  await writeFile(join(directory, "t.json"), JSON.stringify({ topic: "t", vectors }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

const run = (...args: string[]) => main(["run", "--vectors", directory, ...args]);
const node = (script: string) => `${JSON.stringify(process.execPath)} -e '${script}'`;
const answering = (body: string) =>
  node(`require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => { ${body} });`);
const right = answering('console.log("{\\"outcome\\":\\"continue\\"}");');
const wrong = answering('console.log("{\\"outcome\\":\\"deny\\"}");');

async function reportOf(...args: string[]): Promise<{ readonly code: number; readonly report: Report }> {
  const code = await run("--format", "json", ...args);
  return { code, report: JSON.parse(printed.join("")) as Report };
}

describe("an engine that misbehaves is a result, and never the end of the run", () => {
  test.each([
    ["hangs", answering(""), "no answer within 300 ms"],
    ["crashes", answering("process.exit(7);"), "the engine exited (7)"],
    ["exits at start", node("process.exit(1)"), "the engine exited (1)"],
    ["closes its output", node("process.stdout.destroy(); setInterval(() => {}, 1000)"), "no answer within 300 ms"],
    ["is not there", "/nonexistent/engine 2>/dev/null", "the engine exited (127)"],
    ["writes garbage", answering('console.log("deny");'), "not JSON"],
    ["writes bytes that are no text", answering("process.stdout.write(Buffer.of(255, 254, 10));"), "not JSON"],
    ["floods with lines", answering('setInterval(() => console.log("{}"), 0); for (;;) console.log("{}");'), ""],
    [
      "floods without a line",
      node("const b = Buffer.alloc(1 << 20, 120); (function next() { process.stdout.write(b, next); })();"),
      "does not end",
    ],
  ])("%s", async (_, command, reason) => {
    // A time-out that an engine at work cannot reach would make the hanging ones slow.
    const slow = reason.includes("within") ? "0.3" : "20";
    const { code, report } = await reportOf(
      "--timeout",
      slow,
      "--engine",
      `bad=${command}`,
      "--engine",
      "builtin:sluice",
    );
    expect(code).toBe(1);
    const [bad, good] = report.engines;
    expect(good).toMatchObject({ name: "sluice", ok: true, counts: { passed: 2 } });
    expect(bad).toMatchObject({ name: "bad", ok: false, counts: { failed: 2 } });
    for (const result of bad?.results ?? []) expect(JSON.stringify(result)).toContain(reason);
  });
});

test("several engines, one after the other, each with its name", async () => {
  expect(await run("--engine", `right=${right}`, "--engine", `wrong=${wrong}`)).toBe(1);
  const text = printed.join("");
  expect(text).toContain("engine right\n2 passed, 0 failed\nengine wrong\nt/a: failed\n");
  expect(text).toContain("0 passed, 2 failed\n");
});

test("the report compares them, and links statements where it is told that they are", async () => {
  const file = join(directory, "report.html");
  expect(
    await run(
      "--engine",
      `right=${right}`,
      "--engine",
      `wrong=${wrong}`,
      "--report",
      file,
      "--docs",
      "https://docs.example",
    ),
  ).toBe(1);
  const page = await readFile(file, "utf8");
  expect(page).toContain("<title>Conformance</title>");
  expect(page).toContain('href="https://docs.example/language.md#2.10"');
  expect(page.match(/✗ failed/g)).toHaveLength(2);
  expect(page.match(/✓ passed/g)).toHaveLength(2);
  expect(page).toContain('id="security"');
});

describe("known failures", () => {
  const known = async (value: unknown): Promise<string> => {
    const file = join(directory, "known");
    await writeFile(file, JSON.stringify(value));
    return file;
  };
  const both = ["a", "b"].map((name) => ({ id: `t/${name}`, reason: "not yet" }));

  test("are each engine's own", async () => {
    const file = await known({ wrong: both, elsewhere: [{ id: "t/x", reason: "no engine of this run" }] });
    const { code, report } = await reportOf(
      "--engine",
      `right=${right}`,
      "--engine",
      `wrong=${wrong}`,
      "--known-failures",
      file,
    );
    expect(code).toBe(0);
    expect(report.engines.map(({ counts }) => [counts.passed, counts["known-failure"]])).toEqual([
      [2, 0],
      [0, 2],
    ]);
  });

  test("fail the run where they pass or name no vector", async () => {
    const file = await known({ right: [...both, { id: "t/gone", reason: "once" }] });
    const { code, report } = await reportOf("--engine", `right=${right}`, "--known-failures", file);
    expect(code).toBe(1);
    expect(report.engines).toMatchObject([{ counts: { "unexpected-pass": 2 }, stale_known_failures: ["t/gone"] }]);
  });

  test.each([
    ["of wire vectors are left alone where none is asked for", [{ id: "client-hello-bytes/x", reason: "no bytes" }], 0],
    ["of neither form are misuse", { right: "t/a" }, 2],
    ["without a reason are misuse", [{ id: "t/a" }], 2],
  ])("%s", async (_, value, code) => {
    expect(await run("--engine", `right=${right}`, "--known-failures", await known(value))).toBe(code);
  });

  test("of no engine by name are misuse for several", async () => {
    const file = await known([]);
    expect(await run("--engine", `a=${right}`, "--engine", `b=${right}`, "--known-failures", file)).toBe(2);
    expect(complaints.join("")).toContain("lists by engine");
  });
});

describe("wire vectors", () => {
  test("are asked for where they are wanted", async () => {
    const { code, report } = await reportOf("--wire");
    expect(code).toBe(0);
    expect(report.vectors.filter(({ topic }) => topic.endsWith("-bytes")).length).toBeGreaterThan(125);
    expect(report.engines[0]?.counts.passed).toBe(report.vectors.length);
  });

  const ofBytes = async (): Promise<string> => {
    const bytes = join(directory, "bytes");
    await mkdir(bytes);
    const vectors = [
      { id: "client-hello-bytes/a", bytes: "16", expect: { result: "need-more" } },
      { id: "client-hello-bytes/b", bytes: "47", expect: { result: "not-tls" } },
    ];
    const file = { $schema: "wire-schema.json", topic: "client-hello-bytes", vectors };
    await writeFile(join(bytes, "client-hello-bytes.json"), JSON.stringify(file));
    return bytes;
  };

  test("go to a process as lines of bytes", async () => {
    const reader = answering(
      'const { wire, bytes } = JSON.parse(line); console.log(JSON.stringify(wire ? { result: bytes === "16" ? "need-more" : "none" } : { unsupported: "policies" }));',
    );
    const { report } = await reportOf("--engine", `reader=${reader}`, "--wire", await ofBytes());
    expect(report.engines).toMatchObject([{ counts: { passed: 1, failed: 1, unsupported: 2 } }]);
  });

  test("that are none are misuse", async () => {
    const bytes = await ofBytes();
    await writeFile(
      join(bytes, "proxy-header-bytes.json"),
      JSON.stringify({ $schema: "wire-schema.json", topic: "proxy-header-bytes", vectors: [null] }),
    );
    expect(await run("--wire", bytes)).toBe(2);
    expect(complaints.join("")).toContain("proxy-header-bytes.json: vectors[0]: no object");
  });

  test("of an engine that knows of no such lines fail, each for itself", async () => {
    const { report } = await reportOf("--engine", `right=${right}`, "--wire", await ofBytes());
    expect(report.engines[0]?.counts).toMatchObject({ passed: 2, failed: 2 });
    expect(report.engines[0]?.results.at(-1)?.reason).toContain("no `result`");
  });
});

test("a report that cannot be written is told before any engine is asked", async () => {
  const asked = join(directory, "asked");
  const marking = `touch ${JSON.stringify(asked)}; ${right}`;
  expect(await run("--engine", `marking=${marking}`, "--report", join(directory, "missing", "report.html"))).toBe(2);
  expect(complaints.join("")).toContain("--report: ENOENT");
  expect(existsSync(asked)).toBe(false);
});

test("the report that is there stays as it is until there is another", async () => {
  const file = join(directory, "report.html");
  await writeFile(file, "the last one");
  const reading = `test "$(cat ${JSON.stringify(file)})" = "the last one" && ${right}`;
  expect(await run("--engine", `reading=${reading}`, "--report", file)).toBe(0);
  expect(await readFile(file, "utf8")).toContain("<title>Conformance</title>");
});

test.each([
  ["a format that is none", ["--format", "xml"]],
  ["a time that is none", ["--timeout", "soon"]],
  ["no time at all", ["--timeout", "0"]],
  ["a built-in engine that is none", ["--engine", "builtin:nope"]],
  ["wire vectors that are not there", ["--wire", "/nonexistent"]],
  ["a report that cannot be written", ["--report", "/nonexistent/report.html"]],
])("2 for misuse: %s", async (_, args) => {
  expect(await run(...args)).toBe(2);
  expect(complaints.join("")).not.toBe("");
});
