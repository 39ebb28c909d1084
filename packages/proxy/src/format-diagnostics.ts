import { printDiagnostics } from "./cli/print-diagnostics.ts";
import type { FileDiagnostic } from "./config/diagnostics.ts";

/** What `loadConfig` has found, for people: `file:line:column: severity: message [code]`, the hint below. `""` for nothing. */
export function formatDiagnostics(diagnostics: readonly FileDiagnostic[]): string {
  return printDiagnostics(diagnostics, process.cwd());
}
