import type { Node } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { Parser } from "./parser.ts";
import { diagnostic, scan } from "./scan.ts";

export type ParseResult = { readonly tree: Node } | { readonly diagnostics: readonly ExpressionDiagnostic[] };

/** Text → tree (cel-spec, "Syntax"), macros recognised. Never throws; every mistake that stands alone is reported. */
export function parse(text: string): ParseResult {
  const scanned = scan(text);
  if ("diagnostics" in scanned) return scanned;
  if (scanned.tokens.length === 0) {
    return { diagnostics: [diagnostic("empty-expression", { start: 0, end: text.length }, "the expression is empty")] };
  }
  return new Parser(text, scanned.tokens).parse();
}
