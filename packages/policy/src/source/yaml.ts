import { type Document, type ParsedNode, parseAllDocuments } from "yaml";
import type { YamlProblem } from "./yaml-problem.ts";

export type YamlDocument = Document.Parsed<ParsedNode>;

/** The documents of a stream as the library reads them. */
export function parseYaml(source: string): readonly YamlDocument[] {
  const documents = parseAllDocuments(source, {
    version: "1.2",
    intAsBigInt: true,
    merge: false,
    prettyErrors: false,
    // Checked when converting: the library takes an alias, or `1` beside `'1'`, for another key.
    uniqueKeys: false,
    logLevel: "error",
  });
  return Array.isArray(documents) ? documents : [];
}

/** In the order of the text; of several at one place the first: what is cut off lacks every closing bracket there. */
export function problemsOf(document: YamlDocument): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  const all: YamlProblem[] = [...document.errors, ...document.warnings];
  for (const problem of all.sort((a, b) => a.pos[0] - b.pos[0])) {
    if (problem.pos[0] !== problems.at(-1)?.pos[0]) problems.push(problem);
  }
  return problems;
}

/**
 * The text with the same length and no other line break than LF, which is all that the library knows (YAML 1.2, section
 * 5.4: CR ends a line too), and without a byte order mark, which is no content (section 5.2).
 */
export function normalized(text: string): string {
  const source = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  return source.includes("\r") ? source.replace(/\r(?!\n)/g, "\n") : source;
}
