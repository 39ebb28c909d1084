import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { vectorsDirectory } from "../../directory.ts";
import { loadScenarios } from "./load.ts";
import type { ScenarioFile } from "./scenario.ts";

const DIRECTORY = join(vectorsDirectory(), "scenarios");

async function read(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(DIRECTORY, name), "utf8"));
}

async function validator() {
  return new Ajv2020({ allErrors: true, strictRequired: false, allowUnionTypes: true }).compile(
    (await read("scenario-schema.json")) as object,
  );
}

describe("the files of scenarios", async () => {
  const names = (await readdir(DIRECTORY)).filter((name) => /(?<!schema)\.json$/.test(name));

  test.each(names)("%s is as its schema says, and of the topic that it is called by", async (name) => {
    const validate = await validator();
    const file = (await read(name)) as ScenarioFile;
    validate(file);
    expect(validate.errors).toBeNull();
    expect(file.topic).toBe(basename(name, ".json"));
    expect(file.vectors.filter(({ id }) => !id.startsWith(`${file.topic}/`))).toEqual([]);
  });

  test("have ids that are not used twice, and ask nothing twice", async () => {
    const loaded = await loadScenarios(DIRECTORY);
    if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
    const ids = loaded.scenarios.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const asked = loaded.scenarios.map(({ configuration, connections, expect, listed, roots }) =>
      JSON.stringify({ configuration, connections, expect, listed, roots }),
    );
    expect(new Set(asked).size).toBe(asked.length);
  });

  test("mark what lets somebody in", async () => {
    const loaded = await loadScenarios(DIRECTORY);
    expect(loaded.ok && loaded.scenarios.filter(({ tags }) => tags?.includes("security")).length).toBeGreaterThan(80);
  });
});

describe("the schema refuses", () => {
  const scenario = {
    id: "t/a",
    description: "d",
    spec: "language.md#6.1",
    configuration: { endpoints: [{ url: "tcp://a:1", upstream: "a" }] },
    connections: [{ to: "tcp://a:1", expect: { reached: "a" } }],
  };

  test.each<[string, object]>([
    ["a member that it does not know", { ...scenario, more: 1 }],
    ["one without a sentence", { ...scenario, description: "" }],
    ["one without a statement", { ...scenario, spec: "6.1" }],
    ["one without connections or an expected start", { ...scenario, connections: undefined }],
    ["an endpoint's unknown member", { ...scenario, configuration: { endpoints: [{ url: "tcp://a:1", policy: "" }] } }],
    ["an expectation of nothing", { ...scenario, connections: [{ to: "tcp://a:1", expect: {} }] }],
  ])("%s", async (_what, vector) => {
    const validate = await validator();
    const file = (value: object) => JSON.parse(JSON.stringify({ topic: "t", vectors: [value] })) as unknown;
    expect(validate(file(scenario))).toBe(true);
    expect(validate(file(vector))).toBe(false);
  });
});

test("a directory that is not there, and files that hold none, are told", async () => {
  expect(await loadScenarios("/nonexistent")).toMatchObject({
    ok: false,
    problems: [expect.stringContaining("ENOENT")],
  });
});
