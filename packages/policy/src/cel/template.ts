import { compileExpression } from "./compile-expression.ts";
import { COST_EXCEEDED, charge, weighText } from "./cost.ts";
import type { CompiledExpression, Environment, ExpressionDiagnostic, Frame, Requirement } from "./environment.ts";
import { toText } from "./functions/conversions.ts";
import { FUNCTIONS, takes } from "./functions/index.ts";
import { MAX_STRING } from "./limits.ts";
import { diagnostic } from "./scan.ts";
import { splitTemplate, type TemplatePart } from "./template-parts.ts";
import { type CelType, STRING, typeName } from "./type.ts";
import { typeNameOf } from "./types-of-values.ts";
import { Fault, type Value } from "./value.ts";

export interface CompileTemplateResult<F extends Frame = Frame> {
  /** There iff no diagnostic is an error. */
  readonly template?: CompiledExpression<F>;
  /** Offsets are into the template's own text. */
  readonly diagnostics: readonly ExpressionDiagnostic[];
}

const HINT = "use `json.encode(…)`";
const TOO_LONG = new Fault("cost-exceeded", "the result is too long");

/**
 * Compiles an action's value with `${…}` in it (language.md, section 4). A value that is exactly one `${…}` keeps its
 * type; anything more is a string, each part converted as `string()` does.
 */
export function compileTemplate<F extends Frame>(text: string, environment: Environment<F>): CompileTemplateResult<F> {
  const parts = splitTemplate(text);
  if ("kind" in parts) {
    const span = { start: parts.start, end: parts.start + 2 };
    const hint = "write `$${` for the characters themselves";
    return { diagnostics: [diagnostic("template-syntax", span, "`${` is never closed", hint)] };
  }
  const compiled = parts.map((part) => compilePart(part, environment, parts.length > 1));
  const diagnostics = compiled.flatMap((part) => part.diagnostics);
  const pieces = compiled.map(({ piece }) => piece).filter((piece) => piece !== undefined);
  if (pieces.length < parts.length) return { diagnostics };
  const [only] = pieces;
  if (only === undefined) return { template: literal(text, ""), diagnostics };
  if (pieces.length === 1) return { template: { ...only, source: text }, diagnostics };
  return { template: concatenate(text, pieces), diagnostics };
}

function compilePart<F extends Frame>(
  part: TemplatePart,
  environment: Environment<F>,
  asText: boolean,
): { readonly piece?: CompiledExpression<F>; readonly diagnostics: readonly ExpressionDiagnostic[] } {
  if (part.kind === "text") return { piece: literal(part.text, part.text), diagnostics: [] };
  const { expression, diagnostics } = compileExpression(part.source, environment);
  const moved = diagnostics.map((each) => ({ ...each, start: each.start + part.start, end: each.end + part.start }));
  if (expression === undefined) return { diagnostics: moved };
  if (asText && !hasText(expression.type)) {
    const message = `a \`${typeName(expression.type)}\` cannot be part of a text`;
    return { diagnostics: [...moved, diagnostic("template-type", part, message, HINT)] };
  }
  return { piece: expression, diagnostics: moved };
}

/** Whether `string()` takes it. */
function hasText(type: CelType): boolean {
  return FUNCTIONS.get("string")?.some(({ parameters: [kind] }) => kind !== undefined && takes(kind, type)) === true;
}

function literal<F extends Frame>(source: string, value: string): CompiledExpression<F> {
  const nothing = new Set<never>();
  return {
    source,
    type: STRING,
    evaluate: () => value,
    constant: value,
    requires: nothing,
    reads: nothing,
    secret: false,
  };
}

function concatenate<F extends Frame>(source: string, pieces: readonly CompiledExpression<F>[]): CompiledExpression<F> {
  const evaluate = (frame: F): Value | Fault => {
    let text = "";
    for (const piece of pieces) {
      const value = piece.evaluate(frame);
      if (value instanceof Fault) return value;
      const shown = toText(value);
      if (shown === undefined) return notText(value);
      text += shown;
      if (text.length > MAX_STRING) return TOO_LONG;
    }
    // Who is given the text may write it into an event, as long as all texts of an event together can be.
    return charge(frame, weighText(text.length)) ? text : COST_EXCEEDED;
  };
  const constants = pieces.map((piece) => (piece.constant === undefined ? undefined : toText(piece.constant)));
  const constant = constants.includes(undefined) ? undefined : constants.join("");
  return {
    source,
    type: STRING,
    evaluate,
    ...(constant === undefined ? {} : { constant }),
    requires: new Set<Requirement>(pieces.flatMap((piece) => Array.from(piece.requires))),
    reads: new Set(pieces.flatMap((piece) => Array.from(piece.reads))),
    secret: pieces.some(({ secret }) => secret),
  };
}

function notText(value: Value): Fault {
  const name = typeNameOf(value);
  if (name === "bytes") return new Fault("invalid-conversion", "bytes are not UTF-8");
  return new Fault(
    "invalid-argument",
    `a \`${name === "null_type" ? "null" : name}\` cannot be part of a text: ${HINT}`,
  );
}
