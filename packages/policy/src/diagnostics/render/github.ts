import type { CheckedFile } from "../checked-file.ts";
import type { Diagnostic, Severity } from "../diagnostic.ts";
import { withoutDot } from "./artifact.ts";
import { lastLineOf } from "./frame.ts";
import { codesOf, placeOf } from "./text.ts";
import { visible } from "./visible.ts";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** For GitHub Actions: a workflow command a diagnostic, which the runner shows at the line of a pull request. */
export function renderGithub(files: readonly CheckedFile[]): string {
  return files.flatMap(({ path, diagnostics }) => diagnostics.map((one) => `${command(path, one)}\n`)).join("");
}

function command(path: string, diagnostic: Diagnostic): string {
  const { severity, message, hint } = diagnostic;
  const properties = [...placeProperties(path, diagnostic), ["title", codesOf(diagnostic)]];
  // Standard input is no file of the repository: the place goes into the message.
  const place = path === "-" ? `${placeOf(path, diagnostic)}: ` : "";
  const text = `${place}${visible(message)}${hint === undefined ? "" : `\nhint: ${visible(hint)}`}`;
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(",");
  return `::${COMMANDS[severity]} ${written}::${escapeData(text)}`;
}

function placeProperties(path: string, { range }: Diagnostic): [string, string | number][] {
  if (path === "-") return [];
  const { start, end } = range;
  const lines: [string, string | number][] = [
    ["file", visible(withoutDot(path))],
    ["line", start.line],
    ["endLine", lastLineOf(range)],
  ];
  // The runner drops the columns of a range over several lines, with a complaint.
  if (start.line !== end.line) return lines;
  return [...lines, ["col", start.column], ["endColumn", end.column]];
}

/** What the runner undoes in a command's message. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** What the runner undoes in a property, which `,` and `::` would end. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
