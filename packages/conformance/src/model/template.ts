import { parse } from "@bufbuild/cel";
import { BeyondModel } from "./expression.ts";

/** A value with interpolations: literal texts and expressions, in order. */
export type Part = { readonly text: string } | { readonly expression: string };

/**
 * Splits at `${…}`. An expression ends at the first `}` that leaves something CEL can parse: that says in one line what
 * "braces and quotes inside an expression belong to it" means.
 */
export function splitTemplate(value: string): readonly Part[] {
  const parts: Part[] = [];
  let text = "";
  let at = 0;
  while (at < value.length) {
    if (value.startsWith("$${", at)) {
      text += "${";
      at += 3;
    } else if (value.startsWith("${", at)) {
      const end = endOfExpression(value, at + 2);
      if (text !== "") parts.push({ text });
      text = "";
      parts.push({ expression: value.slice(at + 2, end) });
      at = end + 1;
    } else {
      text += value.charAt(at);
      at += 1;
    }
  }
  if (text !== "") parts.push({ text });
  return parts;
}

function endOfExpression(value: string, start: number): number {
  for (let end = value.indexOf("}", start); end >= 0; end = value.indexOf("}", end + 1)) {
    try {
      parse(value.slice(start, end));
      return end;
    } catch {
      // Not a whole expression yet: this brace belongs to it.
    }
  }
  throw new BeyondModel(`no end of \`${value.slice(start)}\` can be found`);
}
