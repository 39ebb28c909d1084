import { readFile, writeFile } from "node:fs/promises";
import { formatProblem, type LoadProblem, reasonOf } from "@sluice/policy/vectors/load";
import { languageFile, vectorsDirectory } from "../directory.ts";
import { checkVectors } from "../vectors-tool/check-vectors.ts";
import { coverageOf } from "../vectors-tool/coverage.ts";
import { coverageJson, coverageText } from "../vectors-tool/coverage-report.ts";
import { formatTopic } from "../vectors-tool/format-vectors.ts";
import { numberStatements } from "../vectors-tool/number-statements.ts";
import { type ReadStatements, readStatements } from "../vectors-tool/statements.ts";
import { isDirectory, readTopicFiles, type TopicFiles } from "../vectors-tool/topic-files.ts";
import { misuse } from "./misuse.ts";

/** Options of `check` and `statements`. */
export interface ToolArguments {
  /** Default: the language's description that comes with this package. */
  readonly language?: string;
}

export interface StatementsArguments extends ToolArguments {
  readonly format: "text" | "json";
}

/** `sluice-conformance check`: prints what is wrong with files of vectors; returns the exit code. */
export async function check(dir: string | undefined, { language }: ToolArguments): Promise<number> {
  const given = await readGiven(dir, language);
  if (typeof given === "string") return misuse(given);
  const { topics, file, read } = given;
  const problems = [...problemsOf(file, read), ...(await checkVectors(topics, read.statements))];
  for (const problem of problems) console.error(formatProblem(problem));
  if (problems.length > 0) return 1;
  const count = topics.files.length;
  console.log(`nothing is wrong with ${count} ${count === 1 ? "file" : "files"} of vectors`);
  return 0;
}

/** `sluice-conformance statements`: which vectors hold which statements; 1 if one has none, or a vector holds none. */
export async function statements(dir: string | undefined, { language, format }: StatementsArguments): Promise<number> {
  const given = await readGiven(dir, language);
  if (typeof given === "string") return misuse(given);
  const { topics, file, read } = given;
  const problems = [...topics.problems, ...problemsOf(file, read)];
  for (const problem of problems) console.error(formatProblem(problem));
  const coverage = coverageOf(read.statements, topics.files);
  console.log(format === "json" ? coverageJson(coverage) : coverageText(coverage, file));
  return problems.length + coverage.missing.length + coverage.astray.length > 0 ? 1 : 0;
}

/** `sluice-conformance format`: writes files of vectors in their canonical form, with ids; returns the exit code. */
export async function format(dir: string | undefined): Promise<number> {
  const directory = dir ?? vectorsDirectory();
  const reason = await isDirectory(directory);
  if (reason !== true) return misuse(`${directory}: ${reason}`);
  const topics = await readTopicFiles(directory);
  if (isEmpty(topics)) return misuse(`${directory}: ${EMPTY}`);
  const problems = [...topics.problems];
  for (const file of topics.files) {
    const formatted = formatTopic(file);
    if (!formatted.ok) {
      problems.push(...formatted.problems);
      continue;
    }
    const { text, given } = formatted;
    const failure = text === file.text ? undefined : await written(file.path, text);
    if (failure !== undefined) {
      problems.push({ file: file.path, path: "", message: failure });
      continue;
    }
    for (const id of given) console.log(`${file.path}: ${id}`);
    if (text !== file.text) console.log(`${file.path}: written`);
  }
  for (const problem of problems) console.error(formatProblem(problem));
  return problems.length > 0 ? 1 : 0;
}

/** Why a file could not be written; `undefined` if it was. */
async function written(path: string, text: string): Promise<string | undefined> {
  try {
    await writeFile(path, text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** `sluice-conformance number`: gives numbers to the statements of a description that have none; returns the exit code. */
export async function number(given: string | undefined): Promise<number> {
  const file = given ?? languageFile();
  const text = await readText(file);
  if (text === undefined) return misuse(`${file}: it cannot be read`);
  const { text: numbered, numbers } = numberStatements(text);
  if (numbered !== text) await writeFile(file, numbered);
  for (const id of numbers) console.log(`${file}: ${id}`);
  const problems = problemsOf(file, readStatements(numbered));
  for (const problem of problems) console.error(formatProblem(problem));
  return problems.length > 0 ? 1 : 0;
}

/** What is given, or what comes with this package; a reason if it cannot be read. */
async function readGiven(directory = vectorsDirectory(), file = languageFile()) {
  const reason = await isDirectory(directory);
  if (reason !== true) return `${directory}: ${reason}`;
  const text = await readText(file);
  if (text === undefined) return `${file}: it cannot be read`;
  const topics = await readTopicFiles(directory);
  if (isEmpty(topics)) return `${directory}: ${EMPTY}`;
  return { topics, file, read: readStatements(text) };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}

function problemsOf(file: string, { problems }: ReadStatements): readonly LoadProblem[] {
  return problems.map(({ line, column, ...problem }) => ({ file, path: "", position: { line, column }, ...problem }));
}

const EMPTY = "there are no vectors here";

function isEmpty({ files, problems }: TopicFiles): boolean {
  return files.length + problems.length === 0;
}
