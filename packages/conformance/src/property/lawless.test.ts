import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatProblem, loadVectors } from "@sluice/policy/vectors/load";
import { expect, test } from "vitest";
import { LAWLESS } from "../testing/lawless.ts";
import { PROPERTIES } from "./properties.ts";
import { formatCounterexample } from "./search.ts";

test.each(PROPERTIES)(
  "$name: who breaks it is caught, by a vector that can be pasted",
  { timeout: 300_000 },
  async (law) => {
    const [, engine] = Object.entries(LAWLESS).find(([name]) => law.name.startsWith(name)) ?? [];
    if (engine === undefined) throw new Error(`no engine breaks \`${law.name}\``);
    const found = await law.find(engine, { seed: 1, runs: 3000 });
    if (found === undefined) throw new Error("nothing was found");
    expect(found.mismatches.length).toBeGreaterThan(0);
    const text = formatCounterexample(found);
    expect(text.startsWith(JSON.stringify(found.vector, null, 2))).toBe(true);
    expect(await problemsOf(found.vector)).toEqual([]);
  },
);

test("every engine that breaks a law breaks one of ours", () => {
  const names = PROPERTIES.map(({ name }) => name);
  expect(Object.keys(LAWLESS).filter((start) => names.filter((name) => name.startsWith(start)).length !== 1)).toEqual(
    [],
  );
});

/** What the loader of topic files has against a vector. */
async function problemsOf(vector: object): Promise<readonly string[]> {
  const directory = await mkdtemp(join(tmpdir(), "vector-"));
  try {
    await writeFile(join(directory, "property.json"), JSON.stringify({ topic: "property", vectors: [vector] }));
    const loaded = await loadVectors(directory);
    return loaded.ok ? [] : loaded.problems.map(formatProblem);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
