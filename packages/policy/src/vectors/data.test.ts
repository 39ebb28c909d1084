import { describe, expect, test } from "vitest";
import { type Data, readData } from "./data.ts";

function dataOf(text: string): Data {
  const read = readData(text);
  if (!read.ok) throw new Error(read.problem.message);
  return read.data;
}

function placeOf(text: string, pointer: string, key?: string): string | undefined {
  const position = dataOf(text).locate(pointer, key);
  return position === undefined ? undefined : `${position.line}:${position.column}`;
}

describe("JSON and YAML give the same", () => {
  const json = '{\n  "a": [1, { "b/c": "😀", "d": 2 }]\n}';
  const yaml = "a:\n  - 1\n  - b/c: 😀\n    d: 2\n";

  test("values", () => {
    expect(dataOf(yaml).value).toEqual(dataOf(json).value);
  });

  test("places of values and of keys", () => {
    expect([placeOf(json, "/a/1/d"), placeOf(json, "/a/1", "d")]).toEqual(["2:31", "2:26"]);
    expect([placeOf(yaml, "/a/1/b~1c"), placeOf(yaml, "/a/1", "d")]).toEqual(["3:10", "4:5"]);
  });
});

test("the place of what is not there is that of what is around it", () => {
  expect(placeOf("a:\n  b: 1\n", "/a/x/y")).toBe("2:3");
});

test("times stay texts, and a key `__proto__` is a key", () => {
  expect(dataOf("start: 2026-01-01T00:00:00Z").value).toEqual({ start: "2026-01-01T00:00:00Z" });
  expect(Object.keys(dataOf('{"__proto__": 1}').value as object)).toEqual(["__proto__"]);
});

test("a byte order mark is no content", () => {
  expect(dataOf('\ufeff{"a": 1}').value).toEqual({ a: 1 });
  expect(placeOf("\ufeffa: 1", "/a")).toBe("1:5");
});

test.each([
  ["YAML that does not parse", "a: [1\n", 2],
  ["the same key twice", "a: 1\na: 2\n", 2],
])("%s is refused with its place", (_, text, line) => {
  expect(readData(text)).toMatchObject({ ok: false, problem: { path: "", position: { line } } });
});

test.each([
  ['{"a": 1, "b": {"a": 2},\n "a": 3}', "2:2"],
  ['{"v": [{"b": "{", "\\u0062": 2}]}', "1:19"],
])("JSON with a key twice in one map is refused with its place: %s", (text, place) => {
  const read = readData(text, { json: true });
  const { line, column } = (read.ok ? undefined : read.problem.position) ?? {};
  expect(`${line}:${column}`).toBe(place);
});

test("a key may stand in many maps of one file, and as a value", () => {
  expect(dataOf('[{"a": "a"}, {"a": ["a", "a"], "b": {"a": {}}}]').value).toHaveLength(2);
});

test("aliases that would grow without bound are refused", () => {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `${String.fromCharCode(98 + i)}: &${i + 1} [${`*${i},`.repeat(9)}]`,
  );
  expect(readData(["a: &0 [1]", ...levels].join("\n"))).toMatchObject({ ok: false });
});

describe("of a file that cannot be read nothing is quoted", () => {
  test.each([
    ["YAML", "n: *hunter2\n"],
    ["YAML", "n: |hunter2\n"],
    ["YAML", "n: 'a' hunter2\n"],
    ["YAML", "n: ]hunter2\n"],
    ["YAML", 'n: "hunter2\\q"\n'],
    ["JSON", '{"n": hunter2}'],
    ["JSON", '{"n": "hunter2",}'],
    ["JSON", '{"n": "hunter2'],
  ])("%s: %s", (kind, text) => {
    const read = readData(text, { json: kind === "JSON" });
    expect(read.ok).toBe(false);
    expect(JSON.stringify(read)).not.toContain("hunter");
  });
});

test.each([
  ['{\n  "a": b}', "2:8"],
  ['{"a": 1,\n}', "2:1"],
])("JSON that is YAML alone is refused with its place: %j", (text, place) => {
  const read = readData(text, { json: true });
  const { line, column } = (read.ok ? undefined : read.problem.position) ?? {};
  expect(`${line}:${column}`).toBe(place);
});

describe("what is nested too deeply is refused, and ends no process", () => {
  const DEEP = 20_000;
  test.each([
    ["lists in JSON", "[".repeat(DEEP) + "]".repeat(DEEP)],
    ["maps in JSON", `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`],
    ["JSON that is cut off", "[".repeat(DEEP)],
    ["lists in YAML", `${"- ".repeat(DEEP)}a`],
    ["keys in YAML", `${"? ".repeat(DEEP)}a`],
  ])("%s", (_, text) => {
    for (const json of [true, false]) {
      const problem = { path: "", message: "this is nested too deeply", position: { line: 1 } };
      expect(readData(text, { json })).toMatchObject({ ok: false, problem });
    }
  });

  test("what is nested as deeply as anybody writes is read", () => {
    expect(placeOf(`${"[".repeat(100)}7${"]".repeat(100)}`, "/0".repeat(100))).toBe("1:101");
  });
});
