/**
 * Reads integers and vectors (RFC 8446, section 3) from bytes. A read past the end gives zeros and clears `ok`, so that
 * a caller checks once after several reads.
 */
export class Cursor {
  ok = true;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  uint8(): number {
    return this.#has(1) ? (this.#bytes[this.#at++] ?? 0) : 0;
  }

  uint16(): number {
    return this.#has(2) ? (this.uint8() << 8) | this.uint8() : 0;
  }

  /** A view of the next bytes. */
  take(length: number): Uint8Array {
    if (!this.#has(length)) return new Uint8Array(0);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** The content of a vector with a length of one byte. */
  vector8(): Uint8Array {
    return this.take(this.uint8());
  }

  /** The content of a vector with a length of two bytes. */
  vector16(): Uint8Array {
    return this.take(this.uint16());
  }

  /** Whether so many bytes are left; if not, none is from then on. */
  #has(length: number): boolean {
    if (length <= this.left) return true;
    this.ok = false;
    this.#at = this.#bytes.length;
    return false;
  }
}

/** The 16-bit values of a vector's content; `undefined` if its length is odd. */
export function uint16List(bytes: Uint8Array): number[] | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  const values: number[] = [];
  for (let i = 0; i < bytes.length; i += 2) values.push(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0));
  return values;
}

/** One character a byte, so that no byte is lost or changed. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
