import { Uint, type Value } from "../functions/values.ts";

export type Token =
  | { readonly kind: "name" | "quoted-name" | "sign"; readonly text: string }
  | { readonly kind: "literal"; readonly value: Value; readonly text: string }
  | { readonly kind: "end"; readonly text: "" };

/** The text is no expression. */
export class NotCel extends Error {}

const SPACE = /(?:\s|\/\/[^\n]*)*/y;
const NUMBER = /0x[0-9a-f]+u?|(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?u?/iy;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const QUOTED_NAME = /`([A-Za-z0-9_.\-/ ]+)`/y;
const STRING_START = /([rb]{0,2})("""|'''|"|')/iy;
const SIGN = /&&|\|\||[<>=!]=|\.\?|\[\?|\{\?|[-+*/%<>!?:.,()[\]{}]/y;
const KEYWORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Cuts an expression into tokens (cel-spec, "Syntax"). Throws `NotCel`. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) at += match[0].length;
    return match;
  };
  for (;;) {
    take(SPACE);
    if (at >= source.length) return [...tokens, { kind: "end", text: "" }];
    const number = take(NUMBER);
    const string = number === null ? take(STRING_START) : null;
    if (number !== null) {
      tokens.push({ kind: "literal", value: numberOf(number[0]), text: number[0] });
    } else if (string !== null) {
      const [, prefix = "", quote = ""] = string;
      const raw = /r/i.test(prefix);
      const end = endOfString(source, at, quote, raw);
      const text = source.slice(at, end);
      at = end + quote.length;
      tokens.push({ kind: "literal", value: /b/i.test(prefix) ? bytesOf(text, raw) : stringOf(text, raw), text });
    } else {
      tokens.push(
        otherToken(
          take(NAME),
          () => take(QUOTED_NAME),
          () => take(SIGN),
        ),
      );
    }
  }
}

type Match = RegExpExecArray | null;

function otherToken(word: Match, quoted: () => Match, sign: () => Match): Token {
  if (word !== null) {
    const [text] = word;
    const value = KEYWORDS.get(text);
    if (value !== undefined) return { kind: "literal", value, text };
    return text === "in" ? { kind: "sign", text } : { kind: "name", text };
  }
  const name = quoted();
  if (name !== null) return { kind: "quoted-name", text: name[1] ?? "" };
  const found = sign();
  if (found !== null) return { kind: "sign", text: found[0] };
  throw new NotCel("a character that starts nothing");
}

/** An int may be one too large for 64 bits here: with a minus in front it is the least one. */
function numberOf(text: string): Value {
  if (/u$/i.test(text)) return new Uint(BigInt(text.slice(0, -1)));
  return /^0x|^\d+$/i.test(text) ? BigInt(text) : Number(text);
}

function endOfString(source: string, start: number, quote: string, raw: boolean): number {
  for (let at = start; at < source.length; at++) {
    if (source.startsWith(quote, at)) return at;
    if (source[at] === "\\" && !raw) at += 1;
    else if (source[at] === "\n" && quote.length === 1) break;
  }
  throw new NotCel("a string without end");
}

const SINGLE: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const ESCAPE =
  /\\(?:([abfnrtv])|([\\?"'`])|[xX]([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-3][0-7]{2})|)/g;

function stringOf(text: string, raw: boolean): string {
  if (raw) return text;
  return text.replace(
    ESCAPE,
    (_, letter?: string, sign?: string, x?: string, u?: string, U?: string, octal?: string) => {
      if (letter !== undefined) return SINGLE[letter] ?? "";
      if (sign !== undefined) return sign;
      const code = octal === undefined ? Number.parseInt(x ?? u ?? U ?? "", 16) : Number.parseInt(octal, 8);
      if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw new NotCel("an escape that is no character");
      return String.fromCodePoint(code);
    },
  );
}

/** As a string's, in UTF-8; but `\xff` and `\377` are bytes. */
function bytesOf(text: string, raw: boolean): Uint8Array {
  if (raw) return new TextEncoder().encode(text);
  const parts = text.split(/(\\[xX][0-9A-Fa-f]{2}|\\[0-3][0-7]{2})/).map((part, index) => {
    if (index % 2 === 0) return Buffer.from(stringOf(part, false));
    return Buffer.from([/x/i.test(part) ? Number.parseInt(part.slice(2), 16) : Number.parseInt(part.slice(1), 8)]);
  });
  return new Uint8Array(Buffer.concat(parts));
}
