import type { Node, Span } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { meantAt } from "./parse-hints.ts";
import { diagnostic, type Token } from "./scan.ts";

/**
 * Walks over tokens whose brackets match. After a mistake it is lost: nothing more is taken until the bracket that the
 * mistake stands in is closed, so that each pair of brackets tells at most one.
 */
export class TokenReader {
  readonly diagnostics: ExpressionDiagnostic[] = [];
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** Index of the next token. */
  at = 0;
  lost = false;
  #tooLarge = false;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.at >= this.#tokens.length;
  }

  /** The next token, or the one so many behind it. */
  peek(offset = 0): Token | undefined {
    return this.#tokens[this.at + offset];
  }

  is(symbol: string): boolean {
    const token = this.#tokens[this.at];
    return token?.kind === "symbol" && token.text === symbol && !this.lost;
  }

  eat(symbol: string): boolean {
    const found = this.is(symbol);
    if (found) this.at++;
    return found;
  }

  expect(symbol: string): boolean {
    const found = this.eat(symbol);
    if (!found) this.unexpected();
    return found;
  }

  /** What stands between the bracket here and its partner, separated by commas. Afterwards the reader is behind it. */
  bracketed<T>(item: () => T, form: "one" | "list" | "trailing comma"): readonly T[] {
    const close = this.#tokens[this.at]?.partner ?? this.#tokens.length;
    const items: T[] = [];
    this.at++;
    while (!this.lost && (this.at < close || (form === "one" && items.length === 0))) {
      items.push(item());
      if (this.at === close || this.lost) break;
      if (form === "one" || !this.eat(",")) this.unexpected();
      else if (this.at === close && form === "list") this.unexpected();
    }
    // What was lost is found again behind the bracket, unless the whole is too large to go on.
    this.lost = this.#tooLarge;
    this.at = close + 1;
    return items;
  }

  /** From token `from` to the one before this, parentheses included. */
  since(from: number): Span {
    return { start: this.#tokens[from]?.start ?? 0, end: this.#tokens[this.at - 1]?.end ?? this.#text.length };
  }

  /** The next token cannot stand where it does. */
  unexpected(): Node {
    const token = this.peek();
    const end = { start: this.#text.length, end: this.#text.length };
    if (token === undefined) return this.refuse(end, "the expression ends too early");
    const shown = this.#text.slice(token.start, Math.min(token.end, token.start + 40));
    return this.refuse(token, `unexpected \`${shown}\``, meantAt(this.#text, token, this.peek(-1)));
  }

  /** Reports a mistake, and gives a node to go on with. */
  refuse(span: Span, message: string, hint?: string): Node {
    if (!this.lost) this.diagnostics.push(diagnostic("expression-syntax", span, message, hint));
    this.lost = true;
    return nothing(span);
  }

  /** Gives up on the whole. */
  refuseSize(): void {
    if (this.#tooLarge) return;
    const span = { start: 0, end: this.#text.length };
    this.diagnostics.push(diagnostic("expression-too-large", span, "the expression is too large or nested too deep"));
    this.#tooLarge = true;
    this.lost = true;
  }
}

/** Stands where a mistake leaves no node. */
export function nothing({ start, end }: Span): Node {
  return { kind: "literal", value: null, start, end };
}
