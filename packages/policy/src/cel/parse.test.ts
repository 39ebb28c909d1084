import { describe, expect, it } from "vitest";
import type { Node } from "./ast.ts";
import { parse } from "./parse.ts";
import { Uint } from "./value.ts";

function tree(text: string): Node {
  const result = parse(text);
  if ("diagnostics" in result) throw new Error(JSON.stringify(result.diagnostics));
  return result.tree;
}

function problems(text: string): readonly string[] {
  const result = parse(text);
  return "tree" in result ? [] : result.diagnostics.map(({ code, start, end }) => `${code} ${start}-${end}`);
}

/** The tree with every operation in parentheses. */
function shape(node: Node): string {
  switch (node.kind) {
    case "binary":
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case "and":
    case "or":
      return `(${node.terms.map(shape).join(node.kind === "and" ? " && " : " || ")})`;
    case "name":
      return node.name;
    case "literal":
      return String(node.value);
    case "not":
      return `!${shape(node.operand)}`;
    case "conditional":
      return `(${shape(node.condition)} ? ${shape(node.whenTrue)} : ${shape(node.whenFalse)})`;
    default:
      return node.kind;
  }
}

describe("precedence", () => {
  it.each([
    ["a == b < c", "((a == b) < c)"],
    ["a < b == c", "((a < b) == c)"],
    ["a == b < c != d in e", "((((a == b) < c) != d) in e)"],
    ["a == (b < c)", "(a == (b < c))"],
    ["a == (b) < c", "((a == b) < c)"],
    ["a == (b < (c)) != d", "((a == (b < c)) != d)"],
    ["(a == b) < c", "((a == b) < c)"],
    ["a == b + c < d * e", "((a == (b + c)) < (d * e))"],
    ["a || b && c || d", "(a || (b && c) || d)"],
    ["a - b - c", "((a - b) - c)"],
    ["a ? b : c ? d : e", "(a ? b : (c ? d : e))"],
  ])("%s", (text, expected) => {
    expect(shape(tree(text))).toBe(expected);
  });
});

describe("ranges", () => {
  it("leave out the parentheses around a node and take in those within", () => {
    const node = tree("((a) + b).c");
    expect(node).toMatchObject({ kind: "select", start: 0, end: 11, fieldSpan: { start: 10, end: 11 } });
    expect(node.kind === "select" && node.operand).toMatchObject({ start: 1, end: 8 });
  });

  it("name the method, behind any space and comment", () => {
    const node = tree("(a) . // a comment\n f(1)");
    expect(node).toMatchObject({ kind: "call", name: "f", nameSpan: { start: 20, end: 21 }, start: 0, end: 24 });
  });

  it("count UTF-16 units", () => {
    expect(tree("'𝒳' + b")).toMatchObject({ right: { start: 7, end: 8 } });
  });
});

describe("literals", () => {
  it.each([
    ["-9223372036854775808", -9223372036854775808n],
    ["0xFF", 255n],
    [".5", 0.5],
    ["1e3", 1000],
    ["r'\\n'", "\\n"],
    ["'\\u00e9\\x41\\101\\U0001F600'", "éAA😀"],
    ["'''a\n'b'\n'''", "a\n'b'\n"],
    ["b'\\xff\u00e9'", new Uint8Array([0xff, 0xc3, 0xa9])],
    ["bR'\\x'", new Uint8Array([0x5c, 0x78])],
    ["18446744073709551615u", new Uint(18446744073709551615n)],
    ["null", null],
  ])("%s", (text, value) => {
    expect(tree(text)).toMatchObject({ kind: "literal", value });
  });

  it.each([
    ["9223372036854775808", "literal-out-of-range 0-19"],
    ["1 + -9223372036854775809", "literal-out-of-range 4-24"],
    ["-(9223372036854775808)", "literal-out-of-range 2-21"],
    ["18446744073709551616u", "literal-out-of-range 0-21"],
    ["1e999", "literal-out-of-range 0-5"],
  ])("%s does not fit its type", (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });
});

describe("mistakes", () => {
  it.each([
    ["", "empty-expression 0-0"],
    [" // nothing\n", "empty-expression 0-12"],
    ["a = b", "expression-syntax 2-3"],
    ["a & b", "expression-syntax 2-3"],
    ["a &&", "expression-syntax 4-4"],
    ["(a", "expression-syntax 0-1"],
    ["a)", "expression-syntax 1-2"],
    ["[a)", "expression-syntax 2-3"],
    ["'abc", "expression-syntax 0-4"],
    ["a == 'b\nc'", "expression-syntax 5-7"],
    ["'\\q'", "expression-syntax 1-3"],
    ["b'\\u0041'", "expression-syntax 2-8"],
    ["1x5", "expression-syntax 0-3"],
    ["0x", "expression-syntax 0-2"],
    ["a\u00a0b", "expression-syntax 1-2"],
    ["for + 1", "expression-syntax 0-3"],
    ["a b", "expression-syntax 2-3"],
    ["`a`", "expression-syntax 0-3"],
    ["\"\"''", "expression-syntax 2-4"],
    ["a.?'b'", "expression-syntax 3-6"],
    ["a.true", "expression-syntax 2-6"],
    ["a{b: 1}", "expression-syntax 1-2"],
    ["f(a,)", "expression-syntax 4-5"],
    ["[a b]", "expression-syntax 3-4"],
    ["{a: 1, b}", "expression-syntax 8-9"],
    ["()", "expression-syntax 1-2"],
    ["a ? b", "expression-syntax 5-5"],
    ["a ? b ? c : d : e", "expression-syntax 6-7"],
    ["a and b", "expression-syntax 2-5"],
    ["ünder == 1", "expression-syntax 0-1"],
    ["日本語", "expression-syntax 0-1"],
    ["has(a)", "invalid-macro 4-5"],
    ["[1].exists(x.y, true)", "invalid-macro 11-14"],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });
});

describe("several mistakes", () => {
  it.each([
    ["f(a b) + g(1 2)", ["expression-syntax 4-5", "expression-syntax 13-14"]],
    ["[1 +] == {'a' 1}", ["expression-syntax 4-5", "expression-syntax 14-15"]],
    [
      "'\\q' == \"\\w\" & 1x",
      ["expression-syntax 1-3", "expression-syntax 9-11", "expression-syntax 13-14", "expression-syntax 15-17"],
    ],
    ["has(a) && [1].all(x.y, true)", ["invalid-macro 4-5", "invalid-macro 18-21"]],
    ["99999999999999999999 == 1e999", ["literal-out-of-range 0-20", "literal-out-of-range 24-29"]],
    ["f(((a b", ["expression-syntax 3-4"]],
    ["(a b", ["expression-syntax 0-1"]],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it.each([
    ["a or b", "did you mean `||`?"],
    ["a and b", "did you mean `&&`?"],
    ["not a", "did you mean `!`?"],
    ["a <> b", "did you mean `!=`?"],
    ["a == 10.1.2.3", "write `'10.1.2.3'`"],
    ["f(a, 10.0.0.0/8)", "write `'10.0.0.0/8'`"],
    ["a == 2001:db8::1", "write `'2001:db8::1'`"],
    ["a == “b”", "use the plain quotes `'` or `\"`"],
    ["google.protobuf.BoolValue{value: true}", "messages cannot be built here; a map is `{'key': value}`"],
    ["a;", undefined],
    ["a b", undefined],
  ])("%s: what was meant", (text, expected) => {
    const result = parse(text);
    expect("diagnostics" in result && result.diagnostics[0]?.hint).toBe(expected);
  });
});

describe("optional access", () => {
  it.each([
    ["a.?b", { kind: "select", field: "b", optional: true }],
    ["a.?`b-c`", { kind: "select", field: "b-c", optional: true }],
    ["a[?0]", { kind: "index", optional: true }],
    ["a ? .b : .c", { kind: "conditional", whenTrue: { kind: "name", rooted: true } }],
    ["[a, ?b, c]", { kind: "list", optionals: new Set([1]) }],
    ["{?'a': b, 'c': d,}", { kind: "map", optionals: new Set([0]) }],
  ])("%s", (text, expected) => {
    expect(tree(text)).toMatchObject(expected);
  });
});

describe("size", () => {
  const code = (text: string) => problems(text).map((each) => each.split(" ")[0]);

  it("takes thousands of terms of `||` and `&&`", () => {
    expect(tree(Array(2000).fill("a").join(" || "))).toMatchObject({ kind: "or", terms: { length: 2000 } });
    expect(tree(Array(2000).fill("a").join(" && "))).toMatchObject({ kind: "and", terms: { length: 2000 } });
  });

  it.each([
    ["parentheses", "(".repeat(100_000)],
    ["parentheses that close", `${"(".repeat(251)}a${")".repeat(251)}`],
    ["brackets", "[".repeat(10_000)],
    ["negations", `${"!".repeat(100_000)}a`],
    ["negations in parentheses", `${`(${"!".repeat(200)}`.repeat(200)}a${")".repeat(200)}`],
    ["members", `a${".b".repeat(10_000)}`],
    ["indices", `a${"[0]".repeat(10_000)}`],
    ["calls", `a${".b()".repeat(10_000)}`],
    ["sums", Array(5_000).fill("a").join("+")],
    ["sums of all kinds", Array(200_000).fill("a").join("-")],
    ["relations", Array(5_000).fill("a").join("<")],
    ["conditionals", `${"a ? b : ".repeat(10_000)}c`],
    ["elements", `[${"1,".repeat(20_000)}]`],
  ])("refuses too many %s", (_, text) => {
    expect(code(text).filter((each) => each !== "expression-too-large")).toEqual([]);
    expect(code(text)).not.toEqual([]);
  });
});
