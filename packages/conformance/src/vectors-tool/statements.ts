/** One numbered statement of the language's description. */
export interface Statement {
  /** Such as `3.12`. */
  readonly id: string;
  /** As it is written, Markdown, over all its lines. */
  readonly text: string;
  /** It no longer holds; its number stays taken. */
  readonly withdrawn: boolean;
  /** Of the number, from 1. */
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with the numbers of a description. */
export interface StatementProblem {
  readonly line: number;
  readonly column: number;
  /** One sentence, lower case, no final period. */
  readonly message: string;
  readonly hint?: string;
}

export interface ReadStatements {
  readonly statements: readonly Statement[];
  readonly problems: readonly StatementProblem[];
}

/** A place where a statement starts: an item of a list or a row of a table that begins with a number, or with `?` for one. */
export interface Marker {
  /** Index of the line. */
  readonly line: number;
  /** Index in the line, of the marker with its anchor. */
  readonly start: number;
  readonly end: number;
  readonly anchor: string | undefined;
  /** `3.12`, or `?`. */
  readonly number: string;
  /** Of the heading above. */
  readonly section: number | undefined;
}

const MARKER = /^(- |\| )(<a id="([^"]*)"><\/a>)?\*\*(\d+\.\d+|\?)\*\*/;
const HEADING = /^## (\d+)\. /;
const FENCE = /^ *(```|~~~)/;

/** Where statements start, outside of blocks of code. */
export function markersOf(lines: readonly string[]): readonly Marker[] {
  const markers: Marker[] = [];
  let section: number | undefined;
  let fenced = false;
  for (const [line, text] of lines.entries()) {
    if (FENCE.test(text)) fenced = !fenced;
    if (fenced) continue;
    const heading = HEADING.exec(text)?.[1];
    if (heading !== undefined) section = Number(heading);
    const found = MARKER.exec(text);
    if (found === null) continue;
    const [whole, lead = "", , anchor, number = ""] = found;
    markers.push({ line, start: lead.length, end: whole.length, anchor, number, section });
  }
  return markers;
}

/** Reads the statements of a description, and tells what is wrong with their numbers. */
export function readStatements(text: string): ReadStatements {
  const lines = text.split(/\r?\n/);
  const statements: Statement[] = [];
  const problems: StatementProblem[] = [];
  const lineOf = new Map<string, number>();
  for (const marker of markersOf(lines)) {
    const place = { line: marker.line + 1, column: marker.start + 1 };
    const { number: id } = marker;
    if (id === "?") {
      problems.push({
        ...place,
        message: "this statement has no number",
        hint: "`sluice-conformance number` gives one",
      });
      continue;
    }
    const first = lineOf.get(id);
    const message = first === undefined ? problemOf(marker) : `the number ${id} is used before, in line ${first}`;
    if (message !== undefined) problems.push({ ...place, message });
    if (first !== undefined) continue;
    lineOf.set(id, place.line);
    const written = textOf(lines, marker);
    statements.push({ id, text: written, withdrawn: /^withdrawn\b/i.test(written), ...place });
  }
  return { statements, problems };
}

function problemOf({ number, anchor, section }: Marker): string | undefined {
  if (section === undefined) return "this statement stands under no section with a number";
  if (!number.startsWith(`${section}.`)) return `${number} is no number of section ${section}`;
  if (anchor !== number) return `the anchor of ${number} is ${anchor === undefined ? "missing" : `\`${anchor}\``}`;
  return undefined;
}

/** A row is one line, its cells in a row; an item goes on as long as its lines are indented. */
function textOf(lines: readonly string[], { line, end }: Marker): string {
  const first = lines[line] ?? "";
  if (first.startsWith("|")) {
    const cells = first.slice(end).split(/(?<!\\)\|/);
    return cells
      .map((cell) => cell.trim())
      .filter((cell) => cell !== "")
      .join(" · ");
  }
  const behind = lines.slice(line + 1);
  const length = behind.findIndex((text) => !text.startsWith("  "));
  const more = length < 0 ? behind : behind.slice(0, length);
  return [first.slice(end), ...more].map((part) => part.trim()).join(" ");
}
