import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HTTP_ONLY, IGNORED, KNOWN } from "../../forward/options.ts";
import { Page } from "../../testing/page.ts";
import { startShown } from "./testing/start-example.ts";

const DOCS = new URL("../../../../../docs/", import.meta.url);
const page = new Page("embedding.md");
const programs = page.blocks("js").map((text, index) => ({ text, title: titleOf(text, index) }));

/** The heading that a program stands below. */
function titleOf(text: string, index: number): string {
  const before = page.text.slice(0, page.text.indexOf(text));
  return `${index + 1}: ${before.match(/^#+ .*$/gm)?.at(-1) ?? ""}`;
}

/** What the comments of a program say that it writes: behind a statement, or on lines of their own. */
function promised(text: string): string[] {
  return [...text.matchAll(/^(?:.*;)? ?\/\/ (.*)$/gm)].map(([, said]) => said ?? "");
}

describe("docs/embedding.md", () => {
  test.each(programs)("shows a program that does what it says: $title", async ({ text }) => {
    await using program = await startShown(text);
    expect(await program.exited).toBe(0);
    expect(program.lines).toEqual(promised(text));
  });

  test("shows programs that promise something, but for none", () => {
    expect(programs.length).toBeGreaterThan(5);
    for (const { text } of programs) expect(promised(text)).not.toEqual([]);
  });

  test("names every option of `forward`, and what becomes of those that have no meaning here", () => {
    const named = (cell = ""): string[] => cell.split(", ");
    const table = page.table("### Options");
    expect(table.flatMap(({ option }) => named(option)).toSorted()).toEqual([...KNOWN].toSorted());
    const rest = page.text.slice(page.text.indexOf("\n| also |")).split("\n").slice(3, 6);
    const listed = rest.map((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(listed).toEqual([["authtoken", "authtoken_from_env"], [...IGNORED], [...HTTP_ONLY]]);
  });

  test("names a schema that is exported", () => {
    const { exports } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
    for (const [, path] of page.text.matchAll(/`@sluice\/proxy\/([\w.]+)`/g))
      expect(exports).toHaveProperty([`./${path}`]);
    expect(page.text).toContain("`@sluice/proxy/event.schema.json`");
  });

  test("leads to headings and files that are there", () => {
    const slug = (heading: string): string =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .trim()
        .replaceAll(" ", "-");
    const headings = [...page.text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading ?? ""));
    for (const [, target] of page.text.matchAll(/\]\(#([^)]*)\)/g)) expect(headings).toContain(target);
    const files = [...page.text.matchAll(/\]\(([^#)]+)(?:#[^)]*)?\)/g)].map(([, path]) => path ?? "");
    expect(files.length).toBeGreaterThan(3);
    for (const path of files) expect([path, existsSync(new URL(path, DOCS))]).toEqual([path, true]);
  });
});
