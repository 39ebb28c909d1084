import type { BindNode, ComprehensionNode, Node } from "./ast.ts";
import type { CheckContext, Place } from "./check-context.ts";
import type { Checked } from "./checked.ts";
import { BOOL, type CelType, DYN, heldBy, INT, listOf, mapOf, optionalOf, typeName } from "./type.ts";
import { isOrderedType } from "./type-relations.ts";

type CheckNode = (node: Node, place: Place) => Checked;

/** Checks `range.macro(variable, …)`: the variables are known in the body and the filter. */
export function checkComprehension(
  context: CheckContext,
  node: ComprehensionNode,
  place: Place,
  check: CheckNode,
): Checked {
  const range = check(node.range, place);
  const [single, first, second] = elementTypes(range.type, node.macro);
  const name = node.macro;
  if (single === undefined || first === undefined || second === undefined) {
    const wanted = name === "sortBy" ? "a list" : "a list or a map";
    const message = `\`${name}\` needs ${wanted}, not \`${typeName(range.type)}\``;
    return context.error("no-such-overload", node.range, message);
  }
  const one = context.declare(place, node.variable, node.second === undefined ? single : first);
  const two = node.second === undefined ? undefined : context.declare(one, node.second, second);
  const inner = two ?? one;
  const filter = node.filter === undefined ? undefined : context.asBool(check(node.filter, inner), name);
  const body = checkBody(context, name, check(node.body, inner));
  return {
    kind: "comprehension",
    macro: name,
    range,
    slot: one.scope.slot,
    ...(two === undefined ? {} : { second: two.scope.slot }),
    ...(filter === undefined ? {} : { filter }),
    body,
    type: resultType(name, range.type, single, first, body.type),
    start: node.start,
    end: node.end,
  };
}

/** `cel.bind`, `optMap` and `optFlatMap`: one variable, evaluated when it is first read. */
export function checkBind(context: CheckContext, node: BindNode, place: Place, check: CheckNode): Checked {
  const { kind, start, end } = node;
  const value = check(node.value, place);
  const held = kind === "bind" ? value.type : value.type.kind === "dyn" ? DYN : heldBy(value.type);
  if (held === undefined) {
    return context.error(
      "no-such-overload",
      node.value,
      `\`${kind}\` needs an optional, not \`${typeName(value.type)}\``,
    );
  }
  const inner = context.declare(place, node.variable, held);
  const given = check(node.body, inner);
  const body = kind === "optFlatMap" ? context.asOptional(given) : given;
  const type = kind === "optMap" ? optionalOf(body.type) : body.type;
  return { kind, slot: inner.scope.slot, value, body, type, start, end };
}

/** Types of the variable that stands alone, and of both of two; nothing where a macro cannot go through it. */
function elementTypes(type: CelType, macro: ComprehensionNode["macro"]): readonly CelType[] {
  if (type.kind === "list") return [type.element, INT, type.element];
  if (type.kind === "dyn") return [DYN, DYN, DYN];
  return type.kind === "map" && macro !== "sortBy" ? [type.key, type.key, type.value] : [];
}

function checkBody(context: CheckContext, macro: ComprehensionNode["macro"], body: Checked): Checked {
  switch (macro) {
    case "map":
    case "transformList":
    case "transformMap":
      return body;
    case "transformMapEntry": {
      if (body.type.kind === "map" || body.type.kind === "dyn") return body;
      const message = `\`${macro}\` needs a map of one entry, not \`${typeName(body.type)}\``;
      return context.error("no-such-overload", body, message);
    }
    case "sortBy": {
      if (isOrderedType(body.type)) return body;
      return context.error("no-such-overload", body, `\`${typeName(body.type)}\` has no order to sort by`);
    }
    default:
      return context.asBool(body, macro);
  }
}

function resultType(
  macro: ComprehensionNode["macro"],
  range: CelType,
  single: CelType,
  key: CelType,
  body: CelType,
): CelType {
  switch (macro) {
    case "map":
    case "transformList":
      return listOf(body);
    case "filter":
      return listOf(single);
    case "sortBy":
      return range;
    case "transformMap":
      return mapOf(key, body);
    case "transformMapEntry":
      return body.kind === "map" ? body : mapOf(DYN, DYN);
    default:
      return BOOL;
  }
}
