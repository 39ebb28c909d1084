import { CelMap, Duration, type Fault, Opaque, Struct, Timestamp, Uint, type Value } from "./value.ts";

/**
 * CEL's `==` for any two values: numbers by value across types, different kinds are unequal, never a fault. A list that
 * holds `NaN` does not equal itself, as `NaN` does not.
 */
export function equal(a: Value, b: Value): boolean {
  switch (typeof a) {
    case "string":
    case "boolean":
      return a === b;
    case "bigint":
    case "number":
      return a === b || (isNumeric(b) && compareNumbers(a, b) === 0);
    default:
      return a === null || b === null ? a === b : equalObjects(a, b);
  }
}

function equalObjects(a: Exclude<Value, null | string | boolean | bigint | number>, b: Value): boolean {
  if (a instanceof Uint) return isNumeric(b) && compareNumbers(a, b) === 0;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((each, i) => equal(each, b[i] as Value));
  }
  if (a instanceof CelMap) {
    if (!(b instanceof CelMap) || a.size !== b.size) return false;
    for (const [key, value] of a.entries()) {
      const other = b.get(key);
      if (other === undefined || !equal(value, other)) return false;
    }
    return true;
  }
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.seconds === b.seconds && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.seconds === b.seconds && a.nanos === b.nanos;
  if (a instanceof Opaque) return b instanceof Opaque && a.equals(b);
  return a instanceof Struct && b instanceof Struct && equalStructs(a, b);
}

function equalStructs(a: Struct, b: Struct): boolean {
  if (a.typeName !== b.typeName) return false;
  const fields = Array.from(a.fields());
  if (fields.length !== Array.from(b.fields()).length) return false;
  return fields.every(([name, value]) => {
    const other = b.get(name);
    return other !== undefined && equal(value, other);
  });
}

/** A value without parts, of a constant list that is looked up and not gone through. */
export function isSimple(value: Value | Fault): boolean {
  return typeof value !== "object" || value === null || value instanceof Uint;
}

export type Numeric = bigint | number | Uint;

export function isNumeric(value: Value | undefined): value is Numeric {
  return typeof value === "bigint" || typeof value === "number" || value instanceof Uint;
}

/**
 * Negative, zero or positive; `NaN` where one is not a number. An int beside a double is compared as a double, which
 * beyond 2^53 may round it: cel-spec's tests want it so.
 */
export function compareNumbers(a: Numeric, b: Numeric): number {
  let x = a instanceof Uint ? a.value : a;
  let y = b instanceof Uint ? b.value : b;
  if (typeof x !== typeof y) {
    x = Number(x);
    y = Number(y);
  }
  if (x < y) return -1;
  if (x > y) return 1;
  return x === y ? 0 : Number.NaN;
}

/** The order of two values; `undefined` if there is none between their types, `NaN` where a double is not a number. */
export function compare(a: Value, b: Value): number | undefined {
  if (typeof a === "string") return typeof b === "string" ? compareStrings(a, b) : undefined;
  if (isNumeric(a)) return isNumeric(b) ? compareNumbers(a, b) : undefined;
  if (typeof a === "boolean") return typeof b === "boolean" ? Number(a) - Number(b) : undefined;
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? compareBytes(a, b) : undefined;
  if (a instanceof Timestamp && b instanceof Timestamp) return a.seconds - b.seconds || a.nanos - b.nanos;
  if (a instanceof Duration && b instanceof Duration) return a.seconds - b.seconds || a.nanos - b.nanos;
  return undefined;
}

/** Whether one comes before the other, or both are equal: not so for values of two types, and for what is not a number. */
export function isOrdered(a: Value, b: Value): boolean {
  const order = compare(a, b);
  return order !== undefined && !Number.isNaN(order);
}

/** By code points. JavaScript's `<` goes by UTF-16 units, which sorts U+FF5E behind U+1F600. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for what is above all other units.
    if (x >= 0xd800 && y >= 0xd800) {
      x += x >= 0xe000 ? -0x800 : 0x2000;
      y += y >= 0xe000 ? -0x800 : 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
