export { compilePolicy } from "./compile.ts";
export { CODES, type DiagnosticCode } from "./diagnostics/codes.ts";
export type { Diagnostic, NgrokCode, Position, Range, Severity } from "./diagnostics/diagnostic.ts";
export type * from "./facts.ts";
export * from "./net/index.ts";
export type { CompileOptions, CompileResult, Host, Policy, PolicyRequirements } from "./policy.ts";
export type * from "./resources.ts";
export type * from "./step.ts";
