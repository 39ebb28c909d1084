import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import type { BinaryOperator, Node, Span } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { MAX_CHAIN, MAX_DEPTH, MAX_NODES } from "./limits.ts";
import { expandMacro } from "./macros.ts";
import { explainParseError } from "./parse-error.ts";
import { literalValue } from "./parse-literal.ts";
import { diagnostic, type Scan, scan, type Token } from "./scan.ts";
import { TokenIndex } from "./token-index.ts";

export type ParseResult = { readonly tree: Node } | { readonly diagnostics: readonly ExpressionDiagnostic[] };

const PARSER: Environment = new Environment({
  limits: {
    maxAstNodes: MAX_NODES,
    maxDepth: MAX_DEPTH,
    maxListElements: MAX_NODES,
    maxMapEntries: MAX_NODES,
    maxCallArguments: MAX_NODES,
  },
});

const BINARY: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in"]);
const RELATIONAL: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);

/** Text → our tree. The grammar is the library's; tokens, precedence of `==`, ranges, macros and limits are ours. */
export function parse(text: string): ParseResult {
  const scanned = scan(text);
  if ("code" in scanned) return { diagnostics: [scanned] };
  if (scanned.tokens.length === 0) {
    return { diagnostics: [diagnostic("empty-expression", { start: 0, end: text.length }, "the expression is empty")] };
  }
  let root: ASTNode;
  try {
    root = PARSER.parse(scanned.skeleton).ast;
  } catch (error) {
    return { diagnostics: [explainParseError(error, scanned, text)] };
  }
  const converter = new Converter(scanned);
  const tree = converter.convert(root, 0);
  return converter.diagnostics.length > 0 ? { diagnostics: converter.diagnostics } : { tree };
}

class Converter {
  readonly diagnostics: ExpressionDiagnostic[] = [];
  readonly #tokens: TokenIndex;
  readonly #rooted: ReadonlySet<number>;
  #tooLarge = false;

  constructor({ tokens, rooted }: Scan) {
    this.#tokens = new TokenIndex(tokens);
    this.#rooted = rooted;
  }

  convert(node: ASTNode, depth: number): Node {
    if (depth > MAX_DEPTH) {
      this.#reportTooLarge(node, `the expression is nested more than ${MAX_DEPTH} deep`);
      return { kind: "literal", value: null, start: node.start, end: node.end };
    }
    const deeper = (child: ASTNode) => this.convert(child, depth + 1);
    switch (node.op) {
      case "value":
        return this.#literal(node.start, false);
      case "id": {
        const token = this.#tokens.startingAt(node.start);
        this.#refuseQuoted(token);
        return {
          kind: "name",
          name: node.args,
          rooted: this.#rooted.has(node.start),
          start: node.start,
          end: token.end,
        };
      }
      case ".": {
        const operand = deeper(node.args[0]);
        const token = this.#tokens.startingAt(node.pos);
        const fieldSpan = { start: token.start, end: token.end };
        return {
          kind: "select",
          operand,
          field: token.text,
          fieldSpan,
          start: this.#tokens.around(operand).start,
          end: token.end,
        };
      }
      case "[]": {
        const operand = deeper(node.args[0]);
        const start = this.#tokens.around(operand).start;
        return { kind: "index", operand, index: deeper(node.args[1]), start, end: node.end };
      }
      case "call": {
        const nameSpan = { start: node.start, end: node.start + node.args[0].length };
        return this.#call(node.args[0], nameSpan, undefined, node.args[1].map(deeper), node);
      }
      case "rcall": {
        const receiver = deeper(node.args[1]);
        const outer = this.#tokens.around(receiver);
        // The name is the second token after the receiver; the library does not say where it stands.
        const token = this.#tokens.secondAfter(outer.end);
        const span = { start: outer.start, end: node.end };
        return this.#call(token.text, { start: token.start, end: token.end }, receiver, node.args[2].map(deeper), span);
      }
      case "list":
        return { kind: "list", elements: node.args.map(deeper), start: node.start, end: node.end };
      case "map": {
        const entries = node.args.map(([key, value]) => ({ key: deeper(key), value: deeper(value) }));
        return { kind: "map", entries, start: node.start, end: node.end };
      }
      case "?:": {
        const condition = deeper(node.args[0]);
        const whenTrue = deeper(node.args[1]);
        const whenFalse = deeper(node.args[2]);
        const span = { start: this.#tokens.around(condition).start, end: this.#tokens.around(whenFalse).end };
        return { kind: "conditional", condition, whenTrue, whenFalse, ...span };
      }
      case "!_": {
        const operand = deeper(node.args);
        return { kind: "not", operand, start: node.start, end: this.#tokens.around(operand).end };
      }
      case "-_": {
        const literal = node.args;
        const adjacent = this.#tokens.after(node.start)?.start === literal.start;
        if (literal.op === "value" && adjacent && this.#isNumber(literal.start)) {
          return { ...this.#literal(literal.start, true), start: node.start };
        }
        const operand = deeper(literal);
        return { kind: "negate", operand, start: node.start, end: this.#tokens.around(operand).end };
      }
      case "&&":
      case "||":
        return this.#logical(node, depth);
      case ".?":
      case "[?]":
        this.diagnostics.push(diagnostic("expression-syntax", node, "optional access is not supported"));
        return { kind: "literal", value: null, start: node.start, end: node.end };
      default:
        return this.#binary(node, depth);
    }
  }

  /** A chain of `&&` or `||`, walked along its left side without recursion. */
  #logical(node: ASTNode & { op: "&&" | "||" }, depth: number): Node {
    const terms: Node[] = [];
    let each: ASTNode = node;
    while (each.op === node.op) {
      terms.push(this.convert(each.args[1], depth + 1));
      each = each.args[0];
    }
    terms.push(this.convert(each, depth + 1));
    terms.reverse();
    return { kind: node.op === "&&" ? "and" : "or", terms, ...this.#around(terms[0], terms.at(-1), node) };
  }

  #binary(node: ASTNode, depth: number): Node {
    const spine: { readonly operator: BinaryOperator; readonly right: ASTNode }[] = [];
    let each = node;
    while (BINARY.has(each.op)) {
      const [left, right] = each.args as [ASTNode, ASTNode];
      spine.push({ operator: each.op as BinaryOperator, right });
      each = left;
    }
    if (spine.length > MAX_CHAIN) this.#reportTooLarge(node, `a chain of more than ${MAX_CHAIN} operands`);
    if (this.#tooLarge) return { kind: "literal", value: null, start: node.start, end: node.end };
    let result = this.convert(each, depth + 1);
    for (const { operator, right } of spine.reverse()) {
      result = this.#associate(result, operator, this.convert(right, depth + 1));
    }
    return result;
  }

  /**
   * `left operator right`. The library binds `==` weaker than `<`; in CEL all relational operators are one
   * left-associative level, so an unparenthesised relation on the right gives its first operand to this operator.
   */
  #associate(left: Node, operator: BinaryOperator, right: Node): Node {
    const moved: { readonly operator: BinaryOperator; readonly right: Node }[] = [];
    let first = right;
    while (
      RELATIONAL.has(operator) &&
      first.kind === "binary" &&
      RELATIONAL.has(first.operator) &&
      this.#tokens.around(first).start === first.start
    ) {
      moved.push({ operator: first.operator, right: first.right });
      first = first.left;
    }
    let result: Node = { kind: "binary", operator, left, right: first, ...this.#around(left, first, left) };
    for (const each of moved.reverse()) {
      result = { kind: "binary", left: result, ...each, ...this.#around(result, each.right, left) };
    }
    return result;
  }

  #call(name: string, nameSpan: Span, receiver: Node | undefined, args: readonly Node[], { start, end }: Span): Node {
    const span = { start, end };
    const call = { kind: "call" as const, name, nameSpan, arguments: args, ...span };
    this.#refuseQuoted(this.#tokens.startingAt(nameSpan.start));
    const expanded = expandMacro(receiver === undefined ? call : { ...call, receiver });
    if ("node" in expanded) return expanded.node;
    this.diagnostics.push(expanded.diagnostic);
    return { kind: "literal", value: null, ...span };
  }

  #isNumber(start: number): boolean {
    const kind = this.#tokens.startingAt(start).kind;
    return kind === "int" || kind === "double";
  }

  #literal(start: number, negated: boolean): Node {
    const token = this.#tokens.startingAt(start);
    const { value, wrong } = literalValue(token, negated);
    if (wrong !== undefined) this.diagnostics.push(wrong);
    return { kind: "literal", value, start: token.start, end: token.end };
  }

  /** Backticks are for members alone. */
  #refuseQuoted(token: Token): void {
    if (token.kind !== "quoted-name") return;
    this.diagnostics.push(
      diagnostic("expression-syntax", token, `only a field can be in backticks, not \`${token.text}\``),
    );
  }

  #around(first: Node | undefined, last: Node | undefined, fallback: Span): Span {
    return { start: this.#tokens.around(first ?? fallback).start, end: this.#tokens.around(last ?? fallback).end };
  }

  #reportTooLarge(span: Span, message: string): void {
    if (!this.#tooLarge)
      this.diagnostics.push(diagnostic("expression-too-large", { start: span.start, end: span.end }, message));
    this.#tooLarge = true;
  }
}
