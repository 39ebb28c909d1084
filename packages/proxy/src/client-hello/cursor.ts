/**
 * Reads integers and vectors (RFC 8446, section 3) from a stretch of bytes. A read past the end gives zeros and clears
 * `ok`, so that a caller checks once after several reads. A vector's content is a cursor of its own over the same bytes:
 * a hello has dozens of them, and a view for each would take longer than reading it.
 */
export class Cursor {
  ok = true;
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#end - this.#at;
  }

  uint8(): number {
    return this.#has(1) ? (this.#bytes[this.#at++] ?? 0) : 0;
  }

  uint16(): number {
    return this.#has(2) ? (this.uint8() << 8) | this.uint8() : 0;
  }

  /** The next bytes; none of them if they are not all there. */
  take(length: number): Cursor {
    const start = this.#has(length) ? this.#at : this.#end;
    this.#at = Math.min(start + length, this.#end);
    return new Cursor(this.#bytes, start, this.#at);
  }

  /** The content of a vector with a length of one byte. */
  vector8(): Cursor {
    return this.take(this.uint8());
  }

  /** The content of a vector with a length of two bytes. */
  vector16(): Cursor {
    return this.take(this.uint16());
  }

  /** All that is left, byte by byte. */
  uint8s(): number[] {
    const values: number[] = [];
    while (this.left > 0) values.push(this.uint8());
    return values;
  }

  /** All that is left as 16-bit values; `undefined` if the number of bytes is odd. */
  uint16s(): number[] | undefined {
    if (this.left % 2 !== 0) return undefined;
    const values: number[] = [];
    while (this.left > 0) values.push(this.uint16());
    return values;
  }

  /** All that is left, one character a byte, so that no byte is lost or changed. */
  latin1(): string {
    let text = "";
    while (this.left > 0) text += String.fromCharCode(this.uint8());
    return text;
  }

  /** A copy of all that is left. */
  bytes(): Uint8Array {
    // Not by `slice`: that of a `Buffer` copies nothing.
    const copy = new Uint8Array(this.left);
    for (let i = 0; i < copy.length; i++) copy[i] = this.#bytes[this.#at + i] ?? 0;
    return copy;
  }

  /** Whether so many bytes are left; if not, none is from then on. */
  #has(length: number): boolean {
    if (length <= this.left) return true;
    this.ok = false;
    this.#at = this.#end;
    return false;
  }
}
