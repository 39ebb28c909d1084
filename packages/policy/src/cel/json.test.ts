import { describe, expect, it } from "vitest";
import { fromJson, toJson } from "./json.ts";
import { NONE, optional } from "./optional.ts";
import { CelMap, Duration, Struct, Timestamp, Uint, type Value } from "./value.ts";

describe("toJson", () => {
  it.each<[Value, unknown]>([
    [null, null],
    [1n, 1],
    [2n ** 53n, "9007199254740992"],
    [-(2n ** 63n), "-9223372036854775808"],
    [new Uint(2n ** 64n - 1n), "18446744073709551615"],
    [1.5, 1.5],
    [Number.NaN, "NaN"],
    [new Uint8Array([255, 0]), "/wA="],
    [new Timestamp(0, 500_000_000), "1970-01-01T00:00:00.5Z"],
    [new Duration(-1, -500_000_000), "-1.5s"],
    [
      [1n, ["a"]],
      [1, ["a"]],
    ],
    [optional(1n), 1],
    [NONE, null],
    [new Struct("T", new Map([["a", true]])), { a: true }],
  ])("%s", (value, expected) => {
    expect(toJson(value)).toEqual(expected);
  });

  it("takes any key of a map, and changes no prototype", () => {
    const json = toJson(
      CelMap.of([
        ["__proto__", "x"],
        [1n, "y"],
        [true, "z"],
      ]),
    );
    expect(JSON.stringify(json)).toBe('{"1":"y","__proto__":"x","true":"z"}');
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  });
});

describe("fromJson", () => {
  it("makes ints of whole numbers and maps of objects", () => {
    expect(fromJson([1, 1.5, 1e300, -0, "a", null, true])).toEqual([1n, 1.5, 1e300, -0, "a", null, true]);
    const map = fromJson(JSON.parse('{"__proto__": 1}'));
    expect(map instanceof CelMap && map.get("__proto__")).toBe(1n);
  });
});
