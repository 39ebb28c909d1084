/**
 * The run-time values of CEL. int is `bigint` (int64), double is `number`, string is a JavaScript string read by code
 * points, bytes is `Uint8Array`, a list is a frozen-by-convention array; the rest have classes of their own, so that
 * no property of a host object is ever an expression's to reach.
 */
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
  | readonly Value[]
  | CelMap
  | Struct
  | Opaque;

/** uint64. */
export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A point in time: whole seconds since the epoch (may be negative) and 0 ≤ nanos < 1e9. */
export class Timestamp {
  readonly seconds: number;
  readonly nanos: number;
  constructor(seconds: number, nanos: number) {
    this.seconds = seconds;
    this.nanos = nanos;
  }

  static fromDate(date: Date): Timestamp {
    const milliseconds = date.getTime();
    const seconds = Math.floor(milliseconds / 1000);
    return new Timestamp(seconds, (milliseconds - seconds * 1000) * 1_000_000);
  }
}

/** A length of time in seconds and nanos; both have the same sign. */
export class Duration {
  readonly seconds: number;
  readonly nanos: number;
  constructor(seconds: number, nanos: number) {
    this.seconds = seconds;
    this.nanos = nanos;
  }
}

/** A message-like value with named fields: what `conn.tls.client.extensions` holds. */
export class Struct {
  readonly typeName: string;
  readonly #fields: ReadonlyMap<string, Value>;
  constructor(typeName: string, fields: ReadonlyMap<string, Value>) {
    this.typeName = typeName;
    this.#fields = fields;
  }
  get(field: string): Value | undefined {
    return this.#fields.get(field);
  }
  fields(): IterableIterator<[string, Value]> {
    return this.#fields.entries();
  }
}

/** A value of a type that expressions can only pass around and call functions on: `type`, `optional`, `ip`, `cidr`. */
export abstract class Opaque {
  abstract readonly typeName: string;
  abstract equals(other: Opaque): boolean;
}

/** A failed evaluation. A value, never thrown: `&&` and `||` may absorb it. */
export class Fault {
  readonly code: FaultCode;
  readonly message: string;
  constructor(code: FaultCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

export type FaultCode =
  | "no-such-field"
  | "no-such-key"
  | "index-out-of-range"
  | "no-such-overload"
  | "division-by-zero"
  | "overflow"
  | "invalid-argument"
  | "invalid-conversion"
  | "unset-variable"
  | "cost-exceeded";

export function isFault(value: unknown): value is Fault {
  return value instanceof Fault;
}

export type MapKey = boolean | bigint | Uint | string;

/** A CEL map: keys are bool, int, uint or string; equal numbers of different types are one key. Keeps insertion order. */
export class CelMap {
  readonly #entries = new Map<string | bigint | boolean, readonly [MapKey, Value]>();

  static of(entries: Iterable<readonly [MapKey, Value]>): CelMap {
    const map = new CelMap();
    for (const [key, value] of entries) map.#entries.set(normalizeKey(key) as string, [key, value]);
    return map;
  }

  static fromRecord(record: { readonly [key: string]: Value }): CelMap {
    return CelMap.of(Object.entries(record));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** `undefined` if the key is not there, or is of a type that no key has. */
  get(key: Value): Value | undefined {
    const normalized = normalizeKey(key);
    return normalized === undefined ? undefined : this.#entries.get(normalized)?.[1];
  }

  has(key: Value): boolean {
    const normalized = normalizeKey(key);
    return normalized !== undefined && this.#entries.has(normalized);
  }

  keys(): MapKey[] {
    return Array.from(this.#entries.values(), (entry) => entry[0]);
  }

  entries(): IterableIterator<readonly [MapKey, Value]> {
    return this.#entries.values();
  }
}

function normalizeKey(key: Value): string | bigint | boolean | undefined {
  if (typeof key === "string" || typeof key === "bigint" || typeof key === "boolean") return key;
  if (key instanceof Uint) return key.value;
  if (typeof key === "number" && Number.isInteger(key)) return BigInt(key);
  return undefined;
}
