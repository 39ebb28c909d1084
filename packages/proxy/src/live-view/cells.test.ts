import { describe, expect, test } from "vitest";
import { cut, fit, widthOf } from "./cells.ts";
import { bytes, count, duration } from "./quantities.ts";

describe("cut", () => {
  test.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["abc", 1, "…"],
    ["abc", 0, ""],
    ["日本語", 6, "日本語"],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日…"],
    ["日本", 2, "…"],
    ["e\u0301a", 2, "e\u0301a"],
    ["a\u001b[2J", 20, "a\\u{1b}[2J"],
    ["\u202eevil", 20, "\\u{202e}evil"],
  ])("%j to %i columns", (text, columns, expected) => {
    const cells = cut(text, columns);
    expect(cells.text).toBe(expected);
    expect(cells.width).toBe(columns === 0 ? 0 : widthOf(expected));
  });
});

test("fit fills up on either side", () => {
  expect([fit("日", 4), fit("7", 3, "right"), fit("1234", 3, "right")]).toEqual(["日  ", "  7", "12…"]);
});

describe("quantities are short", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [9_949, "9.9 kB"],
    [9_951, "10 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [5e15, "5.0 PB"],
    [5e18, "5000 PB"],
  ])("%d bytes", (value, text) => expect(bytes(value)).toBe(text));

  test.each([
    [0, "0 s"],
    [59_999, "59 s"],
    [65_000, "1 m 05 s"],
    [3_600_000 * 2 + 180_000, "2 h 03 m"],
    [86_400_000 * 4 + 3_600_000 * 5, "4 d 05 h"],
  ])("%d ms", (value, text) => expect(duration(value)).toBe(text));

  test.each([
    [0, "0"],
    [1_000, "1,000"],
    [999_999, "999,999"],
    [1_234_567, "1.2 M"],
    [12_345_678_901, "12 G"],
  ])("%d times", (value, text) => expect(count(value)).toBe(text));
});
