import { describe, expect, test } from "vitest";
import { joinTrees } from "./join.ts";
import { listening, mapIn, plain } from "./testing/read.ts";

function join(...texts: readonly string[]): { root: unknown; told: string[] } {
  const sink = listening();
  const root = joinTrees(texts.map(mapIn), sink, () => "the first");
  return { root: plain(root), told: sink.told.map(({ code, message }) => `${code}: ${message}`) };
}

describe("several configurations as one", () => {
  test.each([
    ["lists", ["endpoints: [1]", "endpoints: [2]", "endpoints: [3]"], { endpoints: [1, 2, 3] }],
    ["what only one has", ["region: a", "drain_timeout: 1s"], { region: "a", drain_timeout: "1s" }],
    [
      "maps, however deep",
      ["secrets: {v: {a: 1}, w: {}}", "secrets: {v: {b: 2}, x: {}}"],
      { secrets: { v: { a: 1, b: 2 }, w: {}, x: {} } },
    ],
    [
      "settings of one thing",
      ["listen: {address: a}", "listen: {ports: {1: 2}}"],
      { listen: { address: "a", ports: { 1: 2 } } },
    ],
    ["a list that is still empty", ["endpoints:", "endpoints: [1]"], { endpoints: [1] }],
  ])("join %s", (_, texts, root) => {
    expect(join(...texts)).toEqual({ root, told: [] });
  });

  test.each([
    ["a single value", "region: a", "region: a", "`region`"],
    ["rules of one ip policy", "ip_policies: {p: [1]}", "ip_policies: {p: [2]}", "`p`"],
    ["a list and a map", "certificates: []", "certificates: {}", "`certificates`"],
    ["a value that a template left empty", "limits: ", "limits: {}", "`limits`"],
  ])("never join %s", (_, first, second, name) => {
    expect(join(first, second).told).toEqual([`duplicate-key: ${name} is in the first already`]);
  });

  test("keep where items could not be read", () => {
    const gap = (length: number) => ({
      kind: "list" as const,
      start: 0,
      end: 0,
      gaps: [length],
      items: Array.from({ length }, () => mapIn("a: 1")),
    });
    const key = mapIn("endpoints: []").entries[0]?.key;
    if (!key) throw new Error("no key");
    const trees = [2, 1].map((length) => ({ ...mapIn("{}"), entries: [{ key, value: gap(length) }] }));
    expect(joinTrees(trees, listening(), () => "")?.entries[0]?.value).toMatchObject({ gaps: [2, 3] });
  });
});
