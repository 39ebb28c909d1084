import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { commitOf } from "./commit.js";
import { environment } from "./environment.js";
import { optionsOf } from "./options.js";
import { majorOf, resultsOf, withTables } from "./results.js";

const commit = { hash: "c1", changed: [] };
const report = { tables: [], ratios: [], budgets: [], plots: [] };
const kept = (names: string[], { node = "20.1.0", commit = "c1", date = "2026-01-01", rounds = 9 } = {}) =>
  resultsOf(Object.fromEntries(names.map((name) => [name, report])), {
    environment: { node },
    commit,
    date,
    rounds,
    described: [{ name: "a", what: `what a does at ${commit}`, against: "nothing" }],
  });

test("tables of a later run take the place of those before, with their date and commit", () => {
  const joined = withTables(kept(["a", "b"]), kept(["b", "c"], { commit: "c2", date: "2026-02-01", rounds: 7 }));
  expect(joined.tables).toMatchObject({
    a: { date: "2026-01-01", rounds: 9, commit: "c1", what: "what a does at c1", against: "nothing" },
    b: { date: "2026-02-01", rounds: 7, commit: "c2" },
    c: { date: "2026-02-01", rounds: 7, commit: "c2" },
  });
});

test("tables of another version do not stand beside those before", () => {
  expect(Object.keys(withTables(kept(["a"]), kept(["b"], { node: "20.2.0" })).tables)).toEqual(["b"]);
});

test("some tables of another version are refused before anything is measured, and all of them are not", () => {
  const there = { tables: ["a", "b"], major: 20, kept: kept(["a"]), environment: { node: "20.2.0" }, commit };
  expect(optionsOf(["--save", "a"], there).refused).toMatch(/^the results that are kept are of another machine/);
  expect(optionsOf(["--save"], there)).toMatchObject({ names: ["a", "b"], isAll: true, save: true });
  expect(optionsOf(["--save", "a"], { ...there, environment: { node: "20.1.0" } })).toMatchObject({ names: ["a"] });
});

test.each([
  [["a.js"], "a.js is not as in c1; commit or stash first"],
  [["a.js", "b.js"], "a.js, b.js are not as in c1; commit or stash first"],
  [["a.js", "b.js", "c.js", "d.js", "e.js"], "a.js, b.js, c.js and 2 more are not as in c1; commit or stash first"],
])("nothing is saved of a tree with changes: %j", (changed, said) => {
  const there = { tables: ["a"], major: 20, commit: { hash: "c1", changed } };
  expect(optionsOf(["--save"], there).refused).toBe(
    `--save takes a tree without changes, so that each figure can be measured again: ${said}`,
  );
  expect(optionsOf([], there).refused).toBeUndefined();
});

test("nothing is saved of what has no commit", () => {
  expect(optionsOf(["--save"], { tables: ["a"], major: 20 }).refused).toMatch(/^--save takes a repository/);
});

test("a commit is told, and the files that differ from it, but for those that a run writes", () => {
  const directory = mkdtempSync(join(tmpdir(), "sluice-test-"));
  const at = pathToFileURL(`${directory}/`);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: directory });
  try {
    git("init", "-q");
    for (const name of ["docs", "bench", "bench/results"]) mkdirSync(join(directory, name));
    const written = ["docs/performance.md", "bench/baseline.json", "bench/results/node-20.json"];
    for (const name of ["a.js", "docs/ä.md", ...written]) writeFileSync(join(directory, name), "1");
    git("add", ".");
    git("commit", "-qm", "a");
    const hash = expect.stringMatching(/^[0-9a-f]{10}$/);
    expect(commitOf(at)).toEqual({ hash, changed: [] });
    for (const name of written) writeFileSync(join(directory, name), "2");
    expect(commitOf(at)).toEqual({ hash, changed: [] });
    writeFileSync(join(directory, "docs/ä.md"), "2");
    writeFileSync(join(directory, "a.js"), "2");
    git("add", "a.js");
    expect(commitOf(at)).toEqual({ hash, changed: ["a.js", "docs/ä.md"] });
    rmSync(join(directory, ".git"), { recursive: true });
    expect(commitOf(at)).toBeUndefined();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("an environment says what a figure depends on", () => {
  expect(environment()).toMatchObject({
    node: process.versions.node,
    openssl: process.versions.openssl,
    cores: expect.any(Number),
    packages: { "cel-js": expect.stringMatching(/^\d+\.\d+\.\d+$/), "@bufbuild/cel": expect.stringMatching(/^\d/) },
  });
  expect(majorOf("24.21.0")).toBe(24);
});
