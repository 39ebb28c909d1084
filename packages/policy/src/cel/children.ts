import type { Checked } from "./checked.ts";

/** The nodes right below one, in the order of the text. */
export function childrenOf(checked: Checked): readonly Checked[] {
  switch (checked.kind) {
    case "constant":
    case "read":
    case "read-optional":
    case "has-declared":
    case "local":
      return [];
    case "select":
    case "has":
    case "not":
      return [checked.operand];
    case "index":
      return [checked.operand, checked.index];
    case "call":
      return checked.arguments;
    case "compare":
      return [checked.left, checked.right];
    case "and":
    case "or":
      return checked.terms;
    case "conditional":
      return [checked.condition, checked.whenTrue, checked.whenFalse];
    case "list":
      return checked.elements;
    case "map":
      return checked.entries.flatMap(({ key, value }) => [key, value]);
    case "comprehension":
      return [checked.range, ...(checked.filter === undefined ? [] : [checked.filter]), checked.body];
    case "bind":
    case "optMap":
    case "optFlatMap":
      return [checked.value, checked.body];
  }
}
