import type { Test } from "./fallback.ts";
import type { Regexp } from "./syntax.ts";

/** Patterns that are a text, perhaps held to one end or both: what the engine has by itself is faster still. */
export function literalShape(regexp: Regexp): Test | undefined {
  const parts = partsOf(regexp);
  const atStart = isAssertion(parts[0], "text-start");
  const atEnd = parts.length > 1 && isAssertion(parts.at(-1), "text-end");
  const middle = parts.slice(atStart ? 1 : 0, atEnd ? -1 : parts.length);
  const literal = textOf(middle);
  if (literal === undefined) return undefined;
  if (atStart && atEnd) return (text) => text === literal;
  if (atStart) return (text) => text.startsWith(literal);
  if (atEnd) return (text) => text.endsWith(literal);
  return (text) => text.includes(literal);
}

/** A pattern that ends in a text, cut in two: it matches where the text ends so and the rest matches what is before. */
export interface SuffixShape {
  readonly suffix: string;
  readonly rest: Regexp;
}

export function suffixShape(regexp: Regexp): SuffixShape | undefined {
  const parts = partsOf(regexp);
  const end = parts.at(-1);
  if (end === undefined || !isAssertion(end, "text-end")) return undefined;
  let cut = parts.length - 1;
  while (parts[cut - 1]?.kind === "char") cut--;
  const suffix = textOf(parts.slice(cut, -1));
  const before = parts.slice(0, cut);
  // An assertion that looks ahead would see the end of the text where the suffix was.
  if (suffix === undefined || suffix.length < 2 || before.some(looksAhead)) return undefined;
  return { suffix, rest: { kind: "concat", parts: [...before, end] } };
}

function looksAhead(regexp: Regexp): boolean {
  switch (regexp.kind) {
    case "char":
    case "set":
      return false;
    case "assert":
      return regexp.assertion !== "text-start" && regexp.assertion !== "line-start";
    case "concat":
      return regexp.parts.some(looksAhead);
    case "alternate":
      return regexp.options.some(looksAhead);
    case "repeat":
      return looksAhead(regexp.of);
  }
}

function partsOf(regexp: Regexp): readonly Regexp[] {
  return regexp.kind === "concat" ? regexp.parts : [regexp];
}

function isAssertion(regexp: Regexp | undefined, assertion: "text-start" | "text-end"): boolean {
  return regexp?.kind === "assert" && regexp.assertion === assertion;
}

function textOf(parts: readonly Regexp[]): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.kind !== "char") return undefined;
    text += String.fromCharCode(part.code);
  }
  return text;
}
