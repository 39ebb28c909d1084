import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TABLES } from "../tables.js";
import { performanceFiles } from "./files.js";
import { rowsOf } from "./markdown.js";

const KIB = 1024;

test("bench/README.md has a row for every table and for nothing else, with no link that the page would break", () => {
  const rows = rowsOf(readFileSync(new URL("../README.md", import.meta.url), "utf8"), "table");
  expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(TABLES).sort());
  for (const row of rows) expect(row.join()).not.toContain("](");
});

describe("docs/performance.md", () => {
  test("has both Nodes", () => {
    expect(performanceFiles().get("performance.md")).toMatch(/\| Node 20 \| Node 24 \|/);
  });

  test("has all plots, and they are quickly there", () => {
    const plots = [...performanceFiles()].filter(([name]) => name.endsWith(".svg"));
    expect(plots.map(([name]) => name.slice("performance/".length, -".svg".length)).sort()).toEqual([
      "prefixes.compile",
      "prefixes.lookup",
      "rules.count",
      "scale.endpoints",
      "scale.lookup",
      "scale.open-connections",
    ]);
    for (const [name, text] of plots) {
      expect({ name, small: text.length < 30 * KIB }).toEqual({ name, small: true });
    }
  });
});
