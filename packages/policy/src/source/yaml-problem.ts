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

export function reportYamlProblems(problems: readonly YamlProblem[], excerpt: Excerpt, sink: Sink): void {
  if (problems.length === 0) return;
  const openings = new Openings(excerpt.document);
  for (const problem of problems) reportYamlProblem(problem, openings, excerpt, sink);
}

function reportYamlProblem(
  problem: YamlProblem,
  openings: Openings,
  { base, source, within }: Excerpt,
  sink: Sink,
): void {
  const inside = (at: number): number => Math.max(within.start, Math.min(base + at, within.end));
  if (isTagProblem(problem)) {
    reportTag(source, inside(problem.pos[0]), inside(problem.pos[1]), sink);
    return;
  }
  const open = openings.missing(problem);
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

/** What a hint repeats of a line. */
const MAX_QUOTED = 120;

function reportTag(source: string, start: number, end: number, sink: Sink): void {
  const line = source.slice(start, source.indexOf("\n", start) >>> 0).trimEnd();
  const tag = source.slice(start, end);
  sink.report("yaml-tag", start, end, `\`${tag}\` is read as a YAML tag, not as part of the value`, {
    hint: `an unquoted \`!\` starts a tag: quote the value${line.length > MAX_QUOTED ? "" : `, "${line.replaceAll('"', '\\"')}"`}`,
  });
}

/**
 * Quotes and brackets of a document, to be found by where the text behind them no longer makes sense, often lines further
 * down: what the library says stands there. Gathered once, since thousands of problems may ask.
 */
class Openings {
  /** Starts of quoted texts by where they end. */
  readonly #quotes = new Map<number, number>();
  /** Starts of quoted texts over several lines, by where they start and end: the end of one was the start of another one. */
  readonly #longQuotes = new Map<number, number>();
  readonly #brackets: { readonly start: number; readonly end: number; readonly closing: string }[] = [];

  constructor({ contents }: YamlDocument) {
    visit(contents, {
      Scalar: (_, node) => this.#addQuote(node),
      Collection: (_, node) => {
        const { range, flow } = node as YAMLMap | YAMLSeq;
        if (flow === true && range)
          this.#brackets.push({ start: range[0], end: range[2], closing: isSeq(node) ? "]" : "}" });
      },
    });
  }

  #addQuote({ range, type, source }: Scalar): void {
    if (!range || (type !== Scalar.QUOTE_DOUBLE && type !== Scalar.QUOTE_SINGLE)) return;
    this.#quotes.set(range[1], range[0]);
    if (/[\r\n]/.test(source ?? "")) for (const at of range) this.#longQuotes.set(at, range[0]);
  }

  /** Where opens what a problem says, or shows, not to be closed; the last that fits is the closest. */
  missing({ message, pos: [at] }: YamlProblem): number | undefined {
    const closing = /end with a ([\]}])$/.exec(message)?.[1];
    const bracket = this.#brackets.findLast((one) => one.closing === closing && one.start < at && at <= one.end);
    const quote = /^Missing closing .quote/.test(message) ? this.#quotes.get(at) : this.#longQuotes.get(at);
    if (bracket === undefined || quote === undefined) return bracket?.start ?? quote;
    return Math.max(bracket.start, quote);
  }
}
