import type { BinaryNode, CallNode, LogicalNode, Node } from "./ast.ts";
import { checkCall, checkSecret } from "./check-calls.ts";
import { checkBind, checkComprehension } from "./check-comprehension.ts";
import { type CheckContext, OUTERMOST, type Place } from "./check-context.ts";
import { comparisonHint } from "./check-hints.ts";
import { checkAddressComparison } from "./check-literals.ts";
import { checkHas, checkPath, findLocal } from "./check-names.ts";
import type { Checked } from "./checked.ts";
import { FUNCTIONS, METHODS } from "./functions/index.ts";
import { Proofs, pathOf, union } from "./guards.ts";
import { NAMESPACES } from "./namespaces.ts";
import { BOOL, type CelType, DYN, heldBy, listOf, mapOf, optionalOf, typeName } from "./type.ts";
import { assignable, comparable, isNumericType, isOrderedType, join } from "./type-relations.ts";
import { staticTypeOf } from "./types-of-values.ts";
import { Fault } from "./value.ts";

const KEYS: ReadonlySet<CelType["kind"]> = new Set(["bool", "int", "uint", "string", "dyn"]);

/** Our tree → checked tree. All errors are found: what is wrong is of type dyn to what surrounds it. */
export function check(context: CheckContext, tree: Node): Checked {
  return new Checker(context).check(tree, OUTERMOST);
}

class Checker {
  readonly #context: CheckContext;
  readonly #proofs = new Proofs();
  readonly #check = (node: Node, place: Place): Checked => this.check(node, place);

  constructor(context: CheckContext) {
    this.#context = context;
  }

  check(node: Node, place: Place): Checked {
    const span = { start: node.start, end: node.end };
    switch (node.kind) {
      case "literal":
        return { kind: "constant", value: node.value, type: staticTypeOf(node.value), ...span };
      case "name":
      case "select":
        return checkPath(this.#context, node, place, this.#check);
      case "has":
        return checkHas(this.#context, node, place, this.#check);
      case "index":
        return this.#index(this.check(node.operand, place), this.check(node.index, place), node);
      case "call":
        return this.#call(node, place);
      case "not":
        return { kind: "not", operand: this.#bool(node.operand, place, "!"), type: BOOL, ...span };
      case "negate": {
        const args = [this.check(node.operand, place)];
        return checkCall(this.#context, "function", "-_", args, { ...span, nameSpan: span });
      }
      case "binary":
        return this.#binary(node, place);
      case "and":
      case "or":
        return this.#logical(node, place);
      case "conditional": {
        const condition = this.#bool(node.condition, place, "?:");
        const whenTrue = this.check(node.whenTrue, withGuards(place, this.#proofs.provenBy(node.condition, true)));
        const whenFalse = this.check(node.whenFalse, withGuards(place, this.#proofs.provenBy(node.condition, false)));
        if (!this.#context.untyped && !assignable(whenTrue.type, whenFalse.type)) {
          const types = `\`${typeName(whenTrue.type)}\` and \`${typeName(whenFalse.type)}\``;
          return this.#context.error("no-such-overload", span, `the two sides of \`?:\` differ in type: ${types}`);
        }
        return {
          kind: "conditional",
          condition,
          whenTrue,
          whenFalse,
          type: join(whenTrue.type, whenFalse.type),
          ...span,
        };
      }
      case "list":
        return this.#list(node, place);
      case "map":
        return this.#map(node, place);
      case "comprehension":
        return checkComprehension(this.#context, node, place, this.#check);
      case "bind":
      case "optMap":
      case "optFlatMap":
        return checkBind(this.#context, node, place, this.#check);
    }
  }

  /** A long chain of operators is deep on its left side: walked down first, then checked upwards. */
  #binary(node: BinaryNode, place: Place): Checked {
    const spine: BinaryNode[] = [];
    let each: Node = node;
    while (each.kind === "binary") {
      spine.push(each);
      each = each.left;
    }
    let result = this.check(each, place);
    for (const { operator, right, start, end } of spine.reverse()) {
      const other = this.check(right, place);
      const span = { start, end };
      switch (operator) {
        case "+":
        case "-":
        case "*":
        case "/":
        case "%":
          result = checkCall(this.#context, "function", operator, [result, other], { ...span, nameSpan: span });
          break;
        default:
          result = this.#compare(operator, result, other, span);
      }
    }
    return result;
  }

  #compare(
    operator: Extract<Checked, { kind: "compare" }>["operator"],
    left: Checked,
    right: Checked,
    span: { readonly start: number; readonly end: number },
  ): Checked {
    if (!this.#context.untyped && !canCompare(operator, left.type, right.type)) {
      const types = `\`${typeName(left.type)}\` and \`${typeName(right.type)}\``;
      const message = `\`${operator}\` does not apply to ${types}`;
      return this.#context.error("no-such-overload", span, message, comparisonHint(operator, left, right));
    }
    const wrong = checkAddressComparison(this.#context, operator, left, right);
    return wrong ?? { kind: "compare", operator, left, right, type: BOOL, ...span };
  }

  #logical(node: LogicalNode, place: Place): Checked {
    // Order does not matter to `&&` and `||`: a guard holds for the terms before it, too. A term is no guard of itself,
    // but of what it proves it reads nothing.
    const guards = union(node.terms.map((term) => this.#proofs.provenBy(term, node.kind === "and")));
    const inner = withGuards(place, guards);
    const terms = node.terms.map((term) => this.#bool(term, inner, node.kind === "and" ? "&&" : "||"));
    return { kind: node.kind, terms, type: BOOL, start: node.start, end: node.end };
  }

  #bool(node: Node, place: Place, operator: string): Checked {
    return this.#context.asBool(this.check(node, place), operator);
  }

  #index(operand: Checked, index: Checked, node: Extract<Node, { kind: "index" }>): Checked {
    const { start, end, optional } = node;
    const held = heldBy(operand.type);
    const type = held ?? operand.type;
    const made = (found: CelType): Checked => {
      const given = optional || held !== undefined ? optionalOf(found) : found;
      return { kind: "index", operand, index, optional, type: given, start, end };
    };
    if (type.kind === "dyn" || this.#context.untyped) return made(DYN);
    if (type.kind === "list" && assignable(index.type, { kind: "int" })) return made(type.element);
    if (type.kind === "map" && comparable(index.type, type.key)) return made(type.value);
    const message = `\`${typeName(type)}\` cannot be indexed by \`${typeName(index.type)}\``;
    return this.#context.error("no-such-overload", node, message);
  }

  #call(node: CallNode, place: Place): Checked {
    const { receiver, name } = node;
    if (receiver === undefined) {
      const args = this.#arguments(node, place, FUNCTIONS.has(name));
      return checkCall(this.#context, "function", name, args, node);
    }
    const path = pathOf(receiver);
    const root = path?.split(".", 1)[0] ?? "";
    const shadowed = findLocal(place.scope, root) ?? this.#context.environment.variables.get(root);
    if (path !== undefined && shadowed === undefined && NAMESPACES.has(path)) {
      const known = FUNCTIONS.has(`${path}.${name}`) || path === "secrets";
      const args = this.#arguments(node, place, known);
      if (path === "secrets" && name === "get") return checkSecret(this.#context, node, args);
      const nameSpan = { start: receiver.start, end: node.nameSpan.end };
      return checkCall(this.#context, "function", `${path}.${name}`, args, { ...node, nameSpan });
    }
    const target = this.check(receiver, place);
    const checked = this.#arguments(node, place, METHODS.has(name));
    // What is called on something unknown may be unknown for that reason: one cause, one error.
    if (target.kind === "constant" && target.value instanceof Fault) return target;
    return checkCall(this.#context, "method", name, [target, ...checked], node);
  }

  /** Of an unknown function, which may be a macro misspelled, the first arguments may be its variables' names. */
  #arguments(node: CallNode, place: Place, known: boolean): readonly Checked[] {
    let inner = place;
    for (const [i, each] of (known ? [] : node.arguments).entries()) {
      if (each.kind !== "name" || (i > 0 && i === node.arguments.length - 1)) break;
      if (this.#context.environment.variables.get(each.name) !== undefined) break;
      inner = this.#context.declare(inner, each.name, DYN);
    }
    return node.arguments.map((each) => this.check(each, inner));
  }

  #list(node: Extract<Node, { kind: "list" }>, place: Place): Checked {
    let type: CelType | undefined;
    const elements = node.elements.map((each, i) => {
      const checked = this.check(each, place);
      const element = node.optionals.has(i) ? this.#context.asOptional(checked) : checked;
      type = join(type, node.optionals.has(i) ? (heldBy(element.type) ?? DYN) : element.type);
      return element;
    });
    const { optionals, start, end } = node;
    return { kind: "list", elements, optionals, type: listOf(type ?? DYN), start, end };
  }

  #map(node: Extract<Node, { kind: "map" }>, place: Place): Checked {
    let key: CelType | undefined;
    let value: CelType | undefined;
    const entries = node.entries.map((entry, i) => {
      const checked = { key: this.check(entry.key, place), value: this.check(entry.value, place) };
      if (!KEYS.has(checked.key.type.kind)) {
        const message = `a map key is a \`bool\`, \`int\`, \`uint\` or \`string\`, not \`${typeName(checked.key.type)}\``;
        checked.key = this.#context.error("no-such-overload", entry.key, message);
      }
      if (node.optionals.has(i)) checked.value = this.#context.asOptional(checked.value);
      key = join(key, checked.key.type);
      value = join(value, node.optionals.has(i) ? (heldBy(checked.value.type) ?? DYN) : checked.value.type);
      return checked;
    });
    const { optionals, start, end } = node;
    return { kind: "map", entries, optionals, type: mapOf(key ?? DYN, value ?? DYN), start, end };
  }
}

function withGuards(place: Place, guards: ReadonlySet<string>): Place {
  const isKnown = Array.from(guards).every((each) => place.guarded.has(each));
  return isKnown ? place : { ...place, guarded: union([place.guarded, guards]) };
}

function canCompare(operator: string, left: CelType, right: CelType): boolean {
  switch (operator) {
    case "==":
    case "!=":
      return comparable(left, right);
    case "in":
      if (right.kind === "list") return comparable(left, right.element);
      if (right.kind === "map") return comparable(left, right.key);
      return right.kind === "dyn";
    default:
      if (isNumericType(left) && isNumericType(right)) return true;
      if (left.kind === "dyn") return isOrderedType(right);
      return isOrderedType(left) && (left.kind === right.kind || right.kind === "dyn");
  }
}
