import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { CODES } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { render } from "./render/index.ts";
import { type Mark, reader, sectionsOf } from "./testing/page.ts";

const PAGE = readFileSync(new URL("../../../../docs/diagnostics.md", import.meta.url), "utf8");
const checked = reader(PAGE);
const SECTIONS = sectionsOf(PAGE);

describe("docs/diagnostics.md", () => {
  it("has a section for every code, in the order of the list", () => {
    expect(SECTIONS.map(({ code }) => code)).toEqual(Object.keys(CODES));
    expect(PAGE.match(/^### .*/gm)).toHaveLength(SECTIONS.length);
  });

  it.each(SECTIONS)("says what `$code` means", ({ prose }) => {
    expect(prose.trim()).toMatch(/^\S.*[.?]$/s);
  });

  it.each(SECTIONS)("has an example that is answered with `$code`, and nothing else", ({ code, wrong }) => {
    expect(checked("-", wrong).diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });

  it.each(SECTIONS)("marks what `$code` is about", ({ wrong }) => {
    const [diagnostic] = checked("-", wrong).diagnostics;
    expect(diagnostic && markOf(diagnostic, wrong.text, wrong.at)).toEqual(wrong.at);
  });

  it.each(SECTIONS)("has an example of `$code` mended, in which nothing is wrong", ({ right }) => {
    expect(checked("-", right).diagnostics).toEqual([]);
  });
});

/** What a mark of this diagnostic looks like, as far as `like` goes. */
function markOf({ range: { start, end } }: Diagnostic, text: string, like: Mark | undefined): Mark {
  const place = { line: start.line, column: start.column };
  if (like?.length === undefined) return place;
  const line = text.split("\n")[start.line - 1] ?? "";
  const behind = end.line === start.line ? end.column : line.trimEnd().length + 1;
  return { ...place, length: Math.max(1, behind - start.column) };
}

test("each code is rendered for people", async () => {
  const shown = SECTIONS.map(({ code, wrong }) => render("text", [checked(`${code}.yml`, wrong)], { summary: false }));
  await expect(shown.join("\n")).toMatchFileSnapshot("golden/every-code.txt");
});
