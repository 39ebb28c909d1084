import { parse } from "@bufbuild/cel";
import { Untranslatable } from "./untranslatable.ts";

/** A value with interpolations: literal texts and expressions, in order. */
export type Part = { readonly text: string } | { readonly expression: string };

/** Splits at `${…}`, and takes `$${` for a literal `${`. */
export function splitTemplate(value: string): readonly Part[] {
  const parts: Part[] = [];
  let text = "";
  let at = 0;
  while (at < value.length) {
    const isEscaped = value.startsWith("$${", at);
    if (isEscaped || !value.startsWith("${", at)) {
      text += isEscaped ? "${" : value.charAt(at);
      at += isEscaped ? 3 : 1;
      continue;
    }
    const end = endOfExpression(value, at + 2);
    if (text !== "") parts.push({ text });
    text = "";
    parts.push({ expression: value.slice(at + 2, end) });
    at = end + 1;
  }
  return text === "" ? parts : [...parts, { text }];
}

/** An expression ends at the first `}` that leaves something CEL can parse: braces and quotes inside belong to it. */
function endOfExpression(value: string, start: number): number {
  for (let end = value.indexOf("}", start); end >= 0; end = value.indexOf("}", end + 1)) {
    try {
      parse(value.slice(start, end));
      return end;
    } catch {
      // Not a whole expression yet: this brace is within it.
    }
  }
  // The compiler takes it, so it is the parser that does not know what is in it.
  throw new Untranslatable("value", `\`${value}\`, which the parser does not know`);
}
