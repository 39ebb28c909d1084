import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import { type Comment, commentsOf } from "../source/comments.ts";
import type { LineIndex } from "../source/lines.ts";
import { readSuppression, type SuppressedCode } from "./suppression-comment.ts";

/**
 * The diagnostics of a file without those that comments silence, `# sluice-ignore CODE[, CODE…]: reason`: at the end of a
 * line those that start on that line; on a line of its own those of the next line that is neither blank nor a comment.
 * A comment with a mistake, and one that silences nothing, is a diagnostic itself.
 */
export function applySuppressions(
  text: string,
  diagnostics: readonly Diagnostic[],
  lines: LineIndex,
): readonly Diagnostic[] {
  if (!text.includes("sluice-ignore")) return diagnostics;
  const reporter = new Reporter(lines);
  const suppressions = suppressionsOf(text, lines, reporter);
  const used = new Set<SuppressedCode>();
  const left = diagnostics.filter(({ code, range }) => {
    const silenced = (suppressions.get(range.start.line) ?? []).filter((one) => one.code === code);
    for (const one of silenced) used.add(one);
    return silenced.length === 0;
  });
  // Where something is wrong, not everything was looked at.
  if (!diagnostics.some(({ severity }) => severity === "error")) reportUnused(suppressions, used, reporter);
  return [...left, ...reporter.diagnostics()].sort((a, b) => a.range.start.offset - b.range.start.offset);
}

/** By the line that they are for. */
type Suppressions = ReadonlyMap<number, readonly SuppressedCode[]>;

function suppressionsOf(text: string, lines: LineIndex, reporter: Reporter): Suppressions {
  const suppressions = new Map<number, SuppressedCode[]>();
  const comments = commentsOf(text);
  const lineOf = ({ start }: Comment): number => lines.position(start).line;
  const own = new Set(comments.filter((comment) => standsAlone(comment, text)).map(lineOf));
  const targets = targetsOf(text, own);
  for (const comment of comments) {
    const codes = readSuppression(comment, reporter);
    if (codes === undefined) continue;
    const line = targets[lineOf(comment) - 1] ?? 0;
    const others = suppressions.get(line);
    if (others === undefined) suppressions.set(line, [...codes]);
    else others.push(...codes);
  }
  return suppressions;
}

/** For each line, from the first: itself, or if it is blank or a comment the next one that is not. */
function targetsOf(text: string, comments: ReadonlySet<number>): readonly number[] {
  const written = text.split(/\r\n|\r|\n/);
  const targets: number[] = [];
  let target = written.length + 1;
  for (let line = written.length; line > 0; line--) {
    if (!comments.has(line) && written[line - 1]?.trim() !== "") target = line;
    targets[line - 1] = target;
  }
  return targets;
}

function standsAlone({ start }: Comment, text: string): boolean {
  let at = start;
  while (at > 0 && /[ \t\ufeff]/.test(text.charAt(at - 1))) at--;
  return at === 0 || /[\r\n]/.test(text.charAt(at - 1));
}

function reportUnused(suppressions: Suppressions, used: ReadonlySet<SuppressedCode>, reporter: Reporter): void {
  for (const one of [...suppressions.values()].flat()) {
    if (used.has(one)) continue;
    reporter.report("unused-suppression", one.start, one.end, `there is no \`${one.code}\` here to silence`, {
      hint: "remove it",
    });
  }
}
