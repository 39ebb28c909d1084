import type { Span } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { diagnostic, type Scan } from "./scan.ts";

/** The library's exception as a diagnostic of ours. */
export function explainParseError(error: unknown, { tokens }: Scan, text: string): ExpressionDiagnostic {
  const whole = { start: 0, end: text.length };
  const tooLarge = () => diagnostic("expression-too-large", whole, "the expression is too large");
  // A stack overflow: the nesting is within bounds token by token, but not in sum.
  if (error instanceof RangeError) return tooLarge();
  const { code, range } = (error ?? {}) as { readonly code?: unknown; readonly range?: Span };
  if (code === "limit_exceeded") return tooLarge();
  if (range === undefined) return diagnostic("expression-syntax", whole, "the expression cannot be parsed");
  if (code === "invalid_macro_argument") {
    return diagnostic("invalid-macro", range, "a macro needs a plain name for its variable");
  }
  const token = tokens.find((each) => each.start >= range.start);
  if (token === undefined) {
    return diagnostic("expression-syntax", { start: text.length, end: text.length }, "the expression ends too early");
  }
  if (code === "reserved_identifier") {
    return diagnostic("expression-syntax", token, `\`${token.text}\` is a reserved word`);
  }
  const shown = text.slice(token.start, Math.min(token.end, token.start + 40));
  return diagnostic("expression-syntax", token, `unexpected \`${shown}\``);
}
