import { Fault, numberOf, Optional, type Value, ValueMap } from "./values.ts";

/** `undefined`: the map has no such key. */
export function fieldOf(value: Value, field: string): Value | undefined {
  if (value instanceof ValueMap) return value.get(field);
  throw new Fault(`a value without fields has no \`${field}\``);
}

/** `undefined`: the list or map has no such index or key. */
export function elementOf(container: Value, index: Value): Value | undefined {
  if (container instanceof ValueMap) return container.get(index);
  if (!Array.isArray(container)) throw new Fault("only a list or a map can be indexed");
  const place = numberOf(index);
  if (place === undefined || !Number.isInteger(Number(place))) throw new Fault("a list is indexed by an int");
  return container[Number(place)];
}

/** Selects by `find`: from an optional, or where `optional` says so, what may be missing; else a fault if it is. */
export function access(of: Value, optional: boolean, find: (value: Value) => Value | undefined): Value {
  if (of instanceof Optional) return of.held === undefined ? of : access(of.held, true, find);
  const found = find(of);
  if (optional) return new Optional(found);
  if (found === undefined) throw new Fault("no such key, field or element");
  return found;
}

/** Whether a value has a field; an empty optional has none. */
export function hasField(value: Value, field: string): boolean {
  if (!(value instanceof Optional)) return fieldOf(value, field) !== undefined;
  return value.held !== undefined && hasField(value.held, field);
}

/** An item of a list or a map: one that is written as optional may be empty, and is then left out. */
export function itemsOf(value: Value, optional: boolean): readonly Value[] {
  if (!optional) return [value];
  if (!(value instanceof Optional)) throw new Fault("not an optional value");
  return value.held === undefined ? [] : [value.held];
}
