import type { BinaryOperator, CallNode, Node, Span } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { MAX_CHAIN, MAX_DEPTH, MAX_NODES } from "./limits.ts";
import { expandMacro } from "./macros.ts";
import type { ParseResult } from "./parse.ts";
import { meantAt } from "./parse-hints.ts";
import { literalValue } from "./parse-literal.ts";
import { diagnostic, type Token } from "./scan.ts";

/** All relational operators are one level in CEL, unlike in C. Every level is left-associative. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ...["==", "!=", "<", "<=", ">", ">=", "in"].map((each) => [each, 1] as const),
  ...["+", "-"].map((each) => [each, 2] as const),
  ...["*", "/", "%"].map((each) => [each, 3] as const),
]);
const CONSTANTS: ReadonlySet<string> = new Set(["true", "false", "null"]);
/** cel-spec, "Syntax": identifiers that are none, for the sake of languages that CEL is embedded in. */
const RESERVED: ReadonlySet<string> = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(" "),
);
/** How deep a tree is: a level costs so many of what a link of a chain costs, for every stage recurses on it. */
const LEVEL: number = MAX_CHAIN / MAX_DEPTH;

/**
 * Recursive descent over matched brackets. After a mistake nothing is taken until the bracket that it stands in is
 * closed, so that each pair of brackets tells at most one.
 */
export class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #diagnostics: ExpressionDiagnostic[] = [];
  #at = 0;
  #lost = false;
  #tooLarge = false;
  #nodes = 0;
  #nesting = 0;
  /** Of the node that was parsed last, in links. */
  #height = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  parse(): ParseResult {
    const tree = this.#expression();
    if (this.#at < this.#tokens.length) this.#unexpected();
    return this.#diagnostics.length > 0 ? { diagnostics: this.#diagnostics } : { tree };
  }

  /** `a ? b : c ? d : e`: a list of branches first, so that a long one needs no recursion. */
  #expression(): Node {
    if (++this.#nesting > MAX_DEPTH + 1) this.#refuseSize();
    const from = this.#at;
    const branches: { readonly condition: Node; readonly whenTrue: Node; readonly from: number; height: number }[] = [];
    let start = from;
    let result = this.#or();
    while (this.#eat("?")) {
      const height = this.#height;
      const whenTrue = this.#or();
      if (!this.#expect(":")) break;
      branches.push({ condition: result, whenTrue, from: start, height: Math.max(height, this.#height) });
      start = this.#at;
      result = this.#or();
    }
    for (const { condition, whenTrue, from, height } of branches.reverse()) {
      this.#grow(Math.max(height, this.#height) + LEVEL);
      result = { kind: "conditional", condition, whenTrue, whenFalse: result, ...this.#since(from) };
    }
    this.#nesting--;
    return result;
  }

  #or(): Node {
    return this.#chain("||", "or", () => this.#chain("&&", "and", () => this.#binary(1)));
  }

  #chain(symbol: string, kind: "and" | "or", operand: () => Node): Node {
    const from = this.#at;
    const first = operand();
    if (!this.#is(symbol)) return first;
    const terms = [first];
    let height = this.#height;
    while (this.#eat(symbol)) {
      terms.push(operand());
      height = Math.max(height, this.#height);
    }
    this.#grow(height + LEVEL);
    return { kind, terms, ...this.#since(from) };
  }

  /** A chain of operators that bind at least as strongly as `weakest`. */
  #binary(weakest: number): Node {
    const from = this.#at;
    let left = this.#unary();
    for (;;) {
      const token = this.#tokens[this.#at];
      const precedence = token?.kind === "symbol" || token?.kind === "name" ? PRECEDENCE.get(token.text) : undefined;
      if (token === undefined || precedence === undefined || precedence < weakest || this.#lost) return left;
      this.#at++;
      const height = this.#height + 1;
      const right = this.#binary(precedence + 1);
      this.#grow(Math.max(height, this.#height + LEVEL));
      left = { kind: "binary", operator: token.text as BinaryOperator, left, right, ...this.#since(from) };
    }
  }

  #unary(): Node {
    const from = this.#at;
    while (this.#is("!") || this.#is("-")) this.#at++;
    let until = this.#at;
    let operand: Node;
    const before = this.#tokens[until - 1];
    if (until > from && before?.text === "-" && this.#isNumber()) {
      // The sign belongs to the literal: -2^63 is an int, although 2^63 is none.
      until--;
      operand = this.#member(this.#literal(before), until);
    } else {
      operand = this.#member(this.#primary(), until);
    }
    while (until > from && !this.#lost) {
      until--;
      const kind = this.#tokens[until]?.text === "!" ? "not" : "negate";
      this.#grow(this.#height + LEVEL);
      operand = { kind, operand, ...this.#since(until) };
    }
    return operand;
  }

  /** What is selected from, indexed in or called on `operand`, which starts at token `from`. */
  #member(operand: Node, from: number): Node {
    let result = operand;
    while (!this.#lost) {
      if (this.#eat(".")) result = this.#select(result, from);
      else if (this.#is("[")) result = this.#index(result, from);
      else return result;
    }
    return result;
  }

  #select(operand: Node, from: number): Node {
    const optional = this.#eat("?");
    const token = this.#tokens[this.#at];
    if ((token?.kind !== "name" && token?.kind !== "quoted-name") || CONSTANTS.has(token.text) || token.text === "in") {
      return this.#unexpected();
    }
    this.#at++;
    const nameSpan = { start: token.start, end: token.end };
    if (token.kind === "name" && !optional && this.#is("(")) {
      const height = this.#height;
      const args = this.#arguments();
      this.#grow(Math.max(height, this.#height) + LEVEL);
      return this.#call({
        kind: "call",
        name: token.text,
        nameSpan,
        receiver: operand,
        arguments: args,
        ...this.#since(from),
      });
    }
    this.#grow(this.#height + LEVEL);
    return { kind: "select", operand, field: token.text, fieldSpan: nameSpan, optional, ...this.#since(from) };
  }

  #index(operand: Node, from: number): Node {
    const height = this.#height;
    let optional = false;
    const [index] = this.#bracketed(() => {
      optional = this.#eat("?");
      return this.#expression();
    }, "one");
    this.#grow(Math.max(height, this.#height) + LEVEL);
    return index === undefined ? operand : { kind: "index", operand, index, optional, ...this.#since(from) };
  }

  #primary(): Node {
    const from = this.#at;
    const token = this.#tokens[from];
    if (token === undefined) return this.#unexpected();
    this.#height = 0;
    if (token.kind === "symbol") return this.#bracket(token, from);
    if (token.kind === "quoted-name")
      return this.#refuse(token, `only a field can be in backticks, not \`${token.text}\``);
    if (token.kind !== "name" || CONSTANTS.has(token.text)) return this.#literal(undefined);
    return this.#name(token, false, from);
  }

  #bracket(token: Token, from: number): Node {
    switch (token.text) {
      case "(": {
        const [inner] = this.#bracketed(() => this.#expression(), "one");
        return inner ?? this.#nothing(token);
      }
      case "[":
        return this.#list(from);
      case "{":
        return this.#map(from);
      case ".": {
        this.#at++;
        const name = this.#tokens[this.#at];
        return name?.kind === "name" ? this.#name(name, true, from) : this.#unexpected();
      }
      default:
        return this.#unexpected();
    }
  }

  #name(token: Token, rooted: boolean, from: number): Node {
    const { text } = token;
    if (text === "in") return this.#unexpected();
    if (RESERVED.has(text)) return this.#refuse(token, `\`${text}\` is a reserved word`);
    this.#at++;
    this.#height = 0;
    const span = { start: token.start, end: token.end };
    if (this.#is("(")) {
      const args = this.#arguments();
      this.#grow(this.#height + LEVEL);
      return this.#call({ kind: "call", name: text, nameSpan: span, arguments: args, ...this.#since(from) });
    }
    this.#count();
    return { kind: "name", name: text, rooted, ...span };
  }

  #call(call: CallNode): Node {
    if (this.#lost) return call;
    const expanded = expandMacro(call);
    if ("node" in expanded) return expanded.node;
    this.#diagnostics.push(expanded.diagnostic);
    return this.#nothing(call);
  }

  /** `minus` is the sign right before it. */
  #literal(minus: Token | undefined): Node {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return this.#unexpected();
    const span = { start: (minus ?? token).start, end: token.end };
    const { value, wrong } = literalValue(token, minus !== undefined);
    if (wrong !== undefined) this.#diagnostics.push(diagnostic("literal-out-of-range", span, wrong));
    this.#height = 0;
    this.#count();
    return { kind: "literal", value, ...span };
  }

  #list(from: number): Node {
    const optionals = new Set<number>();
    let count = 0;
    const elements = this.#bracketed(() => {
      if (this.#eat("?")) optionals.add(count);
      count++;
      return this.#expression();
    }, "trailing comma");
    this.#grow(this.#height + LEVEL);
    return { kind: "list", elements, optionals, ...this.#since(from) };
  }

  #map(from: number): Node {
    const optionals = new Set<number>();
    let height = 0;
    let count = 0;
    const entries = this.#bracketed(() => {
      if (this.#eat("?")) optionals.add(count);
      count++;
      const key = this.#expression();
      height = Math.max(height, this.#height);
      this.#expect(":");
      return { key, value: this.#expression() };
    }, "trailing comma");
    this.#grow(Math.max(height, this.#height) + LEVEL);
    return { kind: "map", entries, optionals, ...this.#since(from) };
  }

  #arguments(): readonly Node[] {
    return this.#bracketed(() => this.#expression(), "list");
  }

  /** What stands between the bracket here and its partner, separated by commas. Afterwards the parser is behind it. */
  #bracketed<T>(item: () => T, form: "one" | "list" | "trailing comma"): readonly T[] {
    const close = this.#tokens[this.#at]?.partner ?? this.#tokens.length;
    const items: T[] = [];
    let height = 0;
    this.#at++;
    while (!this.#lost && (this.#at < close || (form === "one" && items.length === 0))) {
      items.push(item());
      height = Math.max(height, this.#height);
      if (this.#at === close || this.#lost) break;
      if (form === "one" || !this.#eat(",")) this.#unexpected();
      else if (this.#at === close && form === "list") this.#unexpected();
    }
    // What was lost is found again behind the bracket, unless the whole is too large to go on.
    this.#lost = this.#tooLarge;
    this.#at = close + 1;
    this.#height = height;
    return items;
  }

  #is(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === "symbol" && token.text === symbol && !this.#lost;
  }

  #eat(symbol: string): boolean {
    const found = this.#is(symbol);
    if (found) this.#at++;
    return found;
  }

  #expect(symbol: string): boolean {
    const found = this.#eat(symbol);
    if (!found) this.#unexpected();
    return found;
  }

  #isNumber(): boolean {
    const kind = this.#tokens[this.#at]?.kind;
    return kind === "int" || kind === "double";
  }

  #unexpected(): Node {
    const token = this.#tokens[this.#at];
    const end = { start: this.#text.length, end: this.#text.length };
    if (token === undefined) return this.#refuse(end, "the expression ends too early");
    const shown = this.#text.slice(token.start, Math.min(token.end, token.start + 40));
    return this.#refuse(token, `unexpected \`${shown}\``, meantAt(this.#text, token, this.#tokens[this.#at - 1]));
  }

  #refuse(span: Span, message: string, hint?: string): Node {
    if (!this.#lost) this.#diagnostics.push(diagnostic("expression-syntax", span, message, hint));
    this.#lost = true;
    return this.#nothing(span);
  }

  #refuseSize(): void {
    if (this.#tooLarge) return;
    const span = { start: 0, end: this.#text.length };
    this.#diagnostics.push(diagnostic("expression-too-large", span, "the expression is too large or nested too deep"));
    this.#tooLarge = true;
    this.#lost = true;
  }

  #nothing({ start, end }: Span): Node {
    return { kind: "literal", value: null, start, end };
  }

  #count(): void {
    if (++this.#nodes > MAX_NODES) this.#refuseSize();
  }

  /** Notes a node above those that were parsed last. */
  #grow(height: number): void {
    this.#height = height;
    this.#count();
    if (height > MAX_CHAIN) this.#refuseSize();
  }

  /** From token `from` to the one before this, parentheses included. */
  #since(from: number): Span {
    return { start: this.#tokens[from]?.start ?? 0, end: this.#tokens[this.#at - 1]?.end ?? this.#text.length };
  }
}
