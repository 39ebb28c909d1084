import { isIncomplete } from "./completeness.ts";
import { Converter } from "./converter.ts";
import type { Node, Span } from "./node.ts";
import { Problems } from "./problems.ts";
import type { Finding } from "./recovery/leave-out.ts";
import { type Recovered, recover } from "./recovery/recover.ts";
import { segmentsOf } from "./recovery/segments.ts";
import { isSoundDocument, normalized, parseYaml, problemsOf, type YamlDocument } from "./yaml.ts";
import { isTagProblem, reportYamlProblems, type YamlProblem } from "./yaml-problem.ts";

/** What is larger than this is a mistake or an attack. */
export interface DocumentLimits {
  /** UTF-16 units of the text. */
  readonly length: number;
  /** Values that aliases may add, so that a few lines cannot become gigabytes. */
  readonly aliasedValues: number;
}

const MIB = 1024 * 1024;
/** Two orders of magnitude above a policy of 1,000 rules. */
const POLICY_LIMITS: DocumentLimits = { length: 8 * MIB, aliasedValues: 100_000 };

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

/**
 * Reads all documents of a file, YAML 1.2 or JSON: at least one, which may be empty. After a syntax error everything is
 * read that is not broken itself; what is not, is a gap in its list.
 */
export function readDocuments(text: string, limits: DocumentLimits = POLICY_LIMITS): readonly SourceDocument[] {
  if (text.length > limits.length) return [tooLarge(text, limits)];
  const source = normalized(text);
  const whole = parseYaml(source);
  if (whole.every(isSoundDocument)) {
    const input = { text, source, leftOut: NONE, base: 0, limits };
    return whole.length === 0
      ? [nothing(text)]
      : whole.map((one, index) => readOne(one, spanOf(whole, index, text), input));
  }
  const recovered = recover(source);
  return segmentsOf(recovered.source).flatMap((segment) => readSegment(text, segment, recovered, limits));
}

/**
 * Reads a part of a text, with lines of LF alone, as a document of its own; places are the whole text's, and `depth` is how deep in it
 * the part stands. Aliases are refused: many parts would multiply what one may add. `undefined`: it is not one sound document.
 */
export function readPart(text: string, { start, end, depth }: Span & { depth: number }): SourceDocument | undefined {
  const documents = parseYaml(text.slice(start, end));
  const [document, second] = documents;
  if (document === undefined || second !== undefined || !isSoundDocument(document)) return undefined;
  const limits = { ...POLICY_LIMITS, aliasedValues: 0 };
  return readOne(document, { start, end }, { text, source: text, leftOut: NONE, base: start, limits, depth });
}

const NONE: ReadonlySet<number> = new Set();

interface Input {
  readonly text: string;
  /** The text as it is read: with the same offsets, and without what is broken. */
  readonly source: string;
  readonly leftOut: ReadonlySet<number>;
  /** Offset in the text of what is at offset 0 for the library. */
  readonly base: number;
  readonly limits: DocumentLimits;
  /** Of the root. Default 0. */
  readonly depth?: number;
}

function readSegment(
  text: string,
  segment: Span,
  { source, leftOut, findings }: Recovered,
  limits: DocumentLimits,
): readonly SourceDocument[] {
  const part = source.slice(segment.start, segment.end);
  const documents = parseYaml(part);
  const input = { text, source, leftOut, base: segment.start, limits };
  const read = documents.map((one, index) => {
    const { start, end } = spanOf(documents, index, part);
    return readOne(one, { start: start + segment.start, end: end + segment.start }, input, findings);
  });
  return read;
}

function spanOf(documents: readonly YamlDocument[], index: number, text: string): Span {
  const start = index === 0 ? 0 : (documents[index] as YamlDocument).range[0];
  return { start, end: documents[index + 1]?.range[0] ?? text.length };
}

function readOne(document: YamlDocument, span: Span, input: Input, findings: readonly Finding[] = []): SourceDocument {
  const { source, leftOut, base, limits, depth = 0 } = input;
  const text = input.text.slice(span.start, span.end);
  const problems = new Problems();
  const known = findings.filter(({ at }) => at >= span.start && at < span.end);
  for (const finding of known) finding.problems.reportTo(problems);
  const found = problemsOf(document);
  const sound = found.every(isTagProblem);
  const told = sound || known.length === 0 ? found : notMerelyCutOff(found, input, span);
  reportYamlProblems(told, { document, base, source, within: span }, problems);
  reportVersion(source, document, span, problems);
  if (!sound) return { ...span, root: undefined, incomplete: true, problems, text };
  if (document.contents === null) return { ...span, root: undefined, incomplete: known.length > 0, problems, text };
  const lost = { misread: found.map(({ pos }) => base + pos[0]), leftOut };
  const bounds = { base, maxAliasedValues: limits.aliasedValues };
  const root = new Converter(source, document, problems, { ...bounds, ...lost }).convert(document.contents, depth);
  return { ...span, root, incomplete: known.length > 0 || isIncomplete(root), problems, text };
}

/**
 * What is to be told of a document that is too broken even without the items that were left out: the first, since the rest
 * may follow from it; nothing, if it only ends too early, as its last item did.
 */
function notMerelyCutOff(
  found: readonly YamlProblem[],
  { source, base }: Input,
  { end }: Span,
): readonly YamlProblem[] {
  return found.slice(0, 1).filter(({ pos }) => source.slice(base + pos[0], end).trim() !== "");
}

function reportVersion(source: string, { directives }: YamlDocument, { start, end }: Span, problems: Problems): void {
  if (!directives?.yaml.explicit || directives.yaml.version !== "1.1") return;
  const at = Math.max(start, source.lastIndexOf("%YAML", end));
  const lineEnd = source.indexOf("\n", at);
  const message = "YAML 1.1 is not read, since its `yes`, `no` and `0777` mean other values";
  problems.report("syntax-error", at, lineEnd === -1 ? end : lineEnd, message, { hint: "remove the `%YAML 1.1` line" });
}

function nothing(text: string): SourceDocument {
  return { start: 0, end: text.length, root: undefined, incomplete: false, problems: new Problems(), text };
}

function tooLarge(text: string, { length }: DocumentLimits): SourceDocument {
  const problems = new Problems();
  const message = `the document is larger than ${Math.floor(length / MIB)} MiB, more than any policy needs`;
  problems.report("document-too-large", 0, 0, message, { hint: "move long lists of addresses into ip policies" });
  return { start: 0, end: text.length, root: undefined, incomplete: true, problems, text };
}
