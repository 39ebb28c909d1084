import type { Checked } from "../../cel/checked.ts";
import { Uint, type Value } from "../../cel/index.ts";

/** Functions that give another value each time. */
const DRAWS = /^rand\./;

/**
 * A text that two expressions share only if they have the same value wherever both are evaluated for one connection;
 * `undefined` where no other expression is sure to.
 */
export function keyOf(checked: Checked): string | undefined {
  switch (checked.kind) {
    case "constant":
      return checked.secret === true ? undefined : literalKey(checked.value);
    case "read":
      return checked.declaration.path;
    case "read-optional":
      return joined("optional", [checked.declaration.path]);
    case "has-declared":
      return joined(
        "has",
        checked.declarations.map(({ path }) => path),
      );
    case "local":
      return `$${checked.slot}`;
    case "select":
      return joined(checked.optional ? ".?" : ".", [keyOf(checked.operand), checked.field]);
    case "has":
      return joined("has.", [keyOf(checked.operand), checked.field]);
    case "index":
      return joined(checked.optional ? "[?]" : "[]", [keyOf(checked.operand), keyOf(checked.index)]);
    case "call":
      return DRAWS.test(checked.name) ? undefined : joined(checked.name, checked.arguments.map(keyOf));
    case "compare":
      return joined(checked.operator, [keyOf(checked.left), keyOf(checked.right)]);
    case "not":
      return joined("!", [keyOf(checked.operand)]);
    case "and":
    case "or":
      return joined(checked.kind, checked.terms.map(keyOf));
    case "conditional":
      return joined("?:", [checked.condition, checked.whenTrue, checked.whenFalse].map(keyOf));
    case "list":
      return joined(`list${[...checked.optionals]}`, checked.elements.map(keyOf));
    case "map":
      return joined(
        `map${[...checked.optionals]}`,
        checked.entries.flatMap(({ key, value }) => [keyOf(key), keyOf(value)]),
      );
    case "comprehension": {
      const { macro, slot, second, range, filter, body } = checked;
      const parts = filter === undefined ? [range, body] : [range, filter, body];
      return joined(`${macro} $${slot} $${second ?? ""}`, parts.map(keyOf));
    }
    case "bind":
    case "optMap":
    case "optFlatMap":
      return joined(`${checked.kind} $${checked.slot}`, [keyOf(checked.value), keyOf(checked.body)]);
  }
}

function joined(name: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : `${name}(${parts.join(", ")})`;
}

function literalKey(value: unknown): string | undefined {
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `b[${value}]`;
  switch (typeof (value as Value)) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return `double ${value}`;
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return value === null ? "null" : undefined;
  }
}
