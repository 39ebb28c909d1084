import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { idPart, Report } from "./report.js";
import { countTargets, targetRows, targetsOf } from "./targets.js";

const spread = (median: number, low = median, high = median) => ({ median, low, high });

beforeEach(() => void vi.spyOn(console, "log").mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

describe("a report", () => {
  test("says of a ratio what its target makes of it", () => {
    const report = new Report("a");
    expect(report.ratio("a.met", spread(1, 0.9, 1.1), { target: 1.1 })).toBe("≤ 1.1: met");
    expect(report.ratio("a.missed", spread(1.3, 1.2, 1.4), { target: 1.1 })).toBe("≤ 1.1: missed");
    expect(report.ratio("a.between", spread(1, 0.9, 1.2), { target: 1.1 })).toBe("≤ 1.1: undecided (median within)");
    expect(report.ratio("a.faster", spread(12, 11, 13), { target: 10, atLeast: true })).toBe("≥ 10: met");
    expect(report.ratio("a.told", spread(1))).toBe("");
    expect(report.budget("a.time", spread(60, 51, 70), { limit: 50, unit: "ms" })).toBe("≤ 50 ms: missed");
  });

  test("keeps tables as text, as they were printed", () => {
    const report = new Report("a");
    report.table("title", ["", "ns"], [["x", 1]], ["a note"]);
    expect(report.toJSON().tables).toEqual([
      { title: "title", header: ["", "ns"], rows: [["x", "1"]], notes: ["a note"] },
    ]);
    expect(vi.mocked(console.log).mock.calls.join("\n")).toContain("a note");
  });

  test("tells how many figures stand behind a spread where these are not as many as rounds, and what is exact", () => {
    const report = new Report("a");
    report.budget("a.bytes", spread(9), { limit: 16, unit: "bytes", exact: true });
    expect(JSON.parse(JSON.stringify(report))).not.toHaveProperty("figures");
    report.figures(15);
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      figures: 15,
      budgets: [{ id: "a.bytes", exact: true }],
    });
  });

  test.each([
    ["of another table", "b.x", 1, "is no id of the table"],
    ["that is no word", "a.In One", 1, "is no id of the table"],
    ["without a number", "a.x", Number.NaN, "has no median: NaN"],
    ["without an end", "a.x", Number.POSITIVE_INFINITY, "has no median: Infinity"],
  ])("takes no ratio %s", (_, id, median, message) => {
    expect(() => new Report("a").ratio(id, spread(median), { target: 1 })).toThrow(message);
  });

  test("takes no id twice, but for a ratio and its plot", () => {
    const report = new Report("a");
    report.ratio("a.x", spread(1));
    expect(() => report.budget("a.x", spread(1), { limit: 2, unit: "ms" })).toThrow("is reported twice");
    const axis = { label: "n" };
    report.plot("a.x", { title: "t", x: axis, y: axis, series: [] });
    expect(() => report.plot("a.x", { title: "t", x: axis, y: axis, series: [] })).toThrow("is reported twice");
  });

  test("has parts of ids for names", () => {
    expect(["in one address", "function call with ||", "@bufbuild/cel", "TLS 1.3, 16 at a time"].map(idPart)).toEqual([
      "in-one-address",
      "function-call-with",
      "bufbuild-cel",
      "tls-1-3-16-at-a-time",
    ]);
  });
});

describe("targets", () => {
  const found = () => {
    const report = new Report("a");
    report.ratio("a.met", spread(1.234), { target: 2, what: "what is met" });
    report.ratio("a.told", spread(1));
    report.ratio("a.between", spread(30.04, 9, 40), { target: 10, atLeast: true });
    report.budget("a.missed", spread(123.4), { limit: 100, unit: "ms" });
    return { a: report.toJSON() };
  };

  test("are what has one, counted, with what was missed first", () => {
    const targets = targetsOf(found());
    expect(countTargets(targets)).toBe("1 met, 1 undecided, 1 missed");
    expect(targetRows(targets)).toEqual([
      ["a.missed", "123 (123–123)", "≤ 100 ms", "missed"],
      ["a.between", "30.0 (9.0–40.0)", "≥ 10", "undecided (median within)"],
      ["what is met [a.met]", "1.23 (1.23–1.23)", "≤ 2", "met"],
    ]);
  });

  test("survive being kept as JSON", () => {
    expect(targetsOf(JSON.parse(JSON.stringify(found())))).toEqual(targetsOf(found()));
  });
});
