import type { Value } from "./value.ts";

/** A stretch of the expression's text: UTF-16 offsets, `end` exclusive. Parentheses around a node are not part of it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Left-associative operators of two operands that evaluate both. */
export type BinaryOperator = ArithmeticOperator | RelationalOperator;
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
export type RelationalOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in";

export type ComprehensionMacro =
  | "all"
  | "exists"
  | "exists_one"
  | "map"
  | "filter"
  | "sortBy"
  /** Of two variables only. */
  | "transformList"
  | "transformMap"
  | "transformMapEntry";

/** An expression as it was written, macros recognised. */
export type Node =
  | LiteralNode
  | NameNode
  | SelectNode
  | IndexNode
  | CallNode
  | UnaryNode
  | BinaryNode
  | LogicalNode
  | ConditionalNode
  | ListNode
  | MapNode
  | HasNode
  | ComprehensionNode
  | BindNode;

export interface LiteralNode extends Span {
  readonly kind: "literal";
  readonly value: Value;
}

export interface NameNode extends Span {
  readonly kind: "name";
  readonly name: string;
  /** Written `.name`: comprehension variables are not looked at. */
  readonly rooted: boolean;
}

export interface SelectNode extends Span {
  readonly kind: "select";
  readonly operand: Node;
  readonly field: string;
  readonly fieldSpan: Span;
  /** Written `operand.?field`. */
  readonly optional: boolean;
}

export interface IndexNode extends Span {
  readonly kind: "index";
  readonly operand: Node;
  readonly index: Node;
  /** Written `operand[?index]`. */
  readonly optional: boolean;
}

export interface CallNode extends Span {
  readonly kind: "call";
  readonly name: string;
  readonly nameSpan: Span;
  readonly receiver?: Node;
  readonly arguments: readonly Node[];
}

export interface UnaryNode extends Span {
  readonly kind: "not" | "negate";
  readonly operand: Node;
}

export interface BinaryNode extends Span {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}

/** A whole chain of `&&` or `||`: flat, so that thousands of terms need no deep recursion. */
export interface LogicalNode extends Span {
  readonly kind: "and" | "or";
  readonly terms: readonly Node[];
}

export interface ConditionalNode extends Span {
  readonly kind: "conditional";
  readonly condition: Node;
  readonly whenTrue: Node;
  readonly whenFalse: Node;
}

export interface ListNode extends Span {
  readonly kind: "list";
  readonly elements: readonly Node[];
  /** Indices of those written `?element`: left out where the optional is empty. */
  readonly optionals: ReadonlySet<number>;
}

export interface MapNode extends Span {
  readonly kind: "map";
  readonly entries: readonly { readonly key: Node; readonly value: Node }[];
  /** Indices of those written `?key: value`. */
  readonly optionals: ReadonlySet<number>;
}

/** `has(operand.field)`. */
export interface HasNode extends Span {
  readonly kind: "has";
  readonly target: SelectNode;
}

/** `range.all(variable, body)` and its kin. */
export interface ComprehensionNode extends Span {
  readonly kind: "comprehension";
  readonly macro: ComprehensionMacro;
  readonly range: Node;
  readonly variable: string;
  /** Two variables: `variable` is the index or the key, this one the element or the value. */
  readonly second?: string;
  /** In the `map` and `transform…` macros, of the form with one argument more. */
  readonly filter?: Node;
  readonly body: Node;
}

/**
 * `cel.bind(variable, value, body)`, and the same over an optional's value: `value.optMap(variable, body)`, which wraps
 * the body's value, and `value.optFlatMap(variable, body)`, whose body gives an optional.
 */
export interface BindNode extends Span {
  readonly kind: "bind" | "optMap" | "optFlatMap";
  readonly variable: string;
  readonly value: Node;
  readonly body: Node;
}
