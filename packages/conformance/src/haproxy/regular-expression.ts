import { isAscii } from "./quote.ts";
import { Untranslatable } from "./untranslatable.ts";

/**
 * A regular expression as HAProxy's library (PCRE2) reads it, of the part of RE2's syntax that both read alike: literals,
 * `.`, simple sets, `^`, `$`, `|`, groups, and repetition of one character or set. A repeated group could cost PCRE2 more
 * than it is allowed, and then it says that nothing matches.
 */
export function regularExpression(source: string): string {
  const refuse = (): never => {
    throw new Untranslatable("regular-expression", `\`${source}\``);
  };
  if (!isAscii(source)) return refuse();
  let rest = source;
  let result = "";
  let open = 0;
  while (rest !== "") {
    const token = TOKENS.map((pattern) => pattern.exec(rest)?.[0]).find((match) => match !== undefined);
    if (token === undefined) return refuse();
    rest = rest.slice(token.length);
    if (token.endsWith(")") && /^[*+?{]/.test(rest)) return refuse();
    if (token.startsWith("(")) open += 1;
    if (token === ")") open -= 1;
    if (open < 0) return refuse();
    // PCRE2's `$` is also before a last line break.
    result += token === "$" ? "\\z" : token;
  }
  return open === 0 ? result : refuse();
}

const REPEAT = "(?:[*+?]|\\{\\d{1,2}(?:,\\d{0,2})?\\})?";
const TOKENS: readonly RegExp[] = [
  /^[$^|]/,
  /^\((?:\?:)?/,
  /^\)/,
  new RegExp(`^[\\w \\-/:,@=]${REPEAT}`),
  new RegExp(`^\\.${REPEAT}`),
  new RegExp(`^\\\\[.\\-/+*?()|^$]${REPEAT}`),
  new RegExp(`^\\\\[dw]${REPEAT}`),
  new RegExp(`^\\[\\^?(?:\\w(?:-\\w)?|[.\\-])+\\]${REPEAT}`),
];
