import { describe, expect, test } from "vitest";
import { Reporter } from "../diagnostics/reporter.ts";
import { toPlain } from "../schema/plain.ts";
import { parseDocument } from "./document.ts";
import { LineIndex } from "./lines.ts";
import type { MapNode, Node, ScalarNode } from "./node.ts";

function parse(text: string): { root: Node | undefined; reporter: Reporter; codes: string[] } {
  const reporter = new Reporter(new LineIndex(text));
  const root = parseDocument(text, reporter);
  return {
    root,
    reporter,
    codes: reporter.diagnostics().map((d) => `${d.code}@${d.range.start.line}:${d.range.start.column}`),
  };
}

function scalarAt(text: string): ScalarNode {
  const { root, codes } = parse(text);
  expect(codes).toEqual([]);
  return (root as MapNode).entries[0]?.value as ScalarNode;
}

/** What the file says at the place of `part` of the scalar's value. */
function written(text: string, part: string): string {
  const scalar = scalarAt(text);
  const from = String(scalar.value).indexOf(part);
  expect(from).toBeGreaterThanOrEqual(0);
  const [start, end] = scalar.rangeOf(from, from + part.length);
  return text.slice(start, end);
}

describe("values", () => {
  test("an integer-looking scalar is an int and any other number a double", () => {
    const { root } = parse("a: 1\nb: 1.0\nc: 0x10\nd: 1e3\ne: '1'\nf: true\ng:\n");
    const values = (root as MapNode).entries.map(({ value }) => (value as ScalarNode).value);
    expect(values).toEqual([1n, 1, 16n, 1000, "1", true, null]);
  });

  test("a key by alias has the anchor's name, whatever its type", () => {
    const { root, codes } = parse("a: &n 1\n*n : b\n");
    expect(codes).toEqual([]);
    expect((root as MapNode).entries.map(({ key }) => key.value)).toEqual(["a", "1"]);
  });

  test("an empty document, a comment and a null are no document", () => {
    for (const text of ["", "\n\n", "# nothing\n"]) expect(parse(text).root).toBeUndefined();
  });

  test("JSON with tabs and escapes is read", () => {
    const { root, codes } = parse('{\n\t"a": [\n\t\t"\\u00e9\\/"\n\t]\n}');
    expect(codes).toEqual([]);
    expect(root?.kind).toBe("map");
  });

  test("a byte order mark is no content and moves no position", () => {
    const { root } = parse("\ufeffa: 1");
    expect((root as MapNode).entries[0]?.key).toMatchObject({ value: "a", start: 1 });
  });
});

describe("positions inside a scalar", () => {
  test.each([
    ["plain", "e: a == 1 && bcd\n", "bcd", "bcd"],
    ["plain over two lines", "e: a == 1\n  && bcd\n", "bcd", "bcd"],
    ["single-quoted", "e: 'a == ''x'' && bcd'\n", "bcd", "bcd"],
    ["single-quoted, the quotes", "e: 'a == ''x'' && bcd'\n", "'x'", "''x''"],
    ["double-quoted with escapes", 'e: "a == \\"\\u00e9\\" && bcd"\n', "bcd", "bcd"],
    ["double-quoted, the escape", 'e: "a \\u00e9 b"\n', "é", "\\u00e9"],
    ["double-quoted with a surrogate pair", 'e: "a \\U0001F600 bcd"\n', "bcd", "bcd"],
    ["double-quoted over an escaped line break", 'e: "a == \\\n   bcd"\n', "bcd", "bcd"],
    ["literal block", "e: |\n  a == 1 &&\n    bcd\n", "bcd", "bcd"],
    ["literal block with a header", "e: |2-  # why\n  a == 1 &&\n  bcd\n", "bcd", "bcd"],
    ["folded block", "e: >-\n  a == 1 &&\n\n  bcd\n", "bcd", "bcd"],
    ["JSON string", '{"e": "a == \\"x\\" && bcd"}', "bcd", "bcd"],
  ])("%s", (_, text, part, expected) => {
    expect(written(text, part)).toBe(expected);
  });

  test("a range that ends at a line's end stays on that line", () => {
    expect(written("e: |\n  abc\n  def\n", "abc")).toBe("abc");
  });

  test("columns count code points", () => {
    const lines = new LineIndex("a: '😀' b");
    expect(lines.position(7)).toEqual({ line: 1, column: 7, offset: 7 });
    expect(new LineIndex("😀x").position(2)).toEqual({ line: 1, column: 2, offset: 2 });
    const split = new LineIndex("😀\n😀😀x\ud83d");
    expect([1, 3, 5, 6, 7, 8, 99].map((offset) => split.position(offset).column)).toEqual([2, 1, 2, 3, 3, 4, 5]);
  });

  test.each(["\n", "\r\n", "\r"])("a line ends with %j", (eol) => {
    expect(new LineIndex(`a${eol}b`).position(1 + eol.length)).toMatchObject({ line: 2, column: 1 });
  });
});

describe("what makes a document mean something else than it seems to", () => {
  test.each([
    ["an unquoted `!` is a tag", "a:\n  - !(b in c)\n", "yaml-tag@2:5"],
    ["a known tag", "a: !!str 5\n", "yaml-tag@1:4"],
    ["a bare `!`, which would be lost", "a:\n  - ! b in c\n", "yaml-tag@2:5"],
    ["a bare `!` with nothing behind it", "a:\n  - !\n", "yaml-tag@2:5"],
    ["a bare `!` before a list", "a: ! [b]\n", "yaml-tag@1:4"],
    ["a duplicate key", "a: 1\nb: 2\na: 3\n", "duplicate-key@3:1"],
    ["a duplicate key by alias", "&k a: 1\n*k : 2\n", "duplicate-key@2:1"],
    ["a duplicate key in another type", "1: a\n'1': b\n", "duplicate-key@2:1"],
    ["a duplicate key in what an alias repeats", "a: &m {b: 1, 'b': 2}\nc: *m\n", "duplicate-key@1:14"],
    ["a merge key", "<<: {a: 1}\n", "yaml-merge-key@1:1"],
    ["a second document", "a: 1\n---\nb: 2\n", "multiple-documents@2:1"],
    ["YAML 1.1", "%YAML 1.1\n---\na: yes\n", "syntax-error@1:1"],
    ["an unclosed list", "a: [1, 2\nb: 3\n", "syntax-error@1:4"],
    ["an unknown alias", "a: *b\n", "syntax-error@1:4"],
    ["a list as a key", "? [a]\n: 1\n", "syntax-error@1:3"],
  ])("%s", (_, text, expected) => {
    expect(parse(text).codes).toEqual([expected]);
  });

  test("a tag that starts an expression gets the hint to quote it", () => {
    const [diagnostic] = parse("a:\n  - !(b in c)\n").reporter.diagnostics();
    expect(diagnostic?.hint).toContain('"!(b in c)"');
  });
});

describe("aliases", () => {
  test("stand where they are used", () => {
    const text = "a: &x [1, {b: c}]\nd: *x\n";
    const list = (parse(text).root as MapNode).entries[1]?.value;
    expect(list).toMatchObject({ kind: "list", start: text.indexOf("*x"), end: text.indexOf("*x") + 2 });
    const inner = list?.kind === "list" ? list.items[1] : undefined;
    expect(inner).toMatchObject({ kind: "map", start: text.indexOf("*x") });
  });

  test("that expand without bound are refused", () => {
    let text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (let i = 1; i < 9; i++)
      text += `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(", ")}]\n`;
    expect(parse(text).codes.some((code) => code.startsWith("yaml-alias-limit"))).toBe(true);
  });

  test("that contain themselves are refused", () => {
    expect(parse("a: &x [*x]\n").codes).toEqual(["yaml-alias-limit@1:8"]);
  });

  test("nesting is bounded", () => {
    expect(parse("[".repeat(100) + "]".repeat(100)).codes[0]).toMatch(/^syntax-error/);
  });
});

describe("an alias", () => {
  const values = (text: string) => {
    const reporter = new Reporter(new LineIndex(text));
    const root = parseDocument(text, reporter);
    const plain = root === undefined ? undefined : toPlain(root, "kept");
    return { plain, codes: reporter.diagnostics().map(({ code }) => code) };
  };

  test("stands for what its anchor was where the alias is written, wherever that is used", () => {
    const text = "a: &x 1\nb: &l [*x]\nc: &x 2\nd: *l\ne: *x\n";
    expect(values(text)).toEqual({ plain: { a: 1, b: [1], c: 2, d: [1], e: 2 }, codes: [] });
  });

  test("of an anchor that comes later, or never, is none", () => {
    expect(values("a: *x\nb: &x 1\n").codes).toEqual(["syntax-error"]);
  });

  test("is found without a look through the document, however many there are", () => {
    const text = `a: &x {b: 1}\nc:\n${"  - *x\n".repeat(20_000)}`;
    expect(values(text).codes).toEqual([]);
  });
});

describe("a text that is no document as it stands", () => {
  test("a byte order mark indents nothing", () => {
    const text = "\ufeffon_tcp_connect: []\non_http_request: []\n";
    expect(parse(text).codes).toEqual([]);
    expect((parse(text).root as MapNode).entries.map(({ key }) => [key.value, key.start])).toEqual([
      ["on_tcp_connect", 1],
      ["on_http_request", 20],
    ]);
    expect(parse("\ufeff---\na: 1\n").codes).toEqual([]);
    expect(parse("\ufeff- a\n- b\n").codes).toEqual([]);
  });

  test("directives without a document are not an empty one", () => {
    const { root, reporter } = parse("%on_tcp_connect: [{actions: [{type: deny}]}]\n");
    expect(root).toBeUndefined();
    expect(reporter.hasErrors).toBe(true);
  });

  // A reader that recurses fills the stack, and that can end the process without an exception.
  test.each([
    [600, "["],
    [4000, "["],
    [4000, "{a: "],
    [20_000, "- "],
  ])("%i levels of `%s` are one error", (levels, opening) => {
    const closing = { "[": "]", "{a: ": "}" }[opening] ?? "";
    const { root, reporter } = parse(`a:\n  ${opening.repeat(levels)}x${closing.repeat(levels)}\n`);
    expect(root).toBeUndefined();
    expect(reporter.diagnostics().map(({ code }) => code)).toEqual(["syntax-error"]);
  });
});

test("thousands of mistakes, in lines or in one line, are told without a look through the document each", () => {
  const codes = (text: string) => {
    const reporter = new Reporter(new LineIndex(text));
    parseDocument(text, reporter);
    return reporter.diagnostics().length;
  };
  expect(codes("k: a: b\n".repeat(5000))).toBeGreaterThan(0);
  expect(codes(`x: [${"'a' b c: d, ".repeat(5000)}]`)).toBeGreaterThan(0);
  expect(codes(`x: [${"!!str a, ".repeat(5000)}]`)).toBe(5000);
});
