import { LineIndex } from "../../source/lines.ts";
import type { CheckedFile } from "../checked-file.ts";
import { CODES, type CodeInfo, type DiagnosticCode } from "../codes.ts";
import type { Diagnostic, Fix, Range, Severity } from "../diagnostic.ts";
import { uriOf } from "./artifact.ts";
import { MEANINGS } from "./meanings.ts";
import type { RenderOptions } from "./options.ts";
import { visibleJson } from "./visible.ts";

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };
const CODE_LIST = Object.keys(CODES) as DiagnosticCode[];

/** For code scanning: one run in SARIF 2.1.0, with a rule for every code and every file that was checked. */
export function renderSarif(files: readonly CheckedFile[], options: RenderOptions = {}): string {
  const driver = {
    name: "sluice-policy",
    ...(options.version === undefined ? {} : { semanticVersion: options.version }),
    rules: Object.entries(CODES).map(([code, info]) => rule(code as DiagnosticCode, info)),
  };
  const run = {
    tool: { driver },
    columnKind: "unicodeCodePoints",
    // As YAML counts lines.
    newlineSequences: ["\r\n", "\n", "\r"],
    artifacts: files.map(({ path }) => ({ location: location(path), roles: roles(path) })),
    results: files.flatMap((file, index) => results(file, index)),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${visibleJson(JSON.stringify(log, undefined, 2))}\n`;
}

function rule(code: DiagnosticCode, { severity, ngrok }: CodeInfo): object {
  return {
    id: code,
    shortDescription: { text: MEANINGS[code] },
    help: { text: `An example of it, wrong and right, stands in docs/diagnostics.md under \`${code}\`.` },
    defaultConfiguration: { level: LEVELS[severity] },
    ...(ngrok === undefined ? {} : { properties: { ngrok } }),
  };
}

/** Standard input has no URI that anybody could follow: it gets a name, and its role says what it is. */
function location(path: string): { readonly uri: string; readonly description?: object } {
  return path === "-" ? { uri: "stdin", description: { text: "standard input" } } : { uri: uriOf(path) };
}

function roles(path: string): readonly string[] {
  return path === "-" ? ["analysisTarget", "standardStream"] : ["analysisTarget"];
}

function results(file: CheckedFile, index: number): object[] {
  const artifactLocation = { uri: location(file.path).uri, index };
  let lines: LineIndex | undefined;
  return file.diagnostics.map(({ code, severity, message, hint, range, fix }: Diagnostic) => {
    if (fix !== undefined) lines ??= new LineIndex(file.text);
    return {
      ruleId: code,
      ruleIndex: CODE_LIST.indexOf(code),
      level: LEVELS[severity],
      message: { text: plain(hint === undefined ? message : `${message}\nhint: ${hint}`) },
      locations: [{ physicalLocation: { artifactLocation, region: region(range) } }],
      ...(fix === undefined || lines === undefined ? {} : { fixes: [sarifFix(fix, artifactLocation, lines)] }),
    };
  });
}

/** A text in which nothing is a link: `[…](…)` is one, even in SARIF's plain text. */
function plain(text: string): string {
  return text.replaceAll("](", "] (");
}

function region({ start, end }: Range): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function sarifFix({ description, edits }: Fix, artifactLocation: object, lines: LineIndex): object {
  const replacements = edits.map(({ start, end, text }) => ({
    deletedRegion: region(lines.range(start, end)),
    ...(text === "" ? {} : { insertedContent: { text } }),
  }));
  return { description: { text: plain(description) }, artifactChanges: [{ artifactLocation, replacements }] };
}
