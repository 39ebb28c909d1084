import { CODES, type DiagnosticCode, isLint, type LintLevel } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { readDocuments } from "../source/documents.ts";
import { LineIndex } from "../source/lines.ts";
import { type Entry, isNull, isString, type MapNode, type Node } from "../source/node.ts";

/** How much each lint counts, where that is not its own severity. */
export type LintLevels = { readonly [code in DiagnosticCode]?: LintLevel };

export interface ReadLevels {
  readonly levels: LintLevels;
  /** What is wrong with the file; then `levels` are those of the rest. */
  readonly diagnostics: readonly Diagnostic[];
}

const LEVELS: readonly LintLevel[] = ["off", "warning", "error"];
const LINTS: readonly DiagnosticCode[] = (Object.keys(CODES) as DiagnosticCode[]).filter(isLint);

/** Reads a `sluice.check.yml`: `lints: {CODE: off | warning | error}`. What the language itself calls an error stays one. */
export function readLevels(text: string): ReadLevels {
  const reporter = new Reporter(new LineIndex(text));
  const [document, second] = readDocuments(text);
  document?.problems.reportTo(reporter);
  if (second !== undefined) {
    reporter.report(
      "multiple-documents",
      second.start,
      second.start,
      "settings are one document, and a second one starts here",
    );
  }
  const levels: { [code in DiagnosticCode]?: LintLevel } = {};
  for (const { key, value } of entriesOf(document?.root, "the settings", reporter)) {
    if (key.value !== "lints") {
      const hint = suggest(key.value, ["lints"]) === undefined ? "possible: `lints`" : "did you mean `lints`?";
      reporter.report("unknown-key", key.start, key.end, `\`${key.value}\` is not a key here`, { hint });
      continue;
    }
    for (const entry of entriesOf(value, "`lints`", reporter)) {
      const [code, level] = readLevel(entry, reporter) ?? [];
      if (code !== undefined && level !== undefined) levels[code] = level;
    }
  }
  return { levels, diagnostics: reporter.diagnostics() };
}

/** The diagnostics as the levels make them count; those that are `off` are left out. */
export function applyLevels(diagnostics: readonly Diagnostic[], levels: LintLevels): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const level = isLint(diagnostic.code) ? levels[diagnostic.code] : undefined;
    if (level === undefined) return [diagnostic];
    return level === "off" ? [] : [{ ...diagnostic, severity: level }];
  });
}

function entriesOf(node: Node | undefined, what: string, reporter: Reporter): MapNode["entries"] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind === "map") return node.entries;
  reporter.report("wrong-type", node.start, node.end, `${what} must be a map`);
  return [];
}

function readLevel({ key, value }: Entry, reporter: Reporter): readonly [DiagnosticCode, LintLevel] | undefined {
  const code = codeOf(key.value);
  if (code === undefined) {
    const near = suggest(key.value, LINTS);
    const hint = near === undefined ? "`docs/diagnostics.md` lists them" : `did you mean \`${near}\`?`;
    reporter.report("invalid-value", key.start, key.end, `there is no lint \`${key.value}\``, { hint });
    return undefined;
  }
  if (!isLint(code)) {
    const message = `\`${code}\` is an error of the language, and cannot be set to another level`;
    reporter.report("invalid-value", key.start, key.end, message, { hint: "remove it" });
    return undefined;
  }
  const level = LEVELS.find((each) => isString(value) && value.value === each);
  if (level !== undefined) return [code, level];
  const hint = `possible: ${LEVELS.map((each) => `\`${each}\``).join(", ")}`;
  const shown = value.kind === "scalar" && value.raw !== "" ? `\`${value.raw}\`` : "this";
  reporter.report("invalid-value", value.start, value.end, `${shown} is not a level`, { hint });
  return undefined;
}

function codeOf(text: string): DiagnosticCode | undefined {
  return Object.hasOwn(CODES, text) ? (text as DiagnosticCode) : undefined;
}
