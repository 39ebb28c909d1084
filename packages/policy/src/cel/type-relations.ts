import { type CelType, DYN, listOf, mapOf } from "./type.ts";

/** What type parameters of a signature stand for so far. */
export type Bindings = Map<string, CelType>;

/** A type parameter of a function's signature. It never leaves the checker. */
export function typeParameter(name: string): CelType {
  return { kind: "opaque", name: `<${name}>`, parameters: [] };
}

function isTypeParameter(type: CelType): type is CelType & { kind: "opaque" } {
  return type.kind === "opaque" && type.name.startsWith("<");
}

/**
 * Whether a value of type `from` may be given where `to` is wanted; binds the type parameters of `to`. One that is met
 * twice stands for both: dyn, where they differ or one of them is not known.
 */
export function assignable(from: CelType, to: CelType, bindings: Bindings = new Map()): boolean {
  if (isTypeParameter(to)) {
    const bound = bindings.get(to.name);
    if (bound !== undefined && !assignable(from, bound)) return false;
    bindings.set(to.name, join(bound, from));
    return true;
  }
  if (to.kind === "dyn") return true;
  if (from.kind === "dyn") {
    bindUnknown(to, bindings);
    return true;
  }
  switch (to.kind) {
    case "list":
      return from.kind === "list" && assignable(from.element, to.element, bindings);
    case "map":
      return (
        from.kind === "map" && assignable(from.key, to.key, bindings) && assignable(from.value, to.value, bindings)
      );
    case "struct":
      return from.kind === "struct" && from.name === to.name;
    case "opaque":
      return (
        from.kind === "opaque" &&
        from.name === to.name &&
        to.parameters.every((parameter, i) => assignable(from.parameters[i] ?? DYN, parameter, bindings))
      );
    default:
      return from.kind === to.kind;
  }
}

/** A dyn was given for `to`: nothing is known of what its type parameters stand for. */
function bindUnknown(to: CelType, bindings: Bindings): void {
  if (isTypeParameter(to)) bindings.set(to.name, DYN);
  else if (to.kind === "list") bindUnknown(to.element, bindings);
  else if (to.kind === "map") for (const each of [to.key, to.value]) bindUnknown(each, bindings);
  else if (to.kind === "opaque") for (const each of to.parameters) bindUnknown(each, bindings);
}

/** `type` with its parameters replaced; an unbound one is dyn. */
export function substitute(type: CelType, bindings: Bindings): CelType {
  if (isTypeParameter(type)) return bindings.get(type.name) ?? DYN;
  if (type.kind === "list") return listOf(substitute(type.element, bindings));
  if (type.kind === "map") return mapOf(substitute(type.key, bindings), substitute(type.value, bindings));
  if (type.kind === "opaque") {
    return { ...type, parameters: type.parameters.map((parameter) => substitute(parameter, bindings)) };
  }
  return type;
}

/** Whether no run-time check is needed to give a value of type `from` where `to` is wanted. */
export function certain(from: CelType, to: CelType): boolean {
  if (isTypeParameter(to) || to.kind === "dyn") return true;
  if (from.kind === "dyn") return false;
  if (to.kind === "list") return from.kind === "list" && certain(from.element, to.element);
  if (to.kind === "map") return from.kind === "map" && certain(from.key, to.key) && certain(from.value, to.value);
  if (to.kind === "opaque" || to.kind === "struct") return from.kind === to.kind && from.name === to.name;
  return from.kind === to.kind;
}

export function isNumericType({ kind }: CelType): boolean {
  return kind === "int" || kind === "uint" || kind === "double";
}

const ORDERED: ReadonlySet<CelType["kind"]> = new Set(["bool", "string", "bytes", "timestamp", "duration", "dyn"]);

/** Whether its values have an order. A dyn may turn out to. */
export function isOrderedType(type: CelType): boolean {
  return ORDERED.has(type.kind) || isNumericType(type);
}

/** Whether `==` between the two can ever be true. */
export function comparable(a: CelType, b: CelType): boolean {
  if (isNumericType(a) && isNumericType(b)) return true;
  if (a.kind === "list" && b.kind === "list") return comparable(a.element, b.element);
  if (a.kind === "map" && b.kind === "map") return comparable(a.key, b.key) && comparable(a.value, b.value);
  return assignable(a, b);
}

/** The type of a list of both. */
export function join(a: CelType | undefined, b: CelType): CelType {
  if (a === undefined || same(a, b)) return b;
  if (a.kind === "list" && b.kind === "list") return listOf(join(a.element, b.element));
  if (a.kind === "map" && b.kind === "map") return mapOf(join(a.key, b.key), join(a.value, b.value));
  if (a.kind === "opaque" && b.kind === "opaque" && a.name === b.name) {
    return { ...a, parameters: a.parameters.map((each, i) => join(each, b.parameters[i] ?? DYN)) };
  }
  return DYN;
}

function same(a: CelType, b: CelType): boolean {
  if (a.kind === "list" && b.kind === "list") return same(a.element, b.element);
  if (a.kind === "map" && b.kind === "map") return same(a.key, b.key) && same(a.value, b.value);
  if (a.kind === "struct" && b.kind === "struct") return a.name === b.name;
  if (a.kind === "opaque" && b.kind === "opaque") {
    return a.name === b.name && a.parameters.every((each, i) => same(each, b.parameters[i] ?? DYN));
  }
  return a.kind === b.kind;
}
