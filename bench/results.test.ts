import { expect, test } from "vitest";
import { environment } from "./environment.js";
import { majorOf, resultsOf, withTables } from "./results.js";

const report = { tables: [], ratios: [], budgets: [], plots: [] };
const kept = (names: string[], { node = "20.1.0", date = "2026-01-01", rounds = 9 } = {}) =>
  resultsOf(Object.fromEntries(names.map((name) => [name, report])), { environment: { node }, date, rounds });

test("tables of a later run take the place of those before, with their date", () => {
  const joined = withTables(kept(["a", "b"]), kept(["b", "c"], { date: "2026-02-01", rounds: 7 }));
  expect(joined?.tables).toMatchObject({
    a: { date: "2026-01-01", rounds: 9 },
    b: { date: "2026-02-01", rounds: 7 },
    c: { date: "2026-02-01", rounds: 7 },
  });
});

test("tables of another version do not stand beside those before", () => {
  expect(withTables(kept(["a"]), kept(["b"], { node: "20.2.0" }))).toBeUndefined();
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
