import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { formatProblem, type LoadProblem, loadVectors } from "./load-vectors.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vectors-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(name: string, content: string | object): Promise<void> {
  const path = join(directory, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
}

async function problemsOf(name: string, content: string | object): Promise<readonly LoadProblem[]> {
  await write(name, content);
  const loaded = await loadVectors(directory);
  return loaded.ok ? [] : loaded.problems;
}

const file = (...vectors: object[]) => ({ topic: "t", vectors });
const vector = { id: "t/a", policy: "", expect: { outcome: "continue" } };

describe("what is not as the schema says", () => {
  test("a key that the format does not know: file, vector, pointer and the key's place", async () => {
    const problems = await problemsOf("t.json", file(vector, { ...vector, id: "t/b", connection: { client: "::1" } }));
    const column = JSON.stringify(file(vector, { ...vector, id: "t/b", connection: {} })).indexOf("connection") + 14;
    expect(problems).toMatchObject([
      { file: join(directory, "t.json"), vector: "t/b", path: "/vectors/1/connection", position: { line: 1, column } },
    ]);
    expect(problems.map(formatProblem)[0]).toContain(`t.json:1:${column}: t/b /vectors/1/connection: `);
  });

  test("mistakes at different depths are all told", async () => {
    const content = { ...file({ ...vector, nope: 1, connection: { client_port: "x" } }), more: 1 };
    const paths = (await problemsOf("t.json", content)).map(({ path }) => path);
    expect(paths.sort()).toEqual(["", "/vectors/0", "/vectors/0/connection/client_port"]);
  });

  test("a misspelled key has its right name in the hint", async () => {
    const problems = await problemsOf("t.json", file({ ...vector, connection: { client_pi: "::1" } }));
    expect(problems.map(({ hint }) => hint)).toEqual([expect.stringContaining("`client_ip`")]);
  });

  test("a wrong value inside an effect is told at the value alone", async () => {
    const effects = [{ "terminate-tls": { version: "1.1" } }];
    const problems = await problemsOf("t.json", file({ ...vector, effects }));
    expect(problems.map(({ path }) => path)).toEqual(["/vectors/0/effects/0/terminate-tls/version"]);
  });

  test("an effect of no kind is one problem that names the kinds", async () => {
    const problems = await problemsOf("t.json", file({ ...vector, effects: [{ handshake: {} }] }));
    expect(problems).toMatchObject([
      { path: "/vectors/0/effects/0", hint: expect.stringContaining("`terminate-tls`") },
    ]);
  });

  test("a value of a type that no form has is one problem, of its type", async () => {
    const problems = await problemsOf("t.json", file({ ...vector, connection: { tls: true } }));
    expect(problems).toMatchObject([{ path: "/vectors/0/connection/tls", message: expect.stringContaining("map") }]);
  });

  test("a vector without policy, and one with two, are a problem each", async () => {
    const { policy: _, ...rest } = vector;
    const problems = await problemsOf("t.json", file(rest, { ...vector, id: "t/b", policy_file: "p.yml" }));
    expect(problems.map(({ path }) => path)).toEqual(["/vectors/0", "/vectors/1"]);
  });
});

describe("what a schema cannot say", () => {
  test("an id that is used twice", async () => {
    expect(await problemsOf("t.json", file(vector, vector))).toMatchObject([{ vector: "t/a", path: "/vectors/1/id" }]);
  });

  test("an id that belongs to another topic", async () => {
    expect(await problemsOf("t.json", file({ ...vector, id: "u/a" }))).toMatchObject([{ path: "/vectors/0/id" }]);
  });

  test("a topic that is not the file's name", async () => {
    expect(await problemsOf("u.json", file(vector))).toMatchObject([{ path: "/topic" }]);
  });

  test("a policy file that is not there", async () => {
    const { policy: _, ...rest } = vector;
    expect(await problemsOf("t.json", file({ ...rest, policy_file: "q.yml" }))).toMatchObject([
      { vector: "t/a", path: "/vectors/0/policy_file" },
    ]);
  });
});

describe("a vector that is only checked", () => {
  const checked = { id: "t/a", mode: "check", policy: "", expect: { diagnostics: [] } };

  test("may have a protocol, resources and a time", async () => {
    const more = { protocol: "tls", resources: {}, connection: { now: "2026-01-01T00:00:00Z" } };
    expect(await problemsOf("t.json", file({ ...checked, ...more }))).toEqual([]);
  });

  test.each([
    ["an endpoint", { endpoint: {} }, "/vectors/0/endpoint", "this cannot stand here"],
    ["effects", { effects: [] }, "/vectors/0/effects", "this cannot stand here"],
    ["an outcome", { expect: { outcome: "deny" } }, "/vectors/0/expect", "`diagnostics` is missing"],
    ["a client", { connection: { client_ip: "192.0.2.1" } }, "/vectors/0/connection", "`now` is missing"],
    ["another mode", { mode: "chek" }, "/vectors/0/mode", "`chek` is not possible here"],
  ])("has nothing that a run has: %s", async (_, more, path, message) => {
    expect(await problemsOf("t.json", file({ ...checked, ...more }))).toMatchObject([{ vector: "t/a", path, message }]);
  });
});

describe("a policy in parts", () => {
  test("is the text that they make in a row", async () => {
    await write("t.json", file({ ...vector, policy: ["a: [", { repeat: "1, ", times: 3 }, "1]"] }));
    expect(await loadVectors(directory)).toMatchObject({ ok: true, vectors: [{ policy: "a: [1, 1, 1, 1]" }] });
  });

  test.each([
    ["no text", [{ times: 3 }], "/vectors/0/policy/0", "`repeat` or `times` is missing"],
    ["too often", [{ repeat: "x", times: 1e9 }], "/vectors/0/policy/0/times", "must be <= 500000"],
    ["a number", 7, "/vectors/0/policy", "expected a string"],
  ])("that is none: %s", async (_, policy, path, message) => {
    expect(await problemsOf("t.json", file({ ...vector, policy }))).toMatchObject([{ path, message }]);
  });
});

test("files of other kinds of vectors are passed over in a directory, and are none if they are named", async () => {
  await write("t.json", file(vector));
  for (const kind of ["wire", "scenario"]) {
    await write(`more/${kind}.json`, {
      $schema: `./${kind}-schema.json`,
      topic: kind,
      vectors: [{ id: `${kind}/a`, bytes: "" }],
    });
  }
  expect(await loadVectors(directory)).toMatchObject({ ok: true, vectors: [{ id: "t/a" }] });
  expect(await loadVectors(join(directory, "more/wire.json"))).toMatchObject({ ok: false });
});

test("a policy file is read relative to its vectors, and named", async () => {
  const { policy: _, ...rest } = vector;
  await write("p.yml", "on_tcp_connect: []\n");
  await write("tests/t.json", file({ ...rest, policy_file: "../p.yml" }));
  const loaded = await loadVectors(join(directory, "tests"));
  expect(loaded).toMatchObject({ ok: true, vectors: [{ policy: "on_tcp_connect: []\n" }] });
  expect(loaded.ok && loaded.origins.get("t/a")).toEqual({
    file: join(directory, "tests", "t.json"),
    policyFile: join(directory, "p.yml"),
  });
});

describe("a directory", () => {
  test("is walked; what holds no vectors is passed over", async () => {
    await write("t.json", file(vector));
    await write(
      "deep/er/u.yml",
      'topic: u\nvectors:\n  - id: u/a\n    policy: ""\n    expect: { outcome: continue }\n',
    );
    await write("package.json", { name: "x" });
    await write("schema.json", { vectors: 1 });
    await write("policy.yml", "on_tcp_connect: []\n");
    await write("node_modules/v.json", file({ nonsense: true }));
    const loaded = await loadVectors(directory);
    expect(loaded.ok && loaded.vectors.map(({ id }) => id)).toEqual(["u/a", "t/a"]);
  });

  test("with JSON that does not parse is refused, with the place", async () => {
    expect(await problemsOf("t.json", '{\n  "topic": ')).toMatchObject([{ path: "", position: { line: 2 } }]);
  });

  test("with YAML that does not parse is refused if it means to hold vectors, else not", async () => {
    await write("t.json", file(vector));
    expect(await problemsOf("helm.yaml", "a: {{ .Values }}: [\n")).toEqual([]);
    expect(await problemsOf("u.yaml", "topic: u\nvectors: [\n")).toHaveLength(1);
  });

  test("without vectors is refused", async () => {
    expect(await problemsOf("package.json", { name: "x" })).toMatchObject([{ file: directory }]);
  });
});

test("a file that is named must hold vectors, and be there", async () => {
  await write("package.json", { name: "x" });
  expect(await loadVectors([join(directory, "package.json")])).toMatchObject({ ok: false });
  expect(await loadVectors([join(directory, "missing.json")])).toMatchObject({ ok: false, problems: [{ path: "" }] });
});

test("a file that is named twice, by itself and by its directory, is read once", async () => {
  await write("t.json", file(vector));
  const loaded = await loadVectors([directory, `${directory}/./t.json`]);
  expect(loaded.ok && loaded.vectors.map(({ id }) => id)).toEqual(["t/a"]);
});

test("text that is not UTF-8 is refused", async () => {
  await writeFile(join(directory, "t.json"), Buffer.from([0x7b, 0xff, 0x7d]));
  expect(await loadVectors(directory)).toMatchObject({ ok: false, problems: [{ file: join(directory, "t.json") }] });
});

test("JSON with a comma too many is no JSON, though YAML would take it", async () => {
  expect(await problemsOf("t.json", '{ "topic": "t", "vectors": [], }')).toHaveLength(1);
});
