import { access, elementOf, fieldOf, hasField, itemsOf } from "./functions/access.ts";
import { TYPES } from "./functions/conversions.ts";
import type { Functions } from "./functions/library.ts";
import { absorb, bool, macros, type Variables } from "./functions/macros.ts";
import { type Binding, isThere, Names } from "./functions/names.ts";
import { Fault, int, Optional, type Value, ValueMap } from "./functions/values.ts";
import { type Node, pathOf } from "./syntax/tree.ts";

/** What an expression is evaluated in. */
export interface Scope {
  readonly names: Names;
  readonly functions: Functions;
  /** Variables of macros. */
  readonly locals?: Variables;
}

/** The value of an expression; what goes wrong is thrown as a `Fault`. */
export function evaluate(node: Node, scope: Scope): Value {
  const found = bindingOf(node, scope);
  const value = found instanceof Names ? found.text : found;
  if (value === undefined) throw new Fault(`\`${pathOf(node)}\` is not there`);
  return value;
}

function bindingOf(node: Node, scope: Scope): Binding {
  const type = TYPES.get(pathOf(node) ?? "");
  if (type !== undefined) return type;
  const value = (of: Node) => evaluate(of, scope);
  switch (node.kind) {
    case "literal":
      return typeof node.value === "bigint" ? int(node.value) : node.value;
    case "name": {
      const isLocal = node.rooted !== true && Object.hasOwn(scope.locals ?? {}, node.name);
      return isLocal ? scope.locals?.[node.name]?.() : scope.names.get(node.name);
    }
    case "select":
      return select(ownerOf(node.of, scope), node);
    case "index": {
      const of = value(node.of);
      const index = value(node.index);
      return access(of, node.optional, (container) => elementOf(container, index));
    }
    case "list":
      return node.items.flatMap((item) => itemsOf(value(item.value), item.optional));
    case "map":
      return ValueMap.checked(
        node.entries.flatMap((entry) => {
          const key = value(entry.key);
          return itemsOf(value(entry.value), entry.optional).map((item) => [key, item] as const);
        }),
      );
    case "call":
      return call(node, scope);
  }
}

/** What a field is asked of. Of what the language names, nothing need be there; the policy's own values must be. */
function ownerOf(node: Node, scope: Scope): Binding {
  const found = bindingOf(node, scope);
  const isOwn = /^(?:vars\.\w+|actions\.ngrok\.log\.metadata)/.test(pathOf(node) ?? "");
  return found === undefined && isOwn ? evaluate(node, scope) : found;
}

/** That a variable is missing is no error yet: to read it is. */
function select(of: Binding, { field, optional }: Node & { kind: "select" }): Binding {
  if (of !== undefined && !(of instanceof Names)) return access(of, optional, (value) => fieldOf(value, field));
  const member = of?.get(field);
  return optional ? new Optional(member instanceof Names ? member.text : member) : member;
}

function call(node: Node & { kind: "call" }, scope: Scope): Value {
  const { name, receiver, args } = node;
  const value = (of: Node, more: Variables = {}) => evaluate(of, { ...scope, locals: { ...scope.locals, ...more } });
  const [first, second, third] = args.map((arg) => () => value(arg));
  if (name === "_&&_" && first && second) return absorb([first, second], false);
  if (name === "_||_" && first && second) return absorb([first, second], true);
  if (name === "_?_:_" && first && second && third) return bool(first()) ? second() : third();
  if (name === "!_" && first) return !bool(first());
  if (name === "has" && receiver === undefined) return has(args[0] as Node & { kind: "select" }, scope);
  const path = receiver === undefined ? name : `${pathOf(receiver)}.${name}`;
  const macro = macros[`${path}/${args.length}`] ?? macros[`${name}/${args.length}`];
  if (receiver !== undefined && macro !== undefined) return macro({ receiver, args, evaluate: value });
  const isFunction = receiver === undefined || scope.functions.has(path);
  const operands = isFunction ? args : [receiver, ...args];
  return scope.functions.call(
    isFunction ? path : `.${name}`,
    operands.map((operand) => value(operand)),
  );
}

/** `has(a.b)`: of a variable whether it, or anything below it, is there; of a value whether it has the field. */
function has({ of, field }: Node & { kind: "select" }, scope: Scope): boolean {
  const found = ownerOf(of, scope);
  return found instanceof Names ? isThere(found.get(field)) : found !== undefined && hasField(found, field);
}
