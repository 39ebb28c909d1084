import { relative } from "node:path";
import type { FileDiagnostic } from "../config/reader.ts";

/** Diagnostics as compilers print them: `file:line:column: severity: message [code]`, the hint below. */
export function printDiagnostics(diagnostics: readonly FileDiagnostic[], directory: string): string {
  return diagnostics
    .map(({ path, range, severity, message, code, ngrok, hint }) => {
      const place = `${shorter(path, directory)}:${range.start.line}:${range.start.column}`;
      const codes = ngrok === undefined ? code : `${code}, ${ngrok}`;
      return `${place}: ${severity}: ${message} [${codes}]\n${hint === undefined ? "" : `  hint: ${hint}\n`}`;
    })
    .join("");
}

/** The path as somebody in this directory would write it. */
export function shorter(path: string, directory: string): string {
  if (!path.startsWith("/")) return path;
  const near = relative(directory, path);
  return near.startsWith("..") ? path : near;
}
