/** A value of CEL (cel-spec, "Values"): bool, int, double, string and bytes are JavaScript's, the others of the classes below. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | TypeName
  | Optional
  | ValueMap
  | Ip
  | Cidr
  | readonly Value[];

/** An evaluation that failed: thrown, until something absorbs it. */
export class Fault extends Error {}

export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    if (value < 0n || value >= 2n ** 64n) throw new Fault("uint overflow");
    this.value = value;
  }
}

/** Nanoseconds since 1970; from the year 1 to 9999. */
export class Timestamp {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    const seconds = floorDiv(nanos, BILLION);
    if (seconds < -62_135_596_800n || seconds > 253_402_300_799n) throw new Fault("timestamp out of range");
    this.nanos = nanos;
  }
  static of(date: Date): Timestamp {
    if (Number.isNaN(date.getTime())) throw new Fault("no time");
    return new Timestamp(BigInt(date.getTime()) * 1_000_000n);
  }
}

export class Duration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    if (BigInt.asIntN(64, nanos) !== nanos) throw new Fault("duration out of range");
    this.nanos = nanos;
  }
}

/** What `type()` gives. */
export class TypeName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** `held` undefined: empty. */
export class Optional {
  readonly held: Value | undefined;
  constructor(held?: Value) {
    this.held = held;
  }
}

/** An address: its family, its bits as a number, and how it prints. */
export class Ip {
  readonly bits: 32 | 128;
  readonly number: bigint;
  readonly text: string;
  constructor(bits: 32 | 128, number: bigint, text: string) {
    this.bits = bits;
    this.number = number;
    this.text = text;
  }
}

/** An address with all its bits, and how many of them count. */
export class Cidr {
  readonly ip: Ip;
  readonly prefix: number;
  constructor(ip: Ip, prefix: number) {
    this.ip = ip;
    this.prefix = prefix;
  }
}

/** A map that is slow and right: keys are compared as CEL compares values, so that `1`, `1u` and `1.0` are one. */
export class ValueMap {
  readonly entries: readonly (readonly [Value, Value])[];
  constructor(entries: readonly (readonly [Value, Value])[]) {
    this.entries = entries;
  }
  /** As a map that is written: keys of the four types that may be, each once. */
  static checked(entries: readonly (readonly [Value, Value])[]): ValueMap {
    for (const [index, [key]] of entries.entries()) {
      if (!["bool", "int", "uint", "string"].includes(typeOf(key))) throw new Fault("not a key of a map");
      if (entries.slice(0, index).some(([other]) => equals(key, other))) throw new Fault("a key is there twice");
    }
    return new ValueMap(entries);
  }
  get(key: Value): Value | undefined {
    return this.entries.find(([other]) => equals(key, other))?.[1];
  }
}

export const BILLION = 1_000_000_000n;

/** What signatures of functions call a value's type. */
export function typeOf(value: Value): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  const simple = { boolean: "bool", bigint: "int", number: "double", string: "string" };
  const found = simple[typeof value as keyof typeof simple];
  if (found !== undefined) return found;
  const classes: readonly (readonly [new (...args: never[]) => unknown, string])[] = [
    [Uint8Array, "bytes"],
    [Uint, "uint"],
    [Timestamp, "timestamp"],
    [Duration, "duration"],
    [TypeName, "type"],
    [Optional, "optional"],
    [ValueMap, "map"],
    [Ip, "ip"],
    [Cidr, "cidr"],
  ];
  const name = classes.find(([type]) => value instanceof type)?.[1];
  if (name === undefined) throw new Error("not a value of CEL");
  return name;
}

/** An int64, or a fault. */
export function int(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new Fault("int overflow");
  return value;
}

export function floorDiv(a: bigint, b: bigint): bigint {
  return a / b - (a % b < 0n ? 1n : 0n);
}

/** The number of an int, a uint or a double; `undefined` for anything else. */
export function numberOf(value: Value): bigint | number | undefined {
  if (value instanceof Uint) return value.value;
  return typeof value === "bigint" || typeof value === "number" ? value : undefined;
}

/** CEL's equality: numbers by what they are worth, other values of different types are not equal. */
export function equals(a: Value, b: Value): boolean {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return orderOfNumbers(x, y) === 0;
  if (typeOf(a) !== typeOf(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item: Value, index) => equals(item, b[index] as Value));
  }
  if (a instanceof ValueMap && b instanceof ValueMap) {
    return (
      a.entries.length === b.entries.length &&
      a.entries.every(([key, value]) => {
        const other = b.get(key);
        return other !== undefined && equals(value, other);
      })
    );
  }
  if (a instanceof Optional && b instanceof Optional) {
    return a.held === undefined || b.held === undefined ? a.held === b.held : equals(a.held, b.held);
  }
  if (a instanceof Ip && b instanceof Ip) return a.bits === b.bits && a.number === b.number;
  if (a instanceof Cidr && b instanceof Cidr) return equals(a.ip, b.ip) && a.prefix === b.prefix;
  if (a instanceof TypeName && b instanceof TypeName) return a.name === b.name;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if ((a instanceof Timestamp || a instanceof Duration) && (b instanceof Timestamp || b instanceof Duration)) {
    return a.nanos === b.nanos;
  }
  return a === b;
}

/** Beside a double everything is one, also what no double holds exactly: cel-spec has it so. */
function orderOfNumbers(a: bigint | number, b: bigint | number): number {
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [Number(a), Number(b)];
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
}

/** Less than 0, 0, more than 0; `NaN` where one is not a number; a fault for types without an order. */
export function order(a: Value, b: Value): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return orderOfNumbers(x, y);
  if (typeOf(a) === typeOf(b)) {
    // By code points, which is the order of their UTF-8.
    if (typeof a === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
    if (a instanceof Uint8Array) return Buffer.compare(a, b as Uint8Array);
    if (typeof a === "boolean") return Number(a) - Number(b);
    if (a instanceof Timestamp || a instanceof Duration) return order(a.nanos, (b as Timestamp | Duration).nanos);
  }
  throw new Fault("values without an order");
}
