import type { CheckedFile } from "../checked-file.ts";
import type { Diagnostic, Position } from "../diagnostic.ts";
import { visibleJson } from "./visible.ts";

/**
 * For programs, a contract: `{version: 1, files: [{path, diagnostics: [{code, severity, message, hint?, range, ngrok?}]}]}`
 * with every file that was checked. Lines and columns from 1, columns in code points; `offset` in UTF-16 units from 0.
 */
export function renderJson(files: readonly CheckedFile[]): string {
  const shown = files.map(({ path, diagnostics }) => ({ path, diagnostics: diagnostics.map(member) }));
  return `${visibleJson(JSON.stringify({ version: 1, files: shown }, undefined, 2))}\n`;
}

/** Member by member: what a diagnostic is given later does not change the contract. */
function member({ code, severity, message, hint, range, ngrok }: Diagnostic): object {
  return {
    code,
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    range: { start: position(range.start), end: position(range.end) },
    ...(ngrok === undefined ? {} : { ngrok }),
  };
}

function position({ line, column, offset }: Position): Position {
  return { line, column, offset };
}
