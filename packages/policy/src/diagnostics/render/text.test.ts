import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { fileOf, type Said } from "../testing/files.ts";
import { renderText } from "./text.ts";

/** The lines of the frame: the line of code and the marks, behind their gutter. */
function frame(text: string, said: Omit<Said, "code">, width?: number): string[] {
  const shown = renderText([fileOf("p.yml", text, [{ code: "unknown-key", ...said }])], { width, summary: false });
  const [, ...lines] = shown.trimEnd().split("\n");
  return lines.map((line) => line.replace(/^ +\d* \| ?/, ""));
}

test("a diagnostic is a line that editors can follow, the code with a mark, and the hint", () => {
  const file = fileOf("sluice.yml", "endpoints:\n  - allow: [10.0.0.0/33]\n", [
    { code: "invalid-cidr", of: "10.0.0.0/33", message: "the prefix `33` is longer than /32", hint: "write `/32`" },
  ]);
  expect(renderText([file])).toBe(
    [
      "sluice.yml:2:13: error: the prefix `33` is longer than /32 [invalid-cidr, ERR_NGROK_2217]",
      "  2 |   - allow: [10.0.0.0/33]",
      "    |             ^^^^^^^^^^^",
      "  hint: write `/32`",
      "",
      "1 error in 1 file (1 policy checked)",
      "",
    ].join("\n"),
  );
});

test("a code that ngrok has no number for stands alone", () => {
  const [header] = renderText([fileOf("-", "a", [{ code: "weak-key", of: "a" }])]).split("\n");
  expect(header).toBe("-:1:1: warning: it is wrong [weak-key]");
});

describe("a frame", () => {
  it.each([
    ["a tab, as spaces", "\ta: b", "b", ["    a: b", "       ^"]],
    ["wide characters, by their columns", "名: 値 b", "b", ["名: 値 b", "       ^"]],
    ["a wide range, below all of it", "名: 値", "値", ["名: 値", "    ^^"]],
    ["an emoji, by its columns", "🦦: b", "b", ["🦦: b", "    ^"]],
    ["halfwidth katakana, by their columns", "ｱ: b", "b", ["ｱ: b", "   ^"]],
    ["a combining mark, in no column", "e\u0301: b", "b", ["e\u0301: b", "   ^"]],
    ["what a terminal obeys, written out", "\u001b[2J: b", "b", ["\\u{1b}[2J: b", "           ^"]],
    ["what turns text around, written out", "a\u202e: b", "b", ["a\\u{202e}: b", "           ^"]],
    ["a space that is none, written out", "a\u00a0b", "b", ["a\\u{a0}b", "       ^"]],
    ["lines that end with CR LF", "a: 1\r\nb: 2\r\n", "b", ["b: 2", "^"]],
    ["lines that end with CR", "a: 1\rb: 2\r", "2", ["b: 2", "   ^"]],
    [
      "a range over lines, to the end of the first",
      "a:\n  - b: 1  \n    c\n",
      "b: 1  \n    c",
      ["  - b: 1  ", "    ^^^^ … to line 3"],
    ],
    ["a range with a line break behind it, as one of one line", "a: 1\nb: 2\n", "a: 1\n", ["a: 1", "^^^^"]],
    ["a range that is empty", "a: b", "", ["a: b", "^"]],
  ])("shows %s", (_, text, of, expected) => {
    expect(frame(text, { of })).toEqual(expected);
  });

  it("marks the end of a file behind its last character", () => {
    expect(frame("ab", { start: 2 })).toEqual(["ab", "  ^"]);
    expect(frame("ab\n", { start: 3 })).toEqual(["", "^"]);
    expect(frame("ab\r\n", { start: 3 })).toEqual(["ab", "  ^"]);
  });

  it("is left out where there is no text", () => {
    expect(frame("", { start: 0 })).toEqual([]);
  });

  it("has room for the number of its line", () => {
    const shown = renderText([fileOf("p", `${"\n".repeat(99)}a`, [{ code: "unknown-key", of: "a" }])]);
    expect(shown.split("\n").slice(1, 3)).toEqual(["  100 | a", "      | ^"]);
  });

  it("cuts a long line around the range", () => {
    const text = `${"x".repeat(500)}here${"y".repeat(500)}`;
    expect(frame(text, { of: "here" }, 47)).toEqual([`…${"x".repeat(33)}hereyy…`, `${" ".repeat(34)}^^^^`]);
    expect(frame(`here${"y".repeat(500)}`, { of: "here" }, 46)).toEqual([`here${"y".repeat(35)}…`, "^^^^"]);
    expect(frame(`${"x".repeat(500)}here`, { of: "here" }, 46)[0]).toMatch(/^…x+here$/);
  });

  it("shows the start of a range that is longer than the line may be", () => {
    const [code = "", marks = ""] = frame(`a: ${"x".repeat(500)}`, { of: "x".repeat(500) }, 46);
    expect(code).toMatch(/^a: x+…$/);
    expect(marks).toBe(`   ${"^".repeat(36)}`);
  });

  it("is never wider than asked, and marks exactly the range", () => {
    const text = fc.string({ unit: fc.constantFrom(..."abc: {}[]-"), minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 40, max: 140 }),
        (line, at, length, width) => {
          const start = at % line.length;
          const marked = line.slice(start, start + length);
          const [code = "", marks = ""] = frame(line, { start, end: start + marked.length }, width);
          expect(Math.max(code.length, marks.length)).toBeLessThanOrEqual(width - 6);
          expect(code.slice(marks.indexOf("^"), marks.length)).toBe(marked);
        },
      ),
    );
  });

  it("of a place in megabytes of one line is shown like any other", () => {
    const text = `{"a":"${"x".repeat(4_000_000)}","b":1,"c":"${"y".repeat(4_000_000)}"}`;
    expect(frame(text, { of: '"b"' }, 46)[0]).toMatch(/^…x+","b":1,…$/);
  });
});

describe("the summary", () => {
  const wrong = fileOf(
    "a.yml",
    "a",
    [
      { code: "unknown-key", of: "a" },
      { code: "weak-key", of: "a" },
    ],
    2,
  );
  const clean = fileOf("b.yml", "");
  const other = fileOf("c.yml", "c", [], 0);
  const unread = fileOf("d.yml", "d", [{ code: "syntax-error", of: "d" }], 0);
  const unknown = fileOf("e.yml", "e", [
    { code: "not-checked", of: "e" },
    { code: "not-checked", of: "e" },
  ]);

  it.each([
    ["nothing", [], "no files were checked"],
    ["a file in which nothing is wrong", [clean], "no problems in 1 file (1 policy checked)"],
    [
      "files without a policy",
      [clean, other, other],
      "no problems in 3 files (1 policy checked, 2 files hold no policy)",
    ],
    ["some of the files", [wrong, clean], "1 error, 1 warning in 1 of 2 files (3 policies checked)"],
    ["all of the files", [wrong, unknown], "1 error, 1 warning, 2 infos in 2 files (3 policies checked)"],
    ["a file that could not be read", [unread], "1 error in 1 file (0 policies checked)"],
    [
      "one file without a policy",
      [wrong, other],
      "1 error, 1 warning in 1 of 2 files (2 policies checked, 1 file holds no policy)",
    ],
  ])("counts %s", (_, files, expected) => {
    expect(renderText(files).trimEnd().split("\n").at(-1)).toBe(expected);
  });

  it("can be left out", () => {
    expect(renderText([clean], { summary: false })).toBe("");
  });
});
