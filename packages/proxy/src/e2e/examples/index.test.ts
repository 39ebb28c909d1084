import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { examplePath } from "../testing/example.ts";

const ROOT = new URL("../../../../../", import.meta.url);
const folders = readdirSync(examplePath("."), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
/** Folder → the test that the index names. */
const rows = new Map(
  [
    ...readFileSync(examplePath("README.md"), "utf8").matchAll(/^\| \[`([\w-]+)\/`\]\(\1\) \|.*\]\(\.\.\/(.*)\) \|$/gm),
  ].map(([, folder = "", path = ""]) => [folder, path]),
);

describe("examples/README.md", () => {
  test("names every example, and no other", () => {
    expect([...rows.keys()].toSorted()).toEqual(folders.toSorted());
  });

  test.each(folders)("names a test that runs %s", (folder) => {
    const path = fileURLToPath(new URL(rows.get(folder) ?? "nowhere", ROOT));
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toMatch(new RegExp(`["'\`/ ]${folder}["'\`/ ]`));
  });
});
