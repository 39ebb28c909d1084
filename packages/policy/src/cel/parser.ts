import type { BinaryOperator, Node } from "./ast.ts";
import { MAX_DEPTH } from "./limits.ts";
import type { ParseResult } from "./parse.ts";
import { OperandParser } from "./parse-operand.ts";
import type { Token } from "./scan.ts";
import { TokenReader } from "./token-reader.ts";
import { TreeSize } from "./tree-size.ts";

/** All relational operators are one level in CEL, unlike in C. Every level is left-associative. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ...["==", "!=", "<", "<=", ">", ">=", "in"].map((each) => [each, 1] as const),
  ...["+", "-"].map((each) => [each, 2] as const),
  ...["*", "/", "%"].map((each) => [each, 3] as const),
]);
/** Recursive descent, without recursion where a text can be long: chains, signs and branches are loops. */
export class Parser {
  readonly #reader: TokenReader;
  readonly #size: TreeSize;
  readonly #operand: OperandParser;
  #nesting = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#reader = new TokenReader(text, tokens);
    this.#size = new TreeSize(() => this.#reader.refuseSize());
    this.#operand = new OperandParser(this.#reader, this.#size, () => this.#expression());
  }

  parse(): ParseResult {
    const tree = this.#expression();
    if (!this.#reader.atEnd) this.#reader.unexpected();
    return this.#reader.diagnostics.length > 0 ? { diagnostics: this.#reader.diagnostics } : { tree };
  }

  /** `a ? b : c ? d : e`: a list of branches first, so that a long one needs no recursion. */
  #expression(): Node {
    if (++this.#nesting > MAX_DEPTH + 1) this.#reader.refuseSize();
    const branches: { readonly condition: Node; readonly whenTrue: Node; readonly from: number; height: number }[] = [];
    let start = this.#reader.at;
    let result = this.#or();
    while (this.#reader.eat("?")) {
      const { height } = this.#size;
      const whenTrue = this.#or();
      if (!this.#reader.expect(":")) break;
      branches.push({ condition: result, whenTrue, from: start, height: Math.max(height, this.#size.height) });
      start = this.#reader.at;
      result = this.#or();
    }
    for (const { condition, whenTrue, from, height } of branches.reverse()) {
      this.#size.above(Math.max(height, this.#size.height));
      result = { kind: "conditional", condition, whenTrue, whenFalse: result, ...this.#reader.since(from) };
    }
    this.#nesting--;
    return result;
  }

  #or(): Node {
    return this.#chain("||", "or", () => this.#chain("&&", "and", () => this.#binary(1)));
  }

  #chain(symbol: string, kind: "and" | "or", operand: () => Node): Node {
    const from = this.#reader.at;
    const first = operand();
    if (!this.#reader.is(symbol)) return first;
    const terms = [first];
    let { height } = this.#size;
    while (this.#reader.eat(symbol)) {
      terms.push(operand());
      height = Math.max(height, this.#size.height);
    }
    this.#size.above(height);
    return { kind, terms, ...this.#reader.since(from) };
  }

  /** A chain of operators that bind at least as strongly as `weakest`. */
  #binary(weakest: number): Node {
    const from = this.#reader.at;
    let left = this.#unary();
    for (;;) {
      const token = this.#reader.peek();
      const precedence = token?.kind === "symbol" || token?.kind === "name" ? PRECEDENCE.get(token.text) : undefined;
      if (token === undefined || precedence === undefined || precedence < weakest || this.#reader.lost) return left;
      this.#reader.at++;
      const { height } = this.#size;
      const right = this.#binary(precedence + 1);
      this.#size.link(height);
      left = { kind: "binary", operator: token.text as BinaryOperator, left, right, ...this.#reader.since(from) };
    }
  }

  #unary(): Node {
    const from = this.#reader.at;
    while (this.#reader.is("!") || this.#reader.is("-")) this.#reader.at++;
    let until = this.#reader.at;
    let operand: Node;
    const before = this.#reader.peek(-1);
    if (until > from && before?.text === "-" && this.#isNumber()) {
      operand = this.#operand.parseNegative(before);
      until--;
    } else {
      operand = this.#operand.parse();
    }
    while (until > from && !this.#reader.lost) {
      until--;
      const kind = this.#reader.peek(until - this.#reader.at)?.text === "!" ? "not" : "negate";
      this.#size.above(this.#size.height);
      operand = { kind, operand, ...this.#reader.since(until) };
    }
    return operand;
  }

  #isNumber(): boolean {
    const kind = this.#reader.peek()?.kind;
    return kind === "int" || kind === "double";
  }
}
