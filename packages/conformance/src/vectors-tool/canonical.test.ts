import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalText, firstDifference } from "./canonical.ts";
import { orderMembers } from "./order-members.ts";
import { writeJson } from "./write-json.ts";

describe("writeJson", () => {
  test("what fits into a line stands in one", () => {
    expect(writeJson({ a: [1, "x", null], b: {}, c: [] })).toBe('{ "a": [1, "x", null], "b": {}, "c": [] }\n');
  });

  test("what does not is opened, a member a line, and each of those by itself", () => {
    const long = "x".repeat(90);
    expect(writeJson({ a: { b: long, c: 1 }, d: [1] })).toBe(`{\n  "a": { "b": "${long}", "c": 1 },\n  "d": [1]\n}\n`);
  });

  test("no line is longer than 120 characters, but for what is one value", () => {
    const value = { list: Array.from({ length: 60 }, (_, index) => ({ index, name: `n${index}` })) };
    for (const line of writeJson(value).split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });

  test("zero keeps its sign", () => {
    expect(writeJson(JSON.parse('{"a":[-0,0],"b":-0}'))).toBe('{ "a": [-0, 0], "b": -0 }\n');
  });

  test("it means what it was written from", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value = JSON.parse(json);
        expect(JSON.parse(writeJson(value))).toEqual(value);
        expect(JSON.parse(writeJson(value, () => true))).toEqual(value);
      }),
    );
  });
});

const SCHEMA = {
  properties: {
    id: {},
    expect: { $ref: "#/$defs/expect" },
    effects: { items: { $ref: "#/$defs/effect" } },
    vectors: {},
  },
  $defs: {
    expect: { properties: { outcome: {}, rule: {} } },
    effect: {
      oneOf: [{ properties: { b: {}, a: {} } }, { properties: { error: { properties: { code: {}, message: {} } } } }],
    },
    open: { additionalProperties: { properties: { z: {}, y: {} } } },
  },
};

describe("orderMembers", () => {
  test("members stand as the schema lists them, others behind", () => {
    const value = { more: 1, expect: { rule: 0, outcome: "deny", also: 2 }, id: "a" };
    expect(JSON.stringify(orderMembers(value, SCHEMA))).toBe(
      '{"id":"a","expect":{"outcome":"deny","rule":0,"also":2},"more":1}',
    );
  });

  test("of alternatives each has its say, in lists as well", () => {
    const value = { effects: [{ a: 1, b: 2 }, { error: { message: "m", code: "c" } }] };
    expect(JSON.stringify(orderMembers(value, SCHEMA))).toBe(
      '{"effects":[{"b":2,"a":1},{"error":{"code":"c","message":"m"}}]}',
    );
  });

  test("values of names that are free have an order, too", () => {
    const value = { any: { y: 1, z: 2 } };
    expect(JSON.stringify(orderMembers(value, SCHEMA.$defs.open))).toBe('{"any":{"z":2,"y":1}}');
  });

  test("names of prototypes are names", () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":2,"id":3}');
    expect(JSON.stringify(orderMembers(value, SCHEMA))).toBe('{"id":3,"__proto__":{"a":1},"constructor":2}');
  });
});

test("every vector is opened, however short, and what is in it only if it must be", () => {
  expect(canonicalText({ schema: SCHEMA }, { vectors: [{ id: "t/a", expect: { outcome: "deny" } }] })).toBe(
    '{\n  "vectors": [\n    {\n      "id": "t/a",\n      "expect": { "outcome": "deny" }\n    }\n  ]\n}\n',
  );
});

test("where two texts differ first", () => {
  expect(firstDifference("a\nb\nc", "a\nx\nc")).toBe(2);
  expect(firstDifference("a", "a\nb")).toBe(1);
});
