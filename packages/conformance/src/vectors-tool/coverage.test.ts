import { describe, expect, test } from "vitest";
import { coverageOf } from "./coverage.ts";
import { coverageJson, coverageText } from "./coverage-report.ts";
import type { Statement } from "./statements.ts";
import type { Kind, TopicFile } from "./topic-files.ts";

const statement = (id: string, withdrawn = false): Statement => ({
  id,
  text: `about ${id}`,
  withdrawn,
  line: Number(id.slice(2)),
  column: 3,
});
const file = (kind: Kind, vectors: readonly object[]) =>
  ({
    path: `${kind}.json`,
    text: "",
    kind,
    data: { value: { topic: "t", vectors }, locate: () => undefined },
    schema: {},
  }) as TopicFile;
const of = (id: string, spec?: string) => ({ id, ...(spec === undefined ? {} : { spec }) });

const coverage = coverageOf(
  [statement("1.1"), statement("1.2"), statement("1.3", true), statement("1.4")],
  [
    file("decision", [of("t/a", "language.md#1.1"), of("t/b", "language.md#1.1"), of("t/c", "language.md#1")]),
    file("wire", [of("w/a", "language.md#1.4"), of("w/b")]),
    file("scenario", [of("s/a", "language.md#1.3"), of("s/b", "language.md#1.9")]),
  ],
);

describe("coverageOf", () => {
  test("maps a statement to the vectors of all kinds that name it", () => {
    expect(coverage.statements.map(({ vectors }) => vectors.map(({ id }) => id))).toEqual([
      ["t/a", "t/b"],
      [],
      [],
      ["w/a"],
    ]);
    expect(coverage.counts).toEqual({ decision: 3, wire: 2, scenario: 2 });
  });

  test("a statement without a vector is missing, a withdrawn one is not", () => {
    expect(coverage.missing.map(({ id }) => id)).toEqual(["1.2"]);
  });

  test("a vector that names a section, nothing, a withdrawn statement or one that is not there is astray", () => {
    expect(coverage.astray.map(({ id }) => id)).toEqual(["t/c", "w/b", "s/a", "s/b"]);
  });
});

test("for people: the map, what is missing and where, the sum", () => {
  expect(coverageText(coverage, "language.md").split("\n")).toEqual([
    "1.1  t/a  t/b",
    "1.2",
    "1.3  withdrawn",
    "1.4  w/a",
    "language.md:2:3: no vector holds 1.2",
    "t/c: `language.md#1` is no statement",
    "w/b: no `spec`",
    "s/a: `language.md#1.3` is no statement",
    "s/b: `language.md#1.9` is no statement",
    "2 of 3 statements held by 7 vectors (3 decision, 2 wire, 2 scenario)",
  ]);
});

test("for programs: the same as JSON", () => {
  expect(JSON.parse(coverageJson(coverage))).toMatchObject({
    version: 1,
    missing: ["1.2"],
    astray: [{ id: "t/c" }, { id: "w/b" }, { id: "s/a" }, { id: "s/b" }],
    statements: [
      { id: "1.1", line: 1, text: "about 1.1", vectors: [{ id: "t/a", kind: "decision" }, { id: "t/b" }] },
      { id: "1.2", vectors: [] },
      { id: "1.3", withdrawn: true },
      { id: "1.4", vectors: [{ id: "w/a", kind: "wire" }] },
    ],
  });
});
