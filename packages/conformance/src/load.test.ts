import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CODES } from "@sluice/policy";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { formatProblem, loadVectors } from "./load.ts";
import { fixedVectors } from "./testing/vectors.ts";

describe("the fixed vectors", () => {
  test("say what they are for and which statement decides", async () => {
    const vectors = await fixedVectors();
    expect(vectors.filter(({ description, spec }) => description === undefined || spec === undefined)).toEqual([]);
    expect(vectors.length).toBeGreaterThan(300);
    expect(vectors.filter(({ tags }) => tags?.includes("security")).length).toBeGreaterThan(100);
  });

  test("expect only diagnostic codes of the closed list", async () => {
    const expected = (await fixedVectors()).flatMap(({ expect: { diagnostics } }) => diagnostics ?? []);
    const codes = expected.flatMap(({ code }) => code ?? []);
    expect(codes.filter((code) => !Object.hasOwn(CODES, code))).toEqual([]);
  });

  test("do not ask the same twice", async () => {
    const asked = (await fixedVectors()).map(
      ({ id: _, description: __, spec: ___, tags: ____, expect: _____, ...rest }) => JSON.stringify(rest),
    );
    expect(asked.length - new Set(asked).size).toBe(0);
  });
});

describe("problems", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vectors-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function problemsOf(name: string, text: string): Promise<readonly string[]> {
    await writeFile(join(directory, name), text);
    const loaded = await loadVectors(directory);
    return loaded.ok ? [] : loaded.problems.map((problem) => formatProblem(problem).replace(`${directory}/`, ""));
  }
  const file = (...vectors: object[]) => JSON.stringify({ topic: "t", vectors });
  const vector = { id: "t/a", policy: "", expect: { outcome: "continue" } };

  test("a key that the format does not know names file, vector and place", async () => {
    const problems = await problemsOf("t.json", file(vector, { ...vector, id: "t/b", connection: { client: "::1" } }));
    expect(problems).toEqual(["t.json: t/b /vectors/1/connection: must NOT have additional properties: `client`"]);
  });

  test("a wrong value inside an effect", async () => {
    const effects = [{ "terminate-tls": { version: "1.1" } }];
    expect((await problemsOf("t.json", file({ ...vector, effects }))).join()).toContain(
      "/vectors/0/effects/0/terminate-tls/version",
    );
  });

  test("an id that is used twice or belongs to another topic", async () => {
    expect(await problemsOf("t.json", file(vector, vector))).toEqual([
      expect.stringMatching(/^t\.json: t\/a \/vectors\/1\/id: this id is used before/),
    ]);
    expect((await problemsOf("t.json", file({ ...vector, id: "u/a" }))).join()).toContain("does not start with `t/`");
    expect((await problemsOf("u.json", file(vector))).join()).toContain("not the file's name");
  });

  test("JSON that does not parse, a directory without vectors, a path that is not there", async () => {
    expect((await problemsOf("t.json", "{"))[0]).toMatch(/^t\.json: /);
    await rm(join(directory, "t.json"));
    expect(await loadVectors(directory)).toMatchObject({ ok: false });
    expect(await loadVectors([join(directory, "missing.json")])).toMatchObject({ ok: false });
  });

  test("a policy file is read relative to its vectors; a missing one is a problem", async () => {
    const { policy: _, ...rest } = vector;
    await writeFile(join(directory, "p.yml"), "on_tcp_connect: []\n");
    await writeFile(join(directory, "t.json"), file({ ...rest, policy_file: "p.yml" }));
    expect(await loadVectors(directory)).toMatchObject({ ok: true, vectors: [{ policy: "on_tcp_connect: []\n" }] });
    expect((await problemsOf("t.json", file({ ...rest, policy_file: "q.yml" }))).join()).toContain("policy_file");
  });
});
