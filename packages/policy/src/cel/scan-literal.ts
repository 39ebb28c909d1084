import { type Decoded, decodeBytes, decodeString } from "./literals.ts";
import { Uint } from "./value.ts";

/** A literal, or a name in backticks. */
export interface Lexeme {
  readonly ok: true;
  readonly kind: "quoted-name" | "string" | "bytes" | "int" | "uint" | "double";
  readonly text: string;
  readonly value?: string | Uint8Array | bigint | Uint | number;
  readonly end: number;
}
export interface BadLexeme {
  readonly ok: false;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Where the literal ends, to go on behind it; absent where that cannot be told. */
  readonly after?: number;
}

/** Reads a string or bytes literal, or a name in backticks; `undefined` if none starts here. */
export function readQuoted(text: string, at: number): Lexeme | BadLexeme | undefined {
  const opening = /([bB][rR]|[rR][bB]|[bBrR])?("""|'''|"|')|`/y;
  opening.lastIndex = at;
  const match = opening.exec(text);
  if (match === null) return undefined;
  const start = at + match[0].length;
  if (match[0] === "`") return readQuotedName(text, at, start);
  const prefix = (match[1] ?? "").toLowerCase();
  const quote = match[2] ?? "";
  const raw = prefix.includes("r");
  const close = findClose(text, start, quote, raw);
  if (close < 0 || close >= text.length) {
    return bad(
      close < 0 ? `a line break in a string in \`${quote}\`` : "the string is never closed",
      at,
      Math.abs(close),
    );
  }
  const content = text.slice(start, close);
  const end = close + quote.length;
  if (prefix.includes("b")) {
    if (raw) return { ok: true, kind: "bytes", text: content, value: new TextEncoder().encode(content), end };
    return finish("bytes", content, decodeBytes(content), start, end);
  }
  if (raw) return { ok: true, kind: "string", text: content, value: content, end };
  return finish("string", content, decodeString(content), start, end);
}

/** Reads a number; `1.` is an int and a dot, `.5` a double where `leadingDot` says that no member can follow. */
export function readNumber(text: string, at: number, leadingDot: boolean): Lexeme | BadLexeme | undefined {
  const number = leadingDot
    ? /0[xX]([0-9a-fA-F]*)([uU])?|[0-9]*\.[0-9]+([eE][+-]?[0-9]*)?|[0-9]+([eE][+-]?[0-9]*)?([uU])?/y
    : /0[xX]([0-9a-fA-F]*)([uU])?|[0-9]+\.[0-9]+([eE][+-]?[0-9]*)?|[0-9]+([eE][+-]?[0-9]*)?([uU])?/y;
  number.lastIndex = at;
  const match = number.exec(text);
  if (match === null) return undefined;
  const written = match[0];
  const end = at + written.length;
  const tail = /[A-Za-z0-9_]+/y;
  tail.lastIndex = end;
  const rest = tail.exec(text)?.[0];
  if (rest !== undefined) return badNumber(`\`${written}${rest}\` is not a number`, at, end + rest.length);
  const digits = written.replace(/[uU]$/, "");
  if (/^0[xX]$/.test(digits)) return badNumber(`\`${written}\` has no digits`, at, end);
  if (/^0[xX]/.test(digits)) {
    const value = BigInt(digits);
    return digits === written
      ? { ok: true, kind: "int", text: written, value, end }
      : { ok: true, kind: "uint", text: written, value: new Uint(value), end };
  }
  if (/[eE][+-]?$/.test(written)) return badNumber(`\`${written}\` has no digits in its exponent`, at, end);
  if (/[.eE]/.test(digits)) {
    if (digits !== written) return badNumber(`\`${written}\` is a double and cannot end in \`u\``, at, end);
    return { ok: true, kind: "double", text: written, value: Number(written), end };
  }
  // A decimal of very many digits is out of range anyway; reading it would be slow.
  if (digits.length > 100) return badNumber("the number has too many digits", at, end);
  const value = BigInt(digits);
  return digits === written
    ? { ok: true, kind: "int", text: written, value, end }
    : { ok: true, kind: "uint", text: written, value: new Uint(value), end };
}

function readQuotedName(text: string, at: number, start: number): Lexeme | BadLexeme {
  const name = /[A-Za-z0-9_.\-/ ]+`/y;
  name.lastIndex = start;
  const match = name.exec(text)?.[0];
  if (match === undefined)
    return bad("a name in backticks is not closed, or has a character it cannot have", at, start);
  return { ok: true, kind: "quoted-name", text: match.slice(0, -1), end: start + match.length };
}

/** Offset of the closing quote; the text's length if there is none; negative the offset of a line break in the way. */
function findClose(text: string, start: number, quote: string, raw: boolean): number {
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (text.startsWith(quote, at)) return at;
    if (character === "\\" && !raw) at++;
    else if (quote.length === 1 && (character === "\n" || character === "\r")) return -at;
  }
  return text.length;
}

function finish<T extends string | Uint8Array>(
  kind: "string" | "bytes",
  text: string,
  decoded: Decoded<T>,
  start: number,
  end: number,
): Lexeme | BadLexeme {
  if (!decoded.ok) return { ...bad(decoded.message, start + decoded.start, start + decoded.end), after: end };
  return { ok: true, kind, text, value: decoded.value, end };
}

function bad(message: string, start: number, end: number): BadLexeme {
  return { ok: false, message, start, end };
}

function badNumber(message: string, start: number, end: number): BadLexeme {
  return { ...bad(message, start, end), after: end };
}
