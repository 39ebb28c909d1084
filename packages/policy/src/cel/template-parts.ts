import { readQuoted } from "./scan-literal.ts";

/** A piece of a template: literal text, or an expression with its place in the template. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly source: string; readonly start: number; readonly end: number };

/** An interpolation that is opened at `start` and never closed. */
export interface Unterminated {
  readonly kind: "unterminated";
  readonly start: number;
}

/** Cuts a template into its parts (language.md, section 4): `${…}` is an expression, `$${` a literal `${`. */
export function splitTemplate(template: string): readonly TemplatePart[] | Unterminated {
  const parts: TemplatePart[] = [];
  let text = "";
  let at = 0;
  while (at < template.length) {
    if (template.startsWith("$${", at)) {
      text += "${";
      at += 3;
    } else if (template.startsWith("${", at)) {
      const end = findEnd(template, at + 2);
      if (end === undefined) return { kind: "unterminated", start: at };
      if (text !== "") parts.push({ kind: "text", text });
      text = "";
      parts.push({ kind: "expression", source: template.slice(at + 2, end), start: at + 2, end });
      at = end + 1;
    } else {
      const next = template.indexOf("$", at + 1);
      const until = next < 0 ? template.length : next;
      text += template.slice(at, until);
      at = until;
    }
  }
  if (text !== "") parts.push({ kind: "text", text });
  return parts;
}

/** The offset of the `}` that ends the expression at `start`: braces in it, in its strings and comments do not. */
function findEnd(template: string, start: number): number | undefined {
  let open = 0;
  let at = start;
  while (at < template.length) {
    const quoted = readQuoted(template, at);
    if (quoted !== undefined) {
      // A string that is not closed swallows the rest; one with a bad escape is the expression's own error.
      if (!quoted.ok && quoted.end >= template.length) return undefined;
      at = quoted.ok ? quoted.end : (quoted.after ?? skipBadString(template, Math.max(quoted.end, at + 1)));
      continue;
    }
    const word = /[A-Za-z0-9_]+|\/\/[^\n]*/y;
    word.lastIndex = at;
    const skipped = word.exec(template)?.[0];
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    if (template[at] === "{") open++;
    else if (template[at] === "}") {
      if (open === 0) return at;
      open--;
    }
    at++;
  }
  return undefined;
}

/** Behind a line break in a string, to the end of what it may be: it is not looked at for more than its `}`. */
function skipBadString(template: string, at: number): number {
  const rest = /[^'"\n]*['"]?/y;
  rest.lastIndex = at;
  return at + (rest.exec(template)?.[0].length ?? 0);
}
