import { parse } from "./parse.ts";
import { NotCel } from "./tokens.ts";

/** A value with interpolations: literal texts and expressions, in order. */
export type Part = { readonly text: string } | { readonly expression: string };

/**
 * Splits at `${…}`; `$${` is a literal `${`. An expression ends at the first `}` that leaves something CEL can parse: that
 * says in one line what "braces and quotes inside an expression belong to it" means.
 */
export function splitTemplate(value: string): readonly Part[] {
  const start = value.indexOf("${");
  if (start < 0) return value === "" ? [] : [{ text: value }];
  if (value[start - 1] === "$") return joined(`${value.slice(0, start - 1)}\${`, splitTemplate(value.slice(start + 2)));
  const end = endOfExpression(value, start + 2);
  const expression = { expression: value.slice(start + 2, end) };
  return joined(value.slice(0, start), [expression, ...splitTemplate(value.slice(end + 1))]);
}

function joined(text: string, [first, ...rest]: readonly Part[]): readonly Part[] {
  if (first === undefined || "expression" in first) {
    return [...(text === "" ? [] : [{ text }]), ...(first === undefined ? [] : [first]), ...rest];
  }
  return [{ text: text + first.text }, ...rest];
}

function endOfExpression(value: string, start: number): number {
  for (let end = value.indexOf("}", start); end >= 0; end = value.indexOf("}", end + 1)) {
    try {
      parse(value.slice(start, end));
      return end;
    } catch (error) {
      // Not a whole expression yet: this brace belongs to it.
      if (!(error instanceof NotCel)) throw error;
    }
  }
  throw new NotCel(`no end of \`${value.slice(start)}\` can be found`);
}
