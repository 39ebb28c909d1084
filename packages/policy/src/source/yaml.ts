import { Composer, type CST, type Document, type ParsedNode, Parser, YAMLParseError } from "yaml";
import { isTooDeep } from "./yaml-depth.ts";
import { isTagProblem, type YamlProblem } from "./yaml-problem.ts";

export type YamlDocument = Document.Parsed<ParsedNode>;

/** The documents of a stream as the library reads them. */
export function parseYaml(source: string): readonly YamlDocument[] {
  const tokens = [...new Parser().parse(source)];
  const deep = tokens.find(isTooDeep);
  // The library recurses, and a stack that is nearly full ends the process where it compiles a regular expression.
  if (deep !== undefined) return [unreadable(deep, source.length)];
  // Directives that no document follows make none, and would be an empty stream: one that lets everything pass.
  const needsDocument = tokens.some(({ type }) => type === "directive");
  return compose(tokens, needsDocument, source.length);
}

function compose(tokens: readonly CST.Token[], needsDocument: boolean, length: number): readonly YamlDocument[] {
  const composer = new Composer({
    version: "1.2",
    intAsBigInt: true,
    merge: false,
    prettyErrors: false,
    // Checked when converting: the library takes an alias, or `1` beside `'1'`, for another key.
    uniqueKeys: false,
    logLevel: "error",
  });
  return [...composer.compose(tokens, needsDocument, length)] as YamlDocument[];
}

function unreadable({ offset }: CST.Token, length: number): YamlDocument {
  const [document] = compose([], true, length);
  if (document === undefined) throw new Error("the library made no document");
  const at: [number, number] = [offset, offset + 1];
  document.errors.push(new YAMLParseError(at, "RESOURCE_EXHAUSTION", "The document is nested too deeply"));
  return document;
}

/**
 * In the order of the text; of several at one place the first: what is cut off lacks every closing bracket there. Of what
 * the library cannot make sense of behind the end of a document only the first.
 */
export function problemsOf(document: YamlDocument): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  const all: YamlProblem[] = [...document.errors, ...document.warnings];
  let beyond = false;
  for (const problem of all.sort((a, b) => a.pos[0] - b.pos[0])) {
    const isBeyond = /token in YAML stream/.test(problem.message);
    if (problem.pos[0] === problems.at(-1)?.pos[0] || (isBeyond && beyond)) continue;
    beyond ||= isBeyond;
    problems.push(problem);
  }
  return problems;
}

/**
 * The text with the same length and no other line break than LF, which is all that the library knows (YAML 1.2, section
 * 5.4: CR ends a line too), and without a byte order mark, which is no content (section 5.2): a line break in its place indents nothing.
 */
export function normalized(text: string): string {
  const source = text.charCodeAt(0) === 0xfeff ? `\n${text.slice(1)}` : text;
  return source.includes("\r") ? source.replace(/\r(?!\n)/g, "\n") : source;
}

/** Whether the structure of a document is what it seems to be. */
export function isSoundDocument(document: YamlDocument): boolean {
  return problemsOf(document).every(isTagProblem);
}

/** Whether that is so of every document of a text. */
export function isSound(source: string): boolean {
  return parseYaml(source).every(isSoundDocument);
}
