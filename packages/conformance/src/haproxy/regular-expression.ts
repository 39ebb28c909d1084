import { isAscii } from "./quote.ts";
import { Untranslatable } from "./untranslatable.ts";

export interface RegularExpressionOptions {
  /** How many characters the text has at most. */
  readonly longest: number;
}

/** PCRE2's limit is of ten million steps, of which each way may take as many as the expression has parts. */
const WAYS = 100_000;
const LONGEST_SOURCE = 256;

/**
 * A regular expression as HAProxy's library (PCRE2) reads it, of the part of RE2's syntax that both read alike: literals,
 * `.`, simple sets, `^`, `$`, `|`, groups, and repetition of one character or set. PCRE2 tries one way after the other, and
 * after as many as it is allowed it says that nothing matches: so there must be few, on any text of that length.
 */
export function regularExpression(source: string, { longest }: RegularExpressionOptions): string {
  const refuse = (): never => {
    throw new Untranslatable("regular-expression", `\`${source}\``);
  };
  if (!isAscii(source) || source.length > LONGEST_SOURCE) return refuse();
  let rest = source;
  let result = "";
  // Of every group that is open, of how many alternatives it has had one; the first is the expression itself.
  const branches = [1];
  let ways = 1;
  while (rest !== "") {
    const token = TOKENS.map((pattern) => pattern.exec(rest)?.[0]).find((match) => match !== undefined);
    if (token === undefined) return refuse();
    rest = rest.slice(token.length);
    if (token.endsWith(")") && /^[*+?{]/.test(rest)) return refuse();
    if (token === "|") branches.push((branches.pop() ?? 0) + 1);
    else if (token.startsWith("(")) branches.push(1);
    else if (token === ")") {
      ways *= branches.pop() ?? 0;
      if (branches.length === 0) return refuse();
    } else ways *= countsOf(token, longest);
    // PCRE2's `$` is also before a last line break.
    result += token === "$" ? "\\z" : token;
  }
  const [alternatives = 1, ...open] = branches;
  // Without `^` in front of all of it, it is tried from every character on.
  const starts = source.startsWith("^") && alternatives === 1 ? 1 : longest + 1;
  return open.length === 0 && ways * alternatives * starts <= WAYS ? result : refuse();
}

/** How many different counts a repetition may have; 1: it is none, or of one count. */
function countsOf(token: string, longest: number): number {
  const [repeat, least = "", most = ""] = /(?<=.)(?:[*+?]|\{(\d+)(?:,(\d*))?\})$/.exec(token) ?? [""];
  if (repeat === "" || /^\\.$/.test(token)) return 1;
  if (repeat === "?") return 2;
  if (repeat === "*" || repeat === "+" || repeat.endsWith(",}")) return longest + 1;
  return most === "" ? 1 : Math.max(Number(most) - Number(least), 0) + 1;
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
