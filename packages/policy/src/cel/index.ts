export type { Checked } from "./checked.ts";
export {
  type CompileExpressionOptions,
  compileChecked,
  compileExpression,
} from "./compile-expression.ts";
export type {
  Availability,
  CompiledExpression,
  CompileExpressionResult,
  Declaration,
  Environment,
  ExpressionDiagnostic,
  Frame,
  Names,
  Requirement,
} from "./environment.ts";
export { environmentOf, frameOf, type RecordFrame } from "./environment-of.ts";
export type { Explained, Explanation, Part } from "./explain.ts";
export { isGuarded } from "./guards.ts";
export { toJson } from "./json.ts";
export type { PlainReads } from "./plain-reads.ts";
export { provenPaths } from "./proven-paths.ts";
export { intOf } from "./small-int.ts";
export { compileTemplate } from "./template.ts";
export * from "./type.ts";
export * from "./value.ts";
