import { basename } from "node:path";
import { CODES } from "@sluice/policy";
import { formatProblem, type LoadProblem, loadVectors } from "@sluice/policy/vectors/load";
import { firstDifference } from "./canonical.ts";
import { formatTopic } from "./format-vectors.ts";
import { questionsOf } from "./question.ts";
import { schemaProblemsOf } from "./schema-problems.ts";
import type { Statement } from "./statements.ts";
import { type AnyVector, type TopicFile, type TopicFiles, topicOf, vectorsOf } from "./topic-files.ts";

/** Numbers of statements, as vectors name them. */
export const SPEC: RegExp = /^language\.md#([1-9]\d*\.\d+)$/;

/**
 * Everything that is wrong with files of vectors: what their schemas say, ids that are not unique or not of their topic, vectors
 * that do not say what they are for or which statement they hold, the same asked twice, codes that do not exist, another
 * form than the canonical one.
 */
export async function checkVectors(
  { files, problems: unread }: TopicFiles,
  statements: readonly Statement[],
): Promise<readonly LoadProblem[]> {
  const problems: LoadProblem[] = [...unread];
  const decisions = files.filter(({ kind }) => kind === "decision");
  const loaded = decisions.length === 0 ? undefined : await loadVectors(decisions.map(({ path }) => path));
  if (loaded?.ok === false) problems.push(...loaded.problems);
  const known = new Map(statements.map((statement) => [statement.id, statement]));
  const seen: Seen = { ids: new Map(), questions: new Map() };
  for (const file of files) {
    problems.push(...schemaProblemsOf(file));
    if (file.kind !== "decision") problems.push(...problemsOfOtherKind(file));
    for (const [index, vector] of vectorsOf(file).entries()) {
      const at = (member: string): Omit<LoadProblem, "message"> => placeOf(file, index, vector, member);
      problems.push(
        ...wordsMissing(vector, known, at),
        ...codesUnknown(vector, at),
        ...seenBefore(vector, file, seen, at),
      );
    }
    problems.push(...notCanonical(file));
  }
  // The loader holds decisions against the schema that it knows, which mostly is the one beside them.
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

type At = (member: string) => Omit<LoadProblem, "message">;

interface Seen {
  readonly ids: Map<string, TopicFile>;
  readonly questions: Map<string, string>;
}

/** What the loader of decision vectors tells of those, of the other kinds. */
function problemsOfOtherKind(file: TopicFile): readonly LoadProblem[] {
  const { path } = file;
  const problems: LoadProblem[] = [];
  const topic = topicOf(file);
  if (topic !== undefined && topic !== basename(path, ".json")) {
    const place = { file: path, path: "/topic", ...positionOf(file, "/topic") };
    problems.push({ ...place, message: `the topic is not the file's name: \`${topic}\`` });
  }
  for (const [index, vector] of vectorsOf(file).entries()) {
    if (typeof vector.id === "string" && !vector.id.startsWith(`${topic}/`)) {
      problems.push({ ...placeOf(file, index, vector, "id"), message: `the id does not start with \`${topic}/\`` });
    }
  }
  return problems;
}

function wordsMissing(
  { description, spec }: AnyVector,
  known: ReadonlyMap<string, Statement>,
  at: At,
): readonly LoadProblem[] {
  const problems: LoadProblem[] = [];
  if (description === undefined) problems.push({ ...at("id"), message: "`description` is missing" });
  if (typeof spec !== "string") {
    if (spec === undefined) problems.push({ ...at("id"), message: "`spec` is missing" });
    return problems;
  }
  const id = SPEC.exec(spec)?.[1];
  const statement = id === undefined ? undefined : known.get(id);
  if (id === undefined) {
    problems.push({ ...at("spec"), message: `\`${spec}\` names no statement`, hint: "write it as `language.md#3.12`" });
  } else if (statement === undefined) {
    problems.push({ ...at("spec"), message: `there is no statement ${id}` });
  } else if (statement.withdrawn) {
    problems.push({ ...at("spec"), message: `statement ${id} is withdrawn` });
  }
  return problems;
}

function codesUnknown({ expect }: AnyVector, at: At): readonly LoadProblem[] {
  const { diagnostics } = (expect ?? {}) as { readonly diagnostics?: unknown };
  return (Array.isArray(diagnostics) ? diagnostics : []).flatMap((diagnostic: { readonly code?: unknown }, index) => {
    const code = diagnostic?.code;
    if (typeof code !== "string" || Object.hasOwn(CODES, code)) return [];
    return [{ ...at(`expect/diagnostics/${index}/code`), message: `there is no diagnostic code \`${code}\`` }];
  });
}

function seenBefore(vector: AnyVector, file: TopicFile, { ids, questions }: Seen, at: At): readonly LoadProblem[] {
  const { id } = vector;
  if (typeof id !== "string") return [];
  const problems: LoadProblem[] = [];
  const other = ids.get(id);
  // Of two decision vectors the loader tells it.
  if (other !== undefined && (other.kind !== "decision" || file.kind !== "decision")) {
    problems.push({ ...at("id"), message: `this id is used before, in ${other.path}` });
  }
  ids.set(id, other ?? file);
  const asked = questionsOf(vector, file.kind);
  const twin = asked.map((question) => questions.get(question)).find((other) => other !== undefined);
  if (twin !== undefined) problems.push({ ...at("id"), message: `this asks the same as \`${twin}\`` });
  for (const question of asked) questions.set(question, questions.get(question) ?? id);
  return problems;
}

function notCanonical(file: TopicFile): readonly LoadProblem[] {
  const formatted = formatTopic(file);
  // What has no canonical form, and what lacks an id, has been told already.
  if (!formatted.ok || formatted.given.length > 0 || formatted.text === file.text) return [];
  const { text } = formatted;
  const position = { line: firstDifference(file.text, text), column: 1 };
  const hint = "`sluice-conformance format` writes it";
  return [{ file: file.path, path: "", position, message: "this is not the canonical form", hint }];
}

function placeOf(file: TopicFile, index: number, { id }: AnyVector, member: string): Omit<LoadProblem, "message"> {
  const path = `/vectors/${index}/${member}`;
  return { file: file.path, path, ...(typeof id === "string" ? { vector: id } : {}), ...positionOf(file, path) };
}

function positionOf({ data }: TopicFile, pointer: string): Pick<LoadProblem, "position"> {
  const position = data.locate(pointer);
  return position === undefined ? {} : { position: { line: position.line, column: position.column } };
}
