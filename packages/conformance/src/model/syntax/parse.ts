import { NotCel, type Token, tokensOf } from "./tokens.ts";
import type { Node } from "./tree.ts";

/** Binary operators, the loosest first; those of one line bind alike, from left to right. */
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["<", "<=", ">", ">=", "==", "!=", "in"],
  ["+", "-"],
  ["*", "/", "%"],
];

/** The same few expressions are asked for again and again; what is known is forgotten now and then. */
const known = new Map<string, Node>();

/** Parses an expression (cel-spec, "Syntax"); macros stay calls. Throws `NotCel`. */
export function parse(source: string): Node {
  const before = known.get(source);
  if (before !== undefined) return before;
  const parser = new Parser(tokensOf(source));
  const node = parser.expression();
  parser.expectEnd();
  if (known.size >= 1000) known.clear();
  known.set(source, node);
  return node;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(): Node {
    const condition = this.#binary(0);
    if (!this.#take("?")) return condition;
    const whenTrue = this.#binary(0);
    this.#expect(":");
    return call("_?_:_", condition, whenTrue, this.expression());
  }

  expectEnd(): void {
    if (this.#token.kind !== "end") throw new NotCel(`\`${this.#token.text}\` is one too many`);
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #isSign(text: string): boolean {
    return this.#token.kind === "sign" && this.#token.text === text;
  }

  #take(sign: string): boolean {
    if (!this.#isSign(sign)) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new NotCel(`expected \`${sign}\`, got \`${this.#token.text}\``);
  }

  #binary(level: number): Node {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((each) => this.#take(each));
      if (operator === undefined) return left;
      left = call(operator === "in" ? "@in" : `_${operator}_`, left, this.#binary(level + 1));
    }
  }

  #unary(): Node {
    if (this.#take("!")) return call("!_", this.#unary());
    if (!this.#isSign("-")) return this.#member();
    this.#at += 1;
    const { kind } = this.#token;
    const operand = this.#unary();
    // A number with its sign is one literal: else there would be no least int.
    const isNumber = kind === "literal" && operand.kind === "literal";
    if (isNumber && typeof operand.value === "bigint") return { kind: "literal", value: -operand.value };
    return call("-_", operand);
  }

  #member(): Node {
    let node = this.#primary();
    for (;;) {
      const optional = this.#isSign(".?") || this.#isSign("[?");
      if (this.#take(".") || this.#take(".?")) {
        const field = this.#field();
        const isCall = !optional && this.#take("(");
        node = isCall
          ? { kind: "call", name: field, receiver: node, args: this.#list(")") }
          : { kind: "select", of: node, field, optional };
      } else if (this.#take("[") || this.#take("[?")) {
        node = { kind: "index", of: node, index: this.expression(), optional };
        this.#expect("]");
      } else return node;
    }
  }

  #field(): string {
    const token = this.#token;
    if (token.kind !== "name" && token.kind !== "quoted-name") throw new NotCel(`\`${token.text}\` is no field`);
    this.#at += 1;
    return token.text;
  }

  #primary(): Node {
    const token = this.#token;
    this.#at += 1;
    if (token.kind === "literal") return { kind: "literal", value: token.value };
    if (token.kind === "name") {
      if (this.#take("(")) return { kind: "call", name: token.text, args: this.#list(")") };
      return { kind: "name", name: token.text };
    }
    if (token.kind === "sign") {
      switch (token.text) {
        case ".": {
          const named = this.#primary();
          return named.kind === "name" ? { ...named, rooted: true } : named;
        }
        case "(": {
          const inner = this.expression();
          this.#expect(")");
          return inner;
        }
        case "[":
        case "[?":
          return { kind: "list", items: this.#items("]", token.text, () => this.expression()) };
        case "{":
        case "{?": {
          const entries = this.#items("}", token.text, () => {
            const key = this.expression();
            this.#expect(":");
            return { key, value: this.expression() };
          });
          return { kind: "map", entries: entries.map(({ value, optional }) => ({ ...value, optional })) };
        }
      }
    }
    throw new NotCel(`\`${token.text}\` starts nothing`);
  }

  #list(end: string): Node[] {
    return this.#items(end, "", () => this.expression()).map(({ value }) => value);
  }

  /** Items up to `end`, each with a `?` in front if it is optional; that of the first is part of the `opening` sign. */
  #items<T>(end: string, opening: string, item: () => T): { value: T; optional: boolean }[] {
    const items: { value: T; optional: boolean }[] = [];
    let optional = opening.endsWith("?");
    while (!this.#take(end)) {
      optional ||= this.#take("?");
      items.push({ value: item(), optional });
      optional = false;
      if (!this.#take(",") && !this.#isSign(end)) throw new NotCel(`expected \`${end}\`, got \`${this.#token.text}\``);
    }
    return items;
  }
}

function call(name: string, ...args: readonly Node[]): Node {
  return { kind: "call", name, args };
}
