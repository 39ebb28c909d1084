/** Traffic policies for TCP and TLS: checked, compiled into closures, run without touching a socket. */
export {
  type Availability,
  type CompiledExpression,
  type CompileExpressionOptions,
  type CompileExpressionResult,
  compileExpression,
  type Declaration,
  type Environment,
  type ExpressionDiagnostic,
  environmentOf,
  type Frame,
  frameOf,
  type Names,
  type RecordFrame,
  type Requirement,
} from "./cel/index.ts";
export { OptionalValue } from "./cel/optional.ts";
export type { CelType } from "./cel/type.ts";
export { CelMap, Duration, Fault, isFault, Struct, Timestamp, Uint, type Value } from "./cel/value.ts";
export { type CheckOptions, type CheckResult, checkFiles, checkPolicies } from "./check/check-files.ts";
export type { SourceFile } from "./check/file-check.ts";
export type { HostFindings } from "./check/host-findings.ts";
export { CLIENT_REFUSAL_MESSAGES } from "./client-verification.ts";
export { type CompileNodeOptions, compileNode, compilePolicy } from "./compile.ts";
export { applyFixes, type FixedText } from "./diagnostics/apply-fixes.ts";
export type { CheckedFile } from "./diagnostics/checked-file.ts";
export { CODES, type CodeInfo, type DiagnosticCode, isLint, type LintLevel } from "./diagnostics/codes.ts";
export type { Diagnostic, Fix, NgrokCode, Position, Range, Severity, TextEdit } from "./diagnostics/diagnostic.ts";
export { FORMATS, type Format, type RenderOptions, render } from "./diagnostics/render/index.ts";
export { diagnosticOf, type Places, type Report, type ReportOptions } from "./diagnostics/reporter.ts";
export { suggest } from "./diagnostics/suggest.ts";
export { findCycles } from "./endpoints/cycles.ts";
export type * from "./facts.ts";
export { type LintLevels, type ReadLevels, readLevels } from "./lint/levels.ts";
export * from "./net/index.ts";
export { SECRET } from "./outcome.ts";
export type { CompileOptions, CompileResult, Host, Policy, PolicyForward, PolicyRequirements } from "./policy.ts";
export type * from "./resources.ts";
export type * from "./step.ts";
export { createTlsTermination, type TlsTerminationSettings } from "./tls-termination.ts";
