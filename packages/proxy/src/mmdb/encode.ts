/** What a record of a database is made of. */
export type MmdbValue = string | boolean | number | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

/** The types of the format, by their numbers; those from 8 on are written in a second byte. */
const TYPES = { pointer: 1, string: 2, double: 3, uint16: 5, uint32: 6, map: 7, uint64: 9, array: 11, boolean: 14 };
type Type = keyof typeof TYPES;

/** Where the ranges of the four sizes of pointers start. */
const POINTERS = [0, 2_048, 526_336, 134_744_064] as const;
/** Below this, a pointer to a string is no shorter than the string. */
const SHORTEST_SHARED = 3;

/** A data section (MaxMind DB 2.0, "Data Section"): values one behind the other, each string once. */
export class DataSection {
  readonly #parts: Uint8Array[] = [];
  readonly #strings = new Map<string, number>();
  #length = 0;

  /** Where the value starts in the section. A whole number is a uint32, another a double. */
  add(value: MmdbValue): number {
    const start = this.#length;
    this.#value(value);
    return start;
  }

  /** An unsigned integer of a width that the format asks for. */
  integer(type: "uint16" | "uint32" | "uint64", value: number): void {
    const hex = value.toString(16);
    const bytes = value === 0 ? [] : Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
    this.#control(type, bytes.length);
    this.#push(Uint8Array.from(bytes));
  }

  /** The head of a map; as many keys with their values follow. */
  map(size: number): void {
    this.#control("map", size);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  #value(value: MmdbValue): void {
    switch (typeof value) {
      case "string":
        this.#string(value);
        return;
      case "boolean":
        this.#control("boolean", value ? 1 : 0);
        return;
      case "number":
        this.#number(value);
        return;
      default:
        this.#several(value);
    }
  }

  #several(value: readonly MmdbValue[] | { readonly [key: string]: MmdbValue }): void {
    if (Array.isArray(value)) {
      this.#control("array", value.length);
      for (const item of value) this.#value(item);
      return;
    }
    const members = Object.entries(value);
    this.map(members.length);
    for (const [key, member] of members) {
      this.#string(key);
      this.#value(member);
    }
  }

  #number(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value < 2 ** 32 && !Object.is(value, -0)) {
      this.integer("uint32", value);
      return;
    }
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    this.#control("double", bytes.length);
    this.#push(bytes);
  }

  #string(text: string): void {
    const known = this.#strings.get(text);
    if (known !== undefined) {
      this.#pointer(known);
      return;
    }
    const bytes = Buffer.from(text);
    if (bytes.length >= SHORTEST_SHARED) this.#strings.set(text, this.#length);
    this.#control("string", bytes.length);
    this.#push(bytes);
  }

  #pointer(to: number): void {
    const size = to < POINTERS[1] ? 0 : to < POINTERS[2] ? 1 : to < POINTERS[3] ? 2 : 3;
    // The largest are written as they are, the others from where their range starts.
    const value = size === 3 ? to : to - POINTERS[size];
    const bytes = Buffer.alloc(size === 3 ? 5 : size + 2);
    bytes.writeUIntBE(value, size === 3 ? 1 : 0, size === 3 ? 4 : bytes.length);
    bytes[0] = (bytes[0] ?? 0) | (TYPES.pointer << 5) | (size << 3);
    this.#push(bytes);
  }

  #control(type: Type, size: number): void {
    const number = TYPES[type];
    const first = (number < 8 ? number << 5 : 0) | (size < 29 ? size : size < 285 ? 29 : size < 65_821 ? 30 : 31);
    const bytes = number < 8 ? [first] : [first, number - 7];
    if (size >= 65_821)
      bytes.push(((size - 65_821) >> 16) & 0xff, ((size - 65_821) >> 8) & 0xff, (size - 65_821) & 0xff);
    else if (size >= 285) bytes.push((size - 285) >> 8, (size - 285) & 0xff);
    else if (size >= 29) bytes.push(size - 29);
    this.#push(Uint8Array.from(bytes));
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }
}
