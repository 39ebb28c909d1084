import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { guard, ratiosOf, describe as tell, withRatios } from "./baseline.js";
import { TABLES } from "./tables.js";

interface Figure {
  readonly id: string;
  readonly median: number;
  readonly atLeast?: boolean;
  readonly exact?: boolean;
}

/** What a table has found, of its ratios alone: `[id, median, atLeast?]`. */
function found(...ratios: [string, number, boolean?][]) {
  const tables: Record<string, { ratios: Figure[]; budgets: Figure[] }> = {};
  for (const [id, median, atLeast = false] of ratios) {
    const table = id.slice(0, id.indexOf("."));
    tables[table] ??= { ratios: [], budgets: [] };
    tables[table].ratios.push({ id, median, atLeast });
  }
  return tables;
}

const never = () => {
  throw new Error("nothing seems worse");
};

describe("a run beside its baseline", () => {
  test("is fine where a ratio is a fifth worse, and not beyond", async () => {
    expect(await guard(found(["a.x", 1.2]), { "a.x": 1 }, never)).toEqual({ findings: [], count: 1 });
    const beyond = found(["a.x", 1.21]);
    expect((await guard(beyond, { "a.x": 1 }, () => beyond)).findings).toEqual([
      { id: "a.x", kind: "worse", was: 1, now: 1.21 },
    ]);
  });

  test("looks the other way where larger is better", async () => {
    expect(
      (await guard(found(["a.x", 10, true], ["a.y", 99, true]), { "a.x": 12, "a.y": 12 }, never)).findings,
    ).toEqual([]);
    const beyond = found(["a.x", 9.9, true]);
    expect((await guard(beyond, { "a.x": 12 }, () => beyond)).findings).toMatchObject([{ id: "a.x", kind: "worse" }]);
  });

  test("measures once more what seems worse, that table alone, and counts the better of both", async () => {
    const asked: string[][] = [];
    const first = found(["a.x", 2], ["a.y", 1], ["b.x", 1], ["c.x", 5, true]);
    const { findings } = await guard(first, { "a.x": 1, "a.y": 1, "b.x": 1, "c.x": 10 }, (tables: string[]) => {
      asked.push(tables);
      return found(["a.x", 1.1], ["a.y", 3], ["c.x", 4, true]);
    });
    expect(asked).toEqual([["a", "c"]]);
    expect(findings).toEqual([{ id: "c.x", kind: "worse", was: 10, now: 5 }]);
  });

  test("keeps the first figure of a ratio that the second run has not given", async () => {
    expect((await guard(found(["a.x", 2]), { "a.x": 1 }, () => ({}))).findings).toMatchObject([
      { id: "a.x", kind: "worse", now: 2 },
    ]);
  });

  test("guards a budget that is exact, and no other", async () => {
    const budgets = [
      { id: "a.bytes", median: 40, exact: true },
      { id: "a.ms", median: 400 },
    ];
    const larger = { a: { ratios: [], budgets } };
    expect(await guard(larger, { "a.bytes": 20 }, () => larger)).toEqual({
      findings: [{ id: "a.bytes", kind: "worse", was: 20, now: 40 }],
      count: 1,
    });
  });

  test("tells what is missing on either side, of the tables that were run", async () => {
    expect((await guard(found(["a.new", 1]), { "a.old": 2, "b.x": 3 }, never)).findings).toEqual([
      { id: "a.new", kind: "new", now: 1 },
      { id: "a.old", kind: "gone", was: 2 },
    ]);
  });

  test("names the ratio, both figures and what to do", () => {
    expect(tell({ id: "a.x", kind: "worse", was: 1, now: 1.2345 })).toBe(
      "a.x: 1 in the baseline, now 1.23, more than a fifth worse; `npm run bench -- a --rounds 15` looks closer",
    );
    expect(tell({ id: "a.x", kind: "new", now: 2 })).toMatch(
      /^a\.x: not in the baseline, now 2; .*--write-baseline a`$/,
    );
    expect(tell({ id: "a.x", kind: "gone", was: 2 })).toMatch(/^a\.x: 2 in the baseline.*--write-baseline a`$/);
  });
});

describe("a baseline", () => {
  test("takes the ratios of the tables that were run in place of what it had of these", () => {
    const written = withRatios({ "b.x": 2, "a.old": 1 }, ratiosOf(found(["a.x", 1.23456], ["a.b", 0.5])), ["a"]);
    expect(Object.entries(written)).toEqual([
      ["a.b", 0.5],
      ["a.x", 1.23],
      ["b.x", 2],
    ]);
  });

  const baselines: Record<string, Record<string, number>> = JSON.parse(
    readFileSync(new URL("./baseline.json", import.meta.url), "utf8"),
  );

  test.each([20, 24])("has the ids that are kept in bench/results of Node %i, and no other", (major) => {
    const { tables } = JSON.parse(readFileSync(new URL(`./results/node-${major}.json`, import.meta.url), "utf8"));
    expect(Object.keys(baselines[major] ?? {}).sort()).toEqual([...ratiosOf(tables).keys()].sort());
  });

  test("has nothing of a table that is gone", () => {
    expect(Object.keys(baselines)).toEqual(["20", "24"]);
    const tables = Object.values(baselines).flatMap((baseline) => Object.keys(baseline).map((id) => id.split(".")[0]));
    expect(Object.keys(TABLES)).toEqual(expect.arrayContaining(tables));
  });
});
