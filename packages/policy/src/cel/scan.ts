import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { ngrokCodeOf, severityOf } from "../diagnostics/codes.ts";
import type { Span } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { MAX_DEPTH, MAX_NODES } from "./limits.ts";
import { type Lexeme, readNumber, readQuoted } from "./scan-literal.ts";

/** A token of an expression. */
export interface Token extends Span {
  readonly kind: "name" | "symbol" | Lexeme["kind"];
  /** Of a symbol and a name, itself; of a quoted name, what is between the backticks; of a number, its digits. */
  readonly text: string;
  readonly value?: Lexeme["value"];
  /** Index of the other one of a pair of brackets. */
  partner?: number;
}

/** All tokens, every bracket with its partner; or what is wrong with the characters, never empty. */
export type Scan = { readonly tokens: readonly Token[] } | { readonly diagnostics: readonly ExpressionDiagnostic[] };

/** Nodes of a tree have a token each, elements of a list one more for the comma; beyond, the tree is too large anyway. */
const MAX_TOKENS = 4 * MAX_NODES;
const CLOSING: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const BLANK = /(?:[ \t\n\f\r]+|\/\/[^\n]*)+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SYMBOL = /[=!<>]=|&&|\|\||[<>+\-*/%!()[\]{}.,:?]/y;
/** What people write for an operator that is spelled otherwise. */
const HALVES: ReadonlyMap<string, string> = new Map([
  ["=", "=="],
  ["&", "&&"],
  ["|", "||"],
]);
/** Of two characters. */
const SWAPPED: ReadonlyMap<string, string> = new Map([
  ["=~", ".matches('…')"],
  ["=>", ">="],
  ["=<", "<="],
]);
/** Characters that word processors make of quotes. */
const QUOTES = /[\u2018-\u201f\u00ab\u00bb\u00b4]/;

export function diagnostic(code: DiagnosticCode, span: Span, message: string, hint?: string): ExpressionDiagnostic {
  const ngrok = ngrokCodeOf(code);
  return {
    code,
    severity: severityOf(code),
    message,
    ...(hint === undefined ? {} : { hint }),
    start: span.start,
    end: span.end,
    ...(ngrok === undefined ? {} : { ngrok }),
  };
}

/** Cuts an expression into tokens, matches its brackets and bounds its depth. Every wrong character is reported. */
export function scan(text: string): Scan {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner.diagnostics.length > 0 ? { diagnostics: scanner.diagnostics } : { tokens: scanner.tokens };
}

class Scanner {
  readonly tokens: Token[] = [];
  readonly diagnostics: ExpressionDiagnostic[] = [];
  readonly #text: string;
  readonly #open: number[] = [];
  /** Where a run of characters that nothing starts with has got to: a word in another script is one mistake. */
  #strangeUntil = -1;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const blank = match(BLANK, text, at);
      if (blank !== undefined) {
        at += blank.length;
        continue;
      }
      const next = this.#token(at);
      if (next === undefined) return;
      at = next;
      if (this.tokens.length > MAX_TOKENS) {
        this.#report("expression-too-large", { start: 0, end: text.length }, "the expression is too large");
        return;
      }
    }
    const unclosed = this.tokens[this.#open.at(-1) ?? -1];
    if (unclosed !== undefined && this.diagnostics.length === 0)
      this.#report("expression-syntax", unclosed, `\`${unclosed.text}\` is never closed`);
  }

  /** Reads what starts at `at`; where to go on, or `undefined` where nothing that follows can be made sense of. */
  #token(at: number): number | undefined {
    const text = this.#text;
    const lexeme = readQuoted(text, at) ?? readNumber(text, at, !this.#endsOperand());
    if (lexeme !== undefined) return this.#lexeme(lexeme, at);
    const name = match(NAME, text, at);
    if (name !== undefined) {
      this.tokens.push({ kind: "name", text: name, start: at, end: at + name.length });
      return at + name.length;
    }
    const symbol = match(SYMBOL, text, at);
    if (symbol === undefined) return this.#unexpectedCharacter(at);
    const token: Token = { kind: "symbol", text: symbol, start: at, end: at + symbol.length };
    if (!this.#pair(token)) return undefined;
    this.tokens.push(token);
    return token.end;
  }

  #lexeme(lexeme: NonNullable<ReturnType<typeof readQuoted>>, at: number): number | undefined {
    if (!lexeme.ok) {
      this.#report("expression-syntax", lexeme, lexeme.message);
      return lexeme.after;
    }
    this.tokens.push({ kind: lexeme.kind, text: lexeme.text, value: lexeme.value, start: at, end: lexeme.end });
    return lexeme.end;
  }

  /** Finds the bracket that `token` closes, or notes that it opens one. */
  #pair(token: Token): boolean {
    const closing = CLOSING.get(token.text);
    if (closing !== undefined) {
      if (this.#open.push(this.tokens.length) <= MAX_DEPTH) return true;
      this.#report("expression-too-large", token, `the expression is nested more than ${MAX_DEPTH} deep`);
      return false;
    }
    if (token.text !== ")" && token.text !== "]" && token.text !== "}") return true;
    const index = this.#open.pop();
    const opener = this.tokens[index ?? -1];
    if (index === undefined || opener === undefined) {
      this.#report("expression-syntax", token, `\`${token.text}\` closes nothing`);
      return false;
    }
    const wanted = CLOSING.get(opener.text);
    if (wanted !== token.text) {
      const message = `\`${token.text}\` stands where \`${wanted}\` must close \`${opener.text}\``;
      this.#report("expression-syntax", token, message);
      return false;
    }
    opener.partner = this.tokens.length;
    token.partner = index;
    return true;
  }

  /** Whether a `.` that follows selects a member. */
  #endsOperand(): boolean {
    const token = this.tokens.at(-1);
    if (token === undefined) return false;
    if (token.kind === "symbol") return token.text === ")" || token.text === "]" || token.text === "}";
    return !(token.kind === "name" && token.text === "in");
  }

  #unexpectedCharacter(at: number): number {
    const character = String.fromCodePoint(this.#text.codePointAt(at) ?? 0);
    const span = { start: at, end: at + character.length };
    const swapped = SWAPPED.get(this.#text.slice(at, at + 2));
    if (swapped !== undefined) {
      const written = { start: at, end: at + 2 };
      this.#report(
        "expression-syntax",
        written,
        `\`${this.#text.slice(at, at + 2)}\` is not an operator`,
        `did you mean \`${swapped}\`?`,
      );
      return at + 2;
    }
    const whole = HALVES.get(character);
    if (whole !== undefined) {
      this.#report("expression-syntax", span, `\`${character}\` is not an operator`, `did you mean \`${whole}\`?`);
      return span.end;
    }
    const again = this.#strangeUntil === at;
    this.#strangeUntil = span.end;
    if (again) return span.end;
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    const shown = /^[^\p{C}\p{Z}]$/u.test(character) ? `\`${character}\`` : code;
    const hint = this.#hintFor(character, span.end);
    this.#report("expression-syntax", span, `unexpected character ${shown}`, hint);
    return span.end;
  }

  #hintFor(character: string, after: number): string | undefined {
    if (QUOTES.test(character)) return "use the plain quotes `'` or `\"`";
    if (character === "$" && this.#text[after] === "{") return "an expression is written without `${…}`";
    return character === "#" ? "a comment starts with `//`" : undefined;
  }

  #report(code: DiagnosticCode, span: Span, message: string, hint?: string): void {
    this.diagnostics.push(diagnostic(code, span, message, hint));
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
