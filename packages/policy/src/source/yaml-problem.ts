import { isSeq, Scalar, visit, type YAMLMap, type YAMLSeq } from "yaml";
import type { Span } from "./node.ts";
import type { Sink } from "./problems.ts";
import type { YamlDocument } from "./yaml.ts";
import { adviceOn } from "./yaml-message.ts";

/** What the YAML library says of a document. */
export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

type Collection = YAMLMap | YAMLSeq;

/** Whether only the value at hand is another than it seems to be; after any other problem the structure is a guess. */
export function isTagProblem({ code }: YamlProblem): boolean {
  return code === "TAG_RESOLVE_FAILED";
}

/** Where the text stands in the file that the library was given. */
export interface Excerpt {
  readonly document: YamlDocument;
  /** Offset in the file of what is at offset 0 for the library. */
  readonly base: number;
  /** The file. */
  readonly source: string;
  /** Nothing is reported outside of it. */
  readonly within: Span;
}

export function reportYamlProblem(problem: YamlProblem, { document, base, source, within }: Excerpt, sink: Sink): void {
  const inside = (at: number): number => Math.max(within.start, Math.min(base + at, within.end));
  if (isTagProblem(problem)) {
    reportTag(source, inside(problem.pos[0]), inside(problem.pos[1]), sink);
    return;
  }
  const open = unclosedBefore(problem, document);
  if (open === undefined) {
    let start = inside(problem.pos[0]);
    // A line that is indented wrongly is told from its start.
    while (start < within.end && source.charAt(start) === " ") start++;
    const end = Math.max(inside(problem.pos[1]), Math.min(start + 1, within.end));
    const { message, hint } = adviceOn(problem, source, start);
    sink.report("syntax-error", start, end, message, { hint });
    return;
  }
  const start = inside(open);
  const sign = source.charAt(start);
  const closing = { "[": "]", "{": "}" }[sign];
  const [what, hint] =
    closing === undefined
      ? ["quote", `end the value with \`${sign}\``]
      : ["bracket", `close it with \`${closing}\`, indented deeper than the key that it belongs to`];
  sink.report("syntax-error", start, start + 1, `the ${what} \`${sign}\` is not closed`, { hint });
}

function reportTag(source: string, start: number, end: number, sink: Sink): void {
  const line = source.slice(start, source.indexOf("\n", start) >>> 0).trimEnd();
  const tag = source.slice(start, end);
  sink.report("yaml-tag", start, end, `\`${tag}\` is read as a YAML tag, not as part of the value`, {
    hint: `an unquoted \`!\` starts a tag: quote the value, "${line.replaceAll('"', '\\"')}"`,
  });
}

/**
 * Where a quote or bracket opens that the reader missed the end of: what it says of that stands where the text no longer
 * makes sense, often lines further down.
 */
function unclosedBefore(problem: YamlProblem, { contents }: YamlDocument): number | undefined {
  let found: number | undefined;
  visit(contents, {
    Scalar: (_, node) => {
      if (isOpenQuote(node, problem)) found = node.range?.[0];
    },
    Collection: (_, node) => {
      if (isOpenBracket(node as Collection, problem)) found = node.range?.[0];
    },
  });
  return found;
}

/** A quoted text over several lines, and behind it what makes no sense: its end was the start of another one. */
function isOpenQuote({ range, type, source }: Scalar, { message, pos: [at] }: YamlProblem): boolean {
  if (!range || (type !== Scalar.QUOTE_DOUBLE && type !== Scalar.QUOTE_SINGLE)) return false;
  if (/^Missing closing .quote/.test(message)) return at === range[1];
  return range.includes(at) && /[\r\n]/.test(source ?? "");
}

function isOpenBracket(node: Collection, { message, pos: [at] }: YamlProblem): boolean {
  const { range, flow } = node;
  if (flow !== true || !range || range[0] >= at || range[2] < at) return false;
  return message.endsWith(isSeq(node) ? "end with a ]" : "end with a }");
}
