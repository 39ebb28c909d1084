import type { Span } from "./ast.ts";
import type { Token } from "./scan.ts";

/** Finds tokens by where they stand, for the ranges that the parser library does not tell. */
export class TokenIndex {
  readonly #tokens: readonly Token[];
  readonly #byStart = new Map<number, number>();
  readonly #byEnd = new Map<number, number>();

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    for (const [index, token] of tokens.entries()) {
      this.#byStart.set(token.start, index);
      this.#byEnd.set(token.end, index);
    }
  }

  startingAt(start: number): Token {
    const token = this.#tokens[this.#byStart.get(start) ?? -1];
    if (token === undefined) throw new Error(`no token at ${start}: the parser library and the scanner disagree`);
    return token;
  }

  /** The token after the one that starts at `start`. */
  after(start: number): Token | undefined {
    return this.#tokens[(this.#byStart.get(start) ?? -2) + 1];
  }

  /** The second token after the one that ends at `end`: behind a receiver and its dot, the method's name. */
  secondAfter(end: number): Token {
    const token = this.#tokens[(this.#byEnd.get(end) ?? -3) + 2];
    if (token === undefined) throw new Error(`no method after ${end}: the parser library and the scanner disagree`);
    return token;
  }

  /** A node's span with the parentheses that stand around it. */
  around(node: Span): Span {
    let first = this.#byStart.get(node.start) ?? -1;
    let last = this.#byEnd.get(node.end) ?? -1;
    if (first < 0 || last < 0) return node;
    while (this.#tokens[first - 1]?.groups === true && this.#tokens[first - 1]?.partner === last + 1) {
      first--;
      last++;
    }
    return { start: this.#tokens[first]?.start ?? node.start, end: this.#tokens[last]?.end ?? node.end };
  }
}
