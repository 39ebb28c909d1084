declare const OUTER: unique symbol;

/** Where a vector's surroundings end. */
export type Outer = number & { readonly [OUTER]: never };

/**
 * Reads integers and vectors (RFC 8446, section 3) from a stretch of bytes. A read past the end gives zeros and clears
 * `ok`, so that a caller checks once after several reads. Within a vector the end of its content is the end: a hello has
 * dozens of them, and a cursor or a view for each would be a fifth of what a connection allocates.
 */
export class Cursor {
  ok = true;
  readonly #bytes: Buffer;
  #at: number;
  #end: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = end;
  }

  /** How many bytes are left, of the innermost vector that was entered and not left. */
  get left(): number {
    return this.#end - this.#at;
  }

  uint8(): number {
    return this.#has(1) ? (this.#bytes[this.#at++] ?? 0) : 0;
  }

  uint16(): number {
    if (!this.#has(2)) return 0;
    const value = this.#uint16At(this.#at);
    this.#at += 2;
    return value;
  }

  /** Enters the content of a vector with a length of one byte: nothing, if it is not all there. Gives what `leave` wants. */
  enter8(): Outer {
    return this.#enter(this.uint8());
  }

  /** As `enter8`, of a vector with a length of two bytes. */
  enter16(): Outer {
    return this.#enter(this.uint16());
  }

  /** Goes on behind the vector that was entered last, whatever of it was read. */
  leave(outer: Outer): void {
    this.#at = this.#end;
    this.#end = outer;
  }

  /** Passes over a vector with a length of one byte; gives that length, 0 if it is not all there. */
  skip8(): number {
    const outer = this.enter8();
    const { left } = this;
    this.leave(outer);
    return left;
  }

  /** Enters the vector with a length of one byte that is all there is left, and not empty; there is nothing behind it to go on with. Or tells that it is none. */
  entersWhole8(): boolean {
    return this.left > 1 && this.uint8() === this.left;
  }

  /** As `entersWhole8`, of one with a length of two bytes. */
  entersWhole16(): boolean {
    return this.left > 2 && this.uint16() === this.left;
  }

  /** A copy of the next bytes; empty if they are not all there. */
  bytes(length: number): Uint8Array {
    if (!this.#has(length)) return new Uint8Array(0);
    // Not by `slice`: that of a `Buffer` copies nothing.
    const copy = new Uint8Array(length);
    for (let i = 0; i < length; i++) copy[i] = this.#bytes[this.#at + i] ?? 0;
    this.#at += length;
    return copy;
  }

  /** All that is left, byte by byte. */
  uint8s(): number[] {
    const values = new Array<number>(this.left);
    for (let i = 0; i < values.length; i++) values[i] = this.#bytes[this.#at + i] ?? 0;
    this.#at = this.#end;
    return values;
  }

  /** All that is left as 16-bit values; `undefined` if the number of bytes is odd. */
  uint16s(): number[] | undefined {
    if (this.left % 2 !== 0) return undefined;
    const values = new Array<number>(this.left / 2);
    for (let i = 0; i < values.length; i++) values[i] = this.#uint16At(this.#at + 2 * i);
    this.#at = this.#end;
    return values;
  }

  /** All that is left, one character a byte, so that no byte is lost or changed. */
  latin1(): string {
    const text = this.#bytes.toString("latin1", this.#at, this.#end);
    this.#at = this.#end;
    return text;
  }

  #uint16At(at: number): number {
    return ((this.#bytes[at] ?? 0) << 8) | (this.#bytes[at + 1] ?? 0);
  }

  #enter(length: number): Outer {
    const outer = this.#end as Outer;
    this.#end = this.#has(length) ? this.#at + length : this.#at;
    return outer;
  }

  /** Whether so many bytes are left; if not, none is from then on. */
  #has(length: number): boolean {
    if (length <= this.left) return true;
    this.ok = false;
    this.#at = this.#end;
    return false;
  }
}
