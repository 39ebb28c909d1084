import { nodeOf } from "@sluice/policy/source";
import { describe, expect, test } from "vitest";
import { SourceFiles } from "./source-files.ts";

describe("SourceFiles", () => {
  const files = new SourceFiles();
  const first = files.add("a.yml", "one\ntwo");
  const second = files.add("b.yml", "x: 😀\ny: 1\n");

  test("finds the file, line and column of an offset", () => {
    expect(files.range({ start: first.base + 4, end: first.base + 7 })).toEqual({
      path: "a.yml",
      range: { start: { line: 2, column: 1, offset: 4 }, end: { line: 2, column: 4, offset: 7 } },
    });
    expect(files.range({ start: second.base + 6, end: second.base + 10 })).toMatchObject({
      path: "b.yml",
      range: { start: { line: 2, column: 1, offset: 6 } },
    });
  });

  test("the end of one file is not the start of the next", () => {
    expect(files.at(first.base + first.text.length).path).toBe("a.yml");
    expect(files.at(second.base).path).toBe("b.yml");
  });
});

test("nodeOf keeps nodes at their own place, and puts the rest where it is told", () => {
  const own = nodeOf("own", { start: 1, end: 2 });
  const node = nodeOf({ list: [1, own], none: undefined }, { start: 5, end: 9 });
  expect(node).toMatchObject({
    kind: "map",
    start: 5,
    entries: [
      {
        key: { value: "list" },
        value: {
          items: [
            { value: 1n, start: 5 },
            { value: "own", start: 1 },
          ],
        },
      },
    ],
  });
});
