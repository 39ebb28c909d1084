import type { CheckedFile } from "../checked-file.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { frameOf, lastLineOf } from "./frame.ts";
import { privateKeySpans, type Span } from "./mask.ts";
import type { RenderOptions } from "./options.ts";
import { type Paint, paintOf } from "./paint.ts";
import { summaryOf } from "./summary.ts";
import { visible } from "./visible.ts";

/**
 * For people: of each diagnostic a line that editors and terminals can follow (`path:line:column: severity: message
 * [code, ngrok's code]`), the line of code with the range marked, and the hint; then a line that counts everything.
 */
export function renderText(files: readonly CheckedFile[], options: RenderOptions = {}): string {
  const paint = paintOf(options.color === true);
  const width = Math.max(40, options.width ?? 120);
  const blocks = files.flatMap((file) => {
    const hidden = file.diagnostics.length === 0 ? [] : privateKeySpans(file.text);
    return file.diagnostics.map((diagnostic) => block(file, diagnostic, { paint, width, hidden }));
  });
  const summary = options.summary === false ? [] : [`${summaryOf(files)}\n`];
  return [...blocks, ...summary].join("\n");
}

/** `policy.yml:3:5`, in characters that a terminal shows and no other. */
export function placeOf(path: string, { range }: Diagnostic): string {
  return `${visible(path)}:${range.start.line}:${range.start.column}`;
}

/** `[invalid-cidr, ERR_NGROK_2217]`, without the brackets. */
export function codesOf({ code, ngrok }: Diagnostic): string {
  return ngrok === undefined ? code : `${code}, ${ngrok}`;
}

interface Context {
  readonly paint: Paint;
  readonly width: number;
  readonly hidden: readonly Span[];
}

function block(file: CheckedFile, diagnostic: Diagnostic, { paint, width, hidden }: Context): string {
  const { severity, message, hint, range } = diagnostic;
  const place = paint.place(`${placeOf(file.path, diagnostic)}:`);
  const codes = paint.quiet(`[${codesOf(diagnostic)}]`);
  const lines = [`${place} ${paint.severity(severity, `${severity}:`)} ${visible(message)} ${codes}`];
  // Of an empty file there is nothing to show.
  if (file.text !== "") {
    const number = String(range.start.line);
    const { code, indent, marks } = frameOf(file.text, range, hidden, width - number.length - 5);
    const last = lastLineOf(range);
    const rest = last > range.start.line ? ` … to line ${last}` : "";
    lines.push(`  ${paint.quiet(`${number} |`)}${code === "" ? "" : ` ${code}`}`);
    lines.push(`  ${paint.quiet(`${" ".repeat(number.length)} |`)} ${indent}${paint.severity(severity, marks + rest)}`);
  }
  if (hint !== undefined) lines.push(`  ${paint.hint("hint:")} ${visible(hint)}`);
  return `${lines.join("\n")}\n`;
}
