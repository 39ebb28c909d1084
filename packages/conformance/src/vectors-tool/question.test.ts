import { describe, expect, test } from "vitest";
import { questionsOf } from "./question.ts";
import type { AnyVector } from "./topic-files.ts";

const BLOCK = "on_tcp_connect:\n  - expressions:\n      - conn.client_port == 1\n    actions:\n      - type: deny\n";
const STYLES = [
  BLOCK,
  "on_tcp_connect: [{ expressions: ['conn.client_port == 1'], actions: [{ type: deny }] }]\n",
  '{"on_tcp_connect":[{"expressions":["conn.client_port == 1"],"actions":[{"type":"deny"}]}]}',
  `# nobody\r\n---\r\n${BLOCK.replaceAll("\n", "\r\n")}`,
];
const vector = (policy: unknown, more: AnyVector = {}): AnyVector => ({
  spec: "language.md#3.1",
  policy,
  expect: { outcome: "deny" },
  ...more,
});

function isSame(one: AnyVector, other: AnyVector): boolean {
  const questions = questionsOf(one, "decision");
  return questionsOf(other, "decision").some((question) => questions.includes(question));
}

describe("the same question", () => {
  test.each(STYLES)("in another style: %j", (style) => {
    expect(isSame(vector(BLOCK), vector(style))).toBe(true);
  });

  test("under another name, for another statement, with another answer", () => {
    const named = { id: "t/a", description: "a", spec: "language.md#2.1", tags: ["security"], expect: {} };
    expect(isSame(vector(BLOCK), vector(BLOCK, named))).toBe(true);
  });

  test("in the same words of a vector about writing", () => {
    expect(isSame(vector(BLOCK), vector(BLOCK, { spec: "language.md#1.1" }))).toBe(true);
    expect(isSame(vector(BLOCK), vector(BLOCK, { expect: { diagnostics: [] } }))).toBe(true);
  });

  test("of a document that is none, in the same words alone", () => {
    expect(isSame(vector("a: ["), vector("a: ["))).toBe(true);
    expect(isSame(vector("a: ["), vector("a:  ["))).toBe(false);
  });
});

describe("another question", () => {
  test.each([
    ["another member", vector(BLOCK, { protocol: "tls" })],
    ["another value", vector(BLOCK.replace("== 1", "== 2"))],
    ["an answer with places in the text", vector(STYLES[1], { expect: { diagnostics: [] } })],
    ["a statement about documents", vector(STYLES[1], { spec: "language.md#1.20" })],
  ])("%s", (_, other) => {
    expect(isSame(vector(BLOCK), other)).toBe(false);
  });

  test.each([
    ["numbers by their spelling", "a: 1", "a: 1.0"],
    ["numbers that are one double", "a: 9007199254740993", "a: 9007199254740992"],
    ["a number and its text", "a: 1", "a: '1'"],
    ["nothing and an empty text", "a:", "a: ''"],
    ["an alias and what it stands for", "a: &x 1\nb: *x", "a: 1\nb: 1"],
    ["a tag", "a: !!str b", "a: b"],
    ["a list and a map of the same", "a: [members, b]", "a: { members: b }"],
    ["another order", "a: 1\nb: 2", "b: 2\na: 1"],
  ])("%s", (_, one, other) => {
    expect(isSame(vector(one), vector(other))).toBe(false);
    expect(isSame(vector(one), vector(one))).toBe(true);
  });
});

test("a section whose number begins with 1 is not section 1", () => {
  expect(questionsOf(vector(BLOCK, { spec: "language.md#10.1" }), "decision")).toHaveLength(2);
});

test("what is nested too deeply ends nothing", () => {
  expect(questionsOf(vector(`${"- ".repeat(20_000)}a`), "decision")).toHaveLength(1);
});
