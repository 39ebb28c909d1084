import { relative } from "node:path";
import { visible } from "@sluice/policy/source";
import type { FileDiagnostic } from "../config/reader.ts";
import { COMMAND_LINE, commandLine } from "../sources/command-line/command-line.ts";
import type { TypedEndpoint } from "../sources/command-line/load.ts";

/**
 * Diagnostics as compilers print them: `file:line:column: severity: message [code]`, the hint below. What is wrong with what
 * was typed is shown in it.
 */
export function printDiagnostics(
  diagnostics: readonly FileDiagnostic[],
  directory: string,
  typed?: TypedEndpoint,
): string {
  const line = typed && commandLine(typed.args).text;
  return diagnostics
    .map((diagnostic) => {
      const { path, range, severity, message, code, ngrok, hint } = diagnostic;
      const place = `${visible(shorter(path, directory))}:${range.start.line}:${range.start.column}`;
      const codes = ngrok === undefined ? code : `${code}, ${ngrok}`;
      const shown = line !== undefined && path === COMMAND_LINE ? underlined(line, diagnostic) : "";
      return `${place}: ${severity}: ${visible(message)} [${codes}]\n${shown}${hint === undefined ? "" : `  hint: ${visible(hint)}\n`}`;
    })
    .join("");
}

function underlined(line: string, { range: { start, end } }: FileDiagnostic): string {
  const marks = "^".repeat(Math.max(1, end.column - start.column));
  return `  ${line}\n  ${" ".repeat(start.column - 1)}${marks}\n`;
}

/** The path as somebody in this directory would write it. */
export function shorter(path: string, directory: string): string {
  if (!path.startsWith("/")) return path;
  const near = relative(directory, path);
  return near.startsWith("..") ? path : near;
}
