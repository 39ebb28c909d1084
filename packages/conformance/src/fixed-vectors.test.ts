import { readFileSync } from "node:fs";
import { formatProblem } from "@sluice/policy/vectors/load";
import { beforeAll, describe, expect, test } from "vitest";
import { languageFile, vectorsDirectory } from "./directory.ts";
import { fixedVectors } from "./testing/vectors.ts";
import { WAITING } from "./testing/waiting-statements.ts";
import { checkVectors } from "./vectors-tool/check-vectors.ts";
import { coverageOf } from "./vectors-tool/coverage.ts";
import { type ReadStatements, readStatements } from "./vectors-tool/statements.ts";
import { readTopicFiles, type TopicFiles } from "./vectors-tool/topic-files.ts";

describe("the fixed vectors", () => {
  let language: ReadStatements;
  let topics: TopicFiles;
  beforeAll(async () => {
    language = readStatements(readFileSync(languageFile(), "utf8"));
    topics = await readTopicFiles(vectorsDirectory());
  });

  test("are as they should be: schema, ids, statements, codes, canonical form", async () => {
    expect((await checkVectors(topics, language.statements)).map(formatProblem)).toEqual([]);
  });

  test("are enough, and those that keep somebody out are marked", async () => {
    const vectors = await fixedVectors();
    expect(vectors.length).toBeGreaterThan(1000);
    expect(vectors.filter(({ tags }) => tags?.includes("security")).length).toBeGreaterThan(400);
  });

  test("hold every statement of the language, and each holds one", () => {
    expect(language.problems).toEqual([]);
    const { missing, astray } = coverageOf(language.statements, topics.files);
    expect(astray).toEqual([]);
    expect(missing.map(({ id }) => id).sort()).toEqual(WAITING.flatMap(({ statements }) => statements).sort());
  });
});
