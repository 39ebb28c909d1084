import type { CallNode, Node } from "./ast.ts";
import { expandMacro } from "./macros.ts";
import { literalValue } from "./parse-literal.ts";
import { diagnostic, type Token } from "./scan.ts";
import { nothing, type TokenReader } from "./token-reader.ts";
import type { TreeSize } from "./tree-size.ts";

const CONSTANTS: ReadonlySet<string> = new Set(["true", "false", "null"]);
/** cel-spec, "Syntax": identifiers that are none, for the sake of languages that CEL is embedded in. */
const RESERVED: ReadonlySet<string> = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(" "),
);

/** Parses what operators stand between: literals, names, calls, lists, maps, and what is selected from them. */
export class OperandParser {
  readonly #reader: TokenReader;
  readonly #size: TreeSize;
  readonly #expression: () => Node;

  /** `expression` parses a whole expression, within brackets. */
  constructor(reader: TokenReader, size: TreeSize, expression: () => Node) {
    this.#reader = reader;
    this.#size = size;
    this.#expression = expression;
  }

  parse(): Node {
    const from = this.#reader.at;
    return this.#member(this.#primary(), from);
  }

  /** A number with the sign right before it, and what is called on it: -2^63 is an int, although 2^63 is none. */
  parseNegative(minus: Token): Node {
    const from = this.#reader.at - 1;
    return this.#member(this.#literal(minus), from);
  }

  /** What is selected from, indexed in or called on `operand`, which starts at token `from`. */
  #member(operand: Node, from: number): Node {
    let result = operand;
    while (!this.#reader.lost) {
      if (this.#reader.eat(".")) result = this.#select(result, from);
      else if (this.#reader.is("[")) result = this.#index(result, from);
      else return result;
    }
    return result;
  }

  #select(operand: Node, from: number): Node {
    const optional = this.#reader.eat("?");
    const token = this.#reader.peek();
    if ((token?.kind !== "name" && token?.kind !== "quoted-name") || CONSTANTS.has(token.text) || token.text === "in") {
      return this.#reader.unexpected();
    }
    this.#reader.at++;
    const nameSpan = { start: token.start, end: token.end };
    if (token.kind === "name" && !optional && this.#reader.is("(")) {
      const { height } = this.#size;
      const args = this.#arguments();
      this.#size.above(Math.max(height, this.#size.height));
      return this.#call({
        kind: "call",
        name: token.text,
        nameSpan,
        receiver: operand,
        arguments: args,
        ...this.#reader.since(from),
      });
    }
    this.#size.above(this.#size.height);
    return { kind: "select", operand, field: token.text, fieldSpan: nameSpan, optional, ...this.#reader.since(from) };
  }

  #index(operand: Node, from: number): Node {
    const { height } = this.#size;
    let optional = false;
    const [index] = this.#bracketed(() => {
      optional = this.#reader.eat("?");
      return this.#expression();
    }, "one");
    this.#size.above(Math.max(height, this.#size.height));
    return index === undefined ? operand : { kind: "index", operand, index, optional, ...this.#reader.since(from) };
  }

  #primary(): Node {
    const from = this.#reader.at;
    const token = this.#reader.peek();
    if (token === undefined) return this.#reader.unexpected();
    if (token.kind === "symbol") return this.#bracket(token, from);
    if (token.kind === "quoted-name")
      return this.#reader.refuse(token, `only a field can be in backticks, not \`${token.text}\``);
    if (token.kind !== "name" || CONSTANTS.has(token.text)) return this.#literal(undefined);
    return this.#name(token, false, from);
  }

  #bracket(token: Token, from: number): Node {
    switch (token.text) {
      case "(": {
        const [inner] = this.#bracketed(() => this.#expression(), "one");
        return inner ?? nothing(token);
      }
      case "[":
        return this.#list(from);
      case "{":
        return this.#map(from);
      case ".": {
        this.#reader.at++;
        const name = this.#reader.peek();
        return name?.kind === "name" ? this.#name(name, true, from) : this.#reader.unexpected();
      }
      default:
        return this.#reader.unexpected();
    }
  }

  #name(token: Token, rooted: boolean, from: number): Node {
    const { text } = token;
    if (text === "in") return this.#reader.unexpected();
    if (RESERVED.has(text)) return this.#reader.refuse(token, `\`${text}\` is a reserved word`);
    this.#reader.at++;
    const span = { start: token.start, end: token.end };
    if (this.#reader.is("(")) {
      const args = this.#arguments();
      this.#size.above(this.#size.height);
      return this.#call({ kind: "call", name: text, nameSpan: span, arguments: args, ...this.#reader.since(from) });
    }
    this.#size.leaf();
    return { kind: "name", name: text, rooted, ...span };
  }

  #call(call: CallNode): Node {
    if (this.#reader.lost) return call;
    const expanded = expandMacro(call);
    if ("node" in expanded) return expanded.node;
    this.#reader.diagnostics.push(expanded.diagnostic);
    return nothing(call);
  }

  /** `minus` is the sign right before it. */
  #literal(minus: Token | undefined): Node {
    const token = this.#reader.peek();
    if (token === undefined) return this.#reader.unexpected();
    this.#reader.at++;
    const span = { start: (minus ?? token).start, end: token.end };
    const { value, wrong } = literalValue(token, minus !== undefined);
    if (wrong !== undefined) this.#reader.diagnostics.push(diagnostic("literal-out-of-range", span, wrong));
    this.#size.leaf();
    return { kind: "literal", value, ...span };
  }

  #list(from: number): Node {
    const optionals = new Set<number>();
    let count = 0;
    const elements = this.#bracketed(() => {
      if (this.#reader.eat("?")) optionals.add(count);
      count++;
      return this.#expression();
    }, "trailing comma");
    this.#size.above(this.#size.height);
    return { kind: "list", elements, optionals, ...this.#reader.since(from) };
  }

  #map(from: number): Node {
    const optionals = new Set<number>();
    let height = 0;
    let count = 0;
    const entries = this.#bracketed(() => {
      if (this.#reader.eat("?")) optionals.add(count);
      count++;
      const key = this.#expression();
      height = Math.max(height, this.#size.height);
      this.#reader.expect(":");
      return { key, value: this.#expression() };
    }, "trailing comma");
    this.#size.above(Math.max(height, this.#size.height));
    return { kind: "map", entries, optionals, ...this.#reader.since(from) };
  }

  #arguments(): readonly Node[] {
    return this.#bracketed(() => this.#expression(), "list");
  }

  /** As the reader's; the height is that of the highest item. */
  #bracketed<T>(item: () => T, form: Parameters<TokenReader["bracketed"]>[1]): readonly T[] {
    let height = 0;
    const items = this.#reader.bracketed(() => {
      const made = item();
      height = Math.max(height, this.#size.height);
      return made;
    }, form);
    this.#size.height = height;
    return items;
  }
}
