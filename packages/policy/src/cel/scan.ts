import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { ngrokCodeOf, severityOf } from "../diagnostics/codes.ts";
import type { Span } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { MAX_DEPTH } from "./limits.ts";
import { type Lexeme, readNumber, readQuoted } from "./scan-literal.ts";

/** A token of an expression. */
export interface Token extends Span {
  readonly kind: "name" | "symbol" | Lexeme["kind"];
  /** Of a symbol and a name, itself; of a quoted name, what is between the backticks; of a number, its digits. */
  readonly text: string;
  readonly value?: Lexeme["value"];
  /** Index of the other one of a pair of brackets. */
  partner?: number;
  /** A parenthesis that only groups, unlike a call's. */
  readonly groups?: boolean;
}

export interface Scan {
  readonly tokens: readonly Token[];
  /**
   * The text with everything that the parser library reads wrongly or not at all made harmless, each offset unchanged:
   * literals are placeholders, their values are in `tokens`.
   */
  readonly skeleton: string;
  /** Where names written `.name` start. */
  readonly rooted: ReadonlySet<number>;
}

const SYMBOLS = ["==", "!=", "<=", ">=", "&&", "||", ..."<>+-*/%!()[]{}.,:?"];
const OPENING: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const HALVES: ReadonlyMap<string, string> = new Map([
  ["=", "=="],
  ["&", "&&"],
  ["|", "||"],
]);

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

/** Cuts an expression into tokens, matches its brackets and bounds its depth. */
export function scan(text: string): Scan | ExpressionDiagnostic {
  const tokens: Token[] = [];
  const open: number[] = [];
  const rooted = new Set<number>();
  let skeleton = "";
  let unary = 0;
  let at = 0;
  while (at < text.length) {
    const rest = /[ \t\n\f\r]+|\/\/[^\n]*/y;
    rest.lastIndex = at;
    const blank = rest.exec(text)?.[0];
    if (blank !== undefined) {
      skeleton += " ".repeat(blank.length);
      at += blank.length;
      continue;
    }
    const previous = tokens.at(-1);
    const lexeme =
      readQuoted(text, at) ?? (endsOperand(previous) ? readNumber(text, at, false) : readNumber(text, at, true));
    if (lexeme !== undefined) {
      if (!lexeme.ok) return diagnostic("expression-syntax", lexeme, lexeme.message);
      tokens.push({ kind: lexeme.kind, text: lexeme.text, value: lexeme.value, start: at, end: lexeme.end });
      skeleton += placeholder(lexeme.kind, text[lexeme.end - 1]).padEnd(lexeme.end - at);
      at = lexeme.end;
      unary = 0;
      continue;
    }
    const name = nameAt(text, at);
    if (name !== undefined) {
      tokens.push({ kind: "name", text: name, start: at, end: at + name.length });
      skeleton += name;
      at += name.length;
      unary = 0;
      continue;
    }
    const symbol = SYMBOLS.find((each) => text.startsWith(each, at));
    if (symbol === undefined) return unexpectedCharacter(text, at);
    if (symbol === "." && !endsOperand(previous) && nameAt(text, at + 1) !== undefined) {
      rooted.add(at + 1);
      skeleton += " ";
      at += 1;
      continue;
    }
    const token: Token = {
      kind: "symbol",
      text: symbol,
      start: at,
      end: at + symbol.length,
      groups: symbol === "(" && !(previous?.kind === "name" && previous.text !== "in"),
    };
    unary = symbol === "!" || symbol === "-" ? unary + 1 : 0;
    const failure = pair(tokens, open, token);
    if (failure !== undefined) return failure;
    if (open.length > MAX_DEPTH || unary > MAX_DEPTH) {
      return diagnostic("expression-too-large", token, `the expression is nested more than ${MAX_DEPTH} deep`);
    }
    tokens.push(token);
    skeleton += symbol;
    at += symbol.length;
  }
  const unclosed = tokens[open.at(-1) ?? -1];
  if (unclosed !== undefined) return diagnostic("expression-syntax", unclosed, `\`${unclosed.text}\` is never closed`);
  return { tokens, skeleton, rooted };
}

/** Finds the bracket that `token` closes, or notes that it opens one. */
function pair(tokens: readonly Token[], open: number[], token: Token): ExpressionDiagnostic | undefined {
  if (OPENING.has(token.text)) {
    open.push(tokens.length);
    return undefined;
  }
  if (token.text !== ")" && token.text !== "]" && token.text !== "}") return undefined;
  const index = open.pop();
  const opener = index === undefined ? undefined : tokens[index];
  if (index === undefined || opener === undefined) {
    return diagnostic("expression-syntax", token, `\`${token.text}\` closes nothing`);
  }
  const wanted = OPENING.get(opener.text);
  if (wanted !== token.text) {
    return diagnostic(
      "expression-syntax",
      token,
      `\`${token.text}\` stands where \`${wanted}\` must close \`${opener.text}\``,
    );
  }
  opener.partner = tokens.length;
  token.partner = index;
  return undefined;
}

/** Whether a `.` after it selects a member. */
function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === "symbol") return token.text === ")" || token.text === "]" || token.text === "}";
  return !(token.kind === "name" && token.text === "in");
}

function nameAt(text: string, at: number): string | undefined {
  const name = /[A-Za-z_][A-Za-z0-9_]*/y;
  name.lastIndex = at;
  return name.exec(text)?.[0];
}

/** The quotes are the literal's own: two empty literals in a row must not look like one in triple quotes. */
function placeholder(kind: Lexeme["kind"], quote = "'"): string {
  if (kind === "quoted-name") return "q";
  return kind === "string" || kind === "bytes" ? quote + quote : "0";
}

function unexpectedCharacter(text: string, at: number): ExpressionDiagnostic {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const whole = HALVES.get(character);
  const span = { start: at, end: at + character.length };
  if (whole !== undefined) {
    return diagnostic("expression-syntax", span, `\`${character}\` is not an operator`, `did you mean \`${whole}\`?`);
  }
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const shown = /^[^\p{C}\p{Z}]$/u.test(character) ? `\`${character}\`` : code;
  return diagnostic("expression-syntax", span, `unexpected character ${shown}`);
}
