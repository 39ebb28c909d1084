import { isIncomplete } from "./completeness.ts";
import { Converter } from "./converter.ts";
import type { Node, Span } from "./node.ts";
import { Problems } from "./problems.ts";
import { normalized, parseYaml, problemsOf, type YamlDocument } from "./yaml.ts";
import { isTagProblem, reportYamlProblem } from "./yaml-problem.ts";

/** 8 MiB: two orders of magnitude above a policy of 1,000 rules; what is larger is a mistake or an attack. */
const MAX_TEXT = 8 * 1024 * 1024;

/** One document of a file, in UTF-16 offsets of the file. */
export interface SourceDocument extends Span {
  /** `undefined`: an empty document, or one too broken to read. */
  readonly root: Node | undefined;
  /** Something is left out of `root` because it could not be read (in `problems`). */
  readonly incomplete: boolean;
  /** What makes the document mean something else than it seems to, syntax errors among them. */
  readonly problems: Problems;
  /** As written. */
  readonly text: string;
}

/** Reads all documents of a file, YAML 1.2 or JSON: at least one, which may be empty. */
export function readDocuments(text: string): readonly SourceDocument[] {
  if (text.length > MAX_TEXT) return [tooLarge(text)];
  const source = normalized(text);
  const documents = parseYaml(source);
  if (documents.length === 0) {
    return [{ start: 0, end: text.length, root: undefined, incomplete: false, problems: new Problems(), text }];
  }
  return documents.map((document, index) => {
    const start = index === 0 ? 0 : document.range[0];
    const end = documents[index + 1]?.range[0] ?? text.length;
    const problems = new Problems();
    const root = read(source, document, problems);
    const incomplete = root === undefined ? problems.count > 0 : isIncomplete(root);
    return { start, end, root, incomplete, problems, text: text.slice(start, end) };
  });
}

function read(source: string, document: YamlDocument, problems: Problems): Node | undefined {
  const found = problemsOf(document);
  for (const problem of found) reportYamlProblem(source, problem, 0, problems);
  if (document.directives?.yaml.explicit && document.directives.yaml.version === "1.1")
    reportVersion(source, document, problems);
  if (found.some((problem) => !isTagProblem(problem)) || document.contents === null) return undefined;
  const tags = found.map(({ pos }) => pos[0]);
  return new Converter(source, document, problems, tags).convert(document.contents, 0);
}

function reportVersion(source: string, document: YamlDocument, problems: Problems): void {
  const at = Math.max(0, source.lastIndexOf("%YAML", document.contents?.range[0] ?? source.length));
  const end = source.indexOf("\n", at);
  const message = "YAML 1.1 is not read, since its `yes`, `no` and `0777` mean other values";
  problems.report("syntax-error", at, end === -1 ? source.length : end, message, {
    hint: "remove the `%YAML 1.1` line",
  });
}

function tooLarge(text: string): SourceDocument {
  const problems = new Problems();
  problems.report("document-too-large", 0, 0, `the document is larger than ${MAX_TEXT} characters`);
  return { start: 0, end: text.length, root: undefined, incomplete: true, problems, text };
}
