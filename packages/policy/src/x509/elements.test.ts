import { describe, expect, test } from "vitest";
import { elementsOf } from "./elements.ts";

const shown = (bytes: readonly number[]) =>
  elementsOf("it", Uint8Array.from(bytes)).map(({ tag, der, contents }) => [tag, der.length, [...contents]]);

describe("elementsOf", () => {
  test("cuts short and long elements", () => {
    expect(shown([5, 0, 2, 1, 7])).toEqual([
      [5, 2, []],
      [2, 3, [7]],
    ]);
    const contents = Array.from({ length: 300 }, () => 1);
    expect(shown([4, 0x82, 1, 44, ...contents])).toEqual([[4, 304, contents]]);
    expect(shown([4, 0x81, 128, ...contents.slice(0, 128)])).toEqual([[4, 131, contents.slice(0, 128)]]);
    expect(shown([])).toEqual([]);
  });

  test.each([
    ["no length", [4]],
    ["a length beyond the end", [4, 2, 1]],
    ["an indefinite length", [0x30, 0x80, 0, 0]],
    ["a length that could be shorter", [4, 0x81, 1, 1]],
    ["a length that starts with zero", [4, 0x82, 0, 128, ...new Array(128).fill(0)]],
    ["a length of five bytes", [4, 0x85, 0, 0, 0, 0, 1, 1]],
    ["a length that is cut off", [4, 0x82, 1]],
    ["a tag of two bytes", [0x1f, 1, 0]],
  ])("%s is not DER", (_what, bytes) => expect(() => shown(bytes)).toThrow("it is not in DER"));
});
