export { CODES, type DiagnosticCode } from "./diagnostics/codes.ts";
export type { Diagnostic, NgrokCode, Position, Range, Severity } from "./diagnostics/diagnostic.ts";
export type * from "./facts.ts";
export type * from "./resources.ts";
export type * from "./step.ts";
