import { describe, expect, test } from "vitest";
import type { RunSummary, VectorResult } from "../run.ts";
import { formatHtml } from "./html.ts";
import { formatJson } from "./json.ts";
import { createReport, type Described } from "./report.ts";

const VECTORS: readonly Described[] = [
  { id: "t/a", description: "first <of> all", spec: "language.md#3.12", tags: ["security"] },
  { id: "t/b", description: "second", spec: "javascript:alert(1)#x" },
  { id: "wire/hello/c" },
];

function summary(...results: readonly VectorResult[]): RunSummary {
  const counts = { passed: 0, failed: 0, unsupported: 0, "known-failure": 0, "unexpected-pass": 0 };
  for (const { kind } of results) counts[kind] += 1;
  return { ok: counts.failed === 0, results, counts, staleKnownFailures: [] };
}

const GOOD = summary(
  { id: "t/a", kind: "passed" },
  { id: "t/b", kind: "known-failure", reason: "<soon>" },
  { id: "wire/hello/c", kind: "unsupported", reason: "no bytes" },
);
const BAD: RunSummary = {
  ...summary(
    {
      id: "t/a",
      kind: "failed",
      mismatches: [{ path: "outcome", expected: "deny", actual: "<script>alert(1)</script>" }],
    },
    { id: "t/b", kind: "failed", mismatches: [], reason: "no answer within 10 ms" },
    { id: "wire/hello/c", kind: "unsupported", reason: "no bytes" },
  ),
  staleKnownFailures: ["t/gone"],
};
const report = createReport(VECTORS, [
  { name: "good", summary: GOOD },
  { name: '"bad" & <co>', summary: BAD },
]);

/** What a reader sees: text without tags, blanks as one. */
function textOf(page: string): string {
  const characters: { readonly [code: string]: string } = { 34: '"', 38: "&", 39: "'", 60: "<", 62: ">" };
  return page
    .replace(/<style>[\s\S]*<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => characters[code] ?? "?")
    .replace(/\s+/g, " ");
}

describe("the page", () => {
  const page = formatHtml(report, { docs: "../docs/" });
  const section = (id: string): string =>
    textOf(new RegExp(`<section[^>]*><h2 id="${id}">[\\s\\S]*?</section>`).exec(page)?.[0] ?? "");

  test("needs nothing from elsewhere and runs nothing", () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|javascript:[^#]*"|\son\w+=/i);
    expect(page.match(/<style>/g)).toHaveLength(1);
  });

  test("closes every tag that it opens, in order", () => {
    const open: string[] = [];
    for (const [, closes, tag = ""] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (closes === "/") expect(open.pop()).toBe(tag);
      else if (!["meta", "br"].includes(tag)) open.push(tag);
    }
    expect(open).toEqual([]);
  });

  test("every link within it leads somewhere, and every anchor is there once", () => {
    const ids = Array.from(page.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  test("tells failures that may let somebody in first", () => {
    expect(section("security")).toContain('"bad" & <co> t/a : first <of> all');
    expect(section("security")).not.toContain("t/b");
    expect(page.indexOf('id="security"')).toBeLessThan(page.indexOf('id="totals"'));
    expect(formatHtml(createReport(VECTORS, [{ name: "good", summary: GOOD }]))).not.toContain('id="security"');
  });

  test("folds a list of failures that would hide all else", () => {
    const many = Array.from({ length: 21 }, (_, at) => ({ id: `t/${at}`, tags: ["security"] }));
    const failed = many.map(({ id }) => ({ id, kind: "failed" as const, mismatches: [], reason: "gone" }));
    const folded = formatHtml(createReport(many, [{ name: "e", summary: summary(...failed) }]));
    expect(folded).toContain("<details><summary>21 failures</summary>");
    expect(page).toContain("<details open><summary>1 failure</summary>");
  });

  test("totals the engines, over all and by topic", () => {
    expect(section("totals")).toContain("good 1 0 0 1 1");
    expect(section("totals")).toContain('"bad" & <co> 0 2 0 0 1 known failure t/gone names no vector');
    expect(section("topics")).toContain("t 1 of 2 0 of 2, 2 failed");
    expect(section("topics")).toContain("wire/hello 0 of 1 0 of 1");
  });

  test("tells of each failure what was expected and what came instead", () => {
    expect(section("failures")).toContain(
      't/a "bad" & <co> first <of> all where expected actual outcome "deny" "<script>',
    );
    expect(section("failures")).toContain("no answer within 10 ms");
  });

  test("counts why vectors are unsupported", () => {
    expect(section("unsupported")).toContain("good vectors reason 1 no bytes");
  });

  test("has a row for each vector, with a cell for each engine", () => {
    expect(section("vectors")).toContain("a security first <of> all 3.12 ✓ passed ✗ failed");
    expect(section("vectors")).toContain("b second x ≈ known failure <soon> ✗ failed no answer within 10 ms");
  });

  test("links statements, and nothing that is none", () => {
    expect(page).toContain('<a href="../docs/language.md#3.12">3.12</a>');
    expect(page.match(/href="(?!#)[^"]*"/g)).toEqual(['href="../docs/language.md#3.12"']);
    expect(formatHtml(report)).not.toContain("language.md");
  });

  test("cuts what is too long to read", () => {
    const long = summary({
      id: "t/a",
      kind: "failed",
      mismatches: [{ path: "vars", expected: "x", actual: "y".repeat(100_000) }],
    });
    expect(formatHtml(createReport(VECTORS.slice(0, 1), [{ name: "e", summary: long }])).length).toBeLessThan(20_000);
  });
});

test("as JSON it is the report itself, a line for each engine and vector", () => {
  const text = formatJson(report);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(report)));
  expect(text.split("\n").filter((line) => line.includes('"id":"t/a"'))).toHaveLength(3);
  expect(JSON.parse(text)).toMatchObject({
    version: 1,
    ok: false,
    engines: [
      {
        name: "good",
        ok: true,
        counts: { passed: 1, "known-failure": 1 },
        results: [{ id: "t/a", status: "passed" }, {}, {}],
      },
      {
        ok: false,
        stale_known_failures: ["t/gone"],
        results: [{ status: "failed", mismatches: [{ path: "outcome" }] }, {}, {}],
      },
    ],
    vectors: [
      { id: "t/a", topic: "t", spec: "language.md#3.12", tags: ["security"] },
      { tags: [] },
      { topic: "wire/hello" },
    ],
  });
});
