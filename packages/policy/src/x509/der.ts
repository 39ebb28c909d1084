/** Thrown by the readers of this folder, and caught by `readCertificate` alone. */
export class Malformed extends Error {}

/** One value as encoded: its tag byte, its contents, and the whole with tag and length. */
export interface Element {
  readonly tag: number;
  readonly contents: Uint8Array;
  readonly encoded: Uint8Array;
}

export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/**
 * Reads values one after the other. Strict, so that nothing is read here in another way than a TLS stack reads it:
 * definite lengths in their shortest form, nothing beyond the end, no tag of more than one byte (none is used in a certificate).
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The tag of the next value, or -1 at the end. */
  get nextTag(): number {
    return this.#bytes[this.#at] ?? -1;
  }

  /** The next value, which must have this tag if one is given; `what` names it in the reason otherwise. */
  read(what: string, tag?: number): Element {
    const start = this.#at;
    const found = this.nextTag;
    if (found < 0) throw new Malformed(`${what} is missing`);
    if (tag !== undefined && found !== tag) throw new Malformed(`${what} has the tag ${found}, not ${tag}`);
    if ((found & 0x1f) === 0x1f) throw new Malformed(`${what} has a tag of several bytes`);
    this.#at++;
    const length = this.#length(what);
    const from = this.#at;
    if (length > this.#bytes.length - from) throw new Malformed(`${what} is cut off`);
    this.#at += length;
    return {
      tag: found,
      contents: this.#bytes.subarray(from, this.#at),
      encoded: this.#bytes.subarray(start, this.#at),
    };
  }

  /** The values inside the next one. */
  enter(what: string, tag: number): DerReader {
    return new DerReader(this.read(what, tag).contents);
  }

  /** The next value if it has this tag. */
  optional(what: string, tag: number): Element | undefined {
    return this.nextTag === tag ? this.read(what, tag) : undefined;
  }

  end(what: string): void {
    if (!this.done) throw new Malformed(`there are bytes left over after ${what}`);
  }

  #length(what: string): number {
    const first = this.#bytes[this.#at++] ?? -1;
    if (first < 0) throw new Malformed(`${what} is cut off`);
    if (first < 0x80) return first;
    const count = first & 0x7f;
    // Three bytes are 16 MiB, beyond any message a certificate arrives in.
    if (count === 0 || count > 3) throw new Malformed(`${what} has a length that DER does not allow`);
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (this.#bytes[this.#at++] ?? 0);
    if (length < 0x80 || length < 2 ** (8 * (count - 1))) {
      throw new Malformed(`${what} has a length that is not in its shortest form`);
    }
    return length;
  }
}

/** Dotted form of an OBJECT IDENTIFIER's contents (X.690, section 8.19). */
export function dotted(contents: Uint8Array): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  let started = false;
  for (const byte of contents) {
    if (!started && byte === 0x80) throw new Malformed("an object identifier is not in its shortest form");
    arc = arc * 128n + BigInt(byte & 0x7f);
    started = byte >= 0x80;
    if (started) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const first = arcs[0];
  if (started || first === undefined) throw new Malformed("an object identifier is cut off");
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [root, first - root * 40n, ...arcs.slice(1)].join(".");
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
