import { type AddressForm, scanAddress, WORDS } from "./scan-address.ts";

/**
 * An IP address as 128 bits. An IPv4 address and its IPv4-mapped IPv6 form are the same bits, so they are the same
 * address everywhere (language.md, section 9).
 */
export class Address {
  /** The bits, most significant word first, as int32: small integers are never boxed. An IPv4 address is `::ffff:a.b.c.d`. */
  readonly w0: number;
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;
  readonly family: 4 | 6;

  /** Four words, most significant first; only their low 32 bits count. */
  constructor(w0: number, w1: number, w2: number, w3: number) {
    this.w0 = w0 | 0;
    this.w1 = w1 | 0;
    this.w2 = w2 | 0;
    this.w3 = w3 | 0;
    this.family = familyOf(this.w0, this.w1, this.w2);
  }

  /** The address of 4 or 16 bytes in network order. Throws a RangeError for any other length. */
  static fromBytes(bytes: Uint8Array): Address {
    if (bytes.length !== 4 && bytes.length !== 16) throw new RangeError("an address has 4 or 16 bytes");
    const word = (at: number) =>
      ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    return bytes.length === 4 ? new Address(0, 0, 0xffff, word(0)) : new Address(word(0), word(4), word(8), word(12));
  }

  /** 4 bytes of an IPv4 address, 16 of an IPv6 one, in network order; `mapped` asks for 16 always (RFC 4291, 2.5.5.2). */
  toBytes(options?: { readonly mapped?: boolean }): Uint8Array {
    const words = this.family === 4 && options?.mapped !== true ? [this.w3] : [this.w0, this.w1, this.w2, this.w3];
    const view = new DataView(new ArrayBuffer(words.length * 4));
    for (const [i, word] of words.entries()) view.setInt32(i * 4, word);
    return new Uint8Array(view.buffer);
  }

  equals(other: Address): boolean {
    return this.w3 === other.w3 && this.w2 === other.w2 && this.w1 === other.w1 && this.w0 === other.w0;
  }

  /** How many leading bits the two have in common, 0 to 128. Two IPv4 addresses share at least 96. */
  sharedBits(other: Address): number {
    let x = this.w0 ^ other.w0;
    if (x !== 0) return Math.clz32(x);
    x = this.w1 ^ other.w1;
    if (x !== 0) return 32 + Math.clz32(x);
    x = this.w2 ^ other.w2;
    if (x !== 0) return 64 + Math.clz32(x);
    return 96 + Math.clz32(this.w3 ^ other.w3);
  }

  /** The address with all but the first `bits` bits (0 to 128) cleared. */
  masked(bits: number): Address {
    const mask = (from: number) => (bits <= from ? 0 : bits >= from + 32 ? -1 : ~(-1 >>> (bits - from)));
    return new Address(this.w0 & mask(0), this.w1 & mask(32), this.w2 & mask(64), this.w3 & mask(96));
  }

  /** RFC 5952; an IPv4-mapped address prints as IPv4. */
  toString(): string {
    return this.family === 4 ? printIPv4(this.w3) : printIPv6([this.w0, this.w1, this.w2, this.w3]);
  }
}

function printIPv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;
}

/** RFC 5952, section 4: lower case, no leading zeros, the first longest run of two or more zero groups shortened. */
function printIPv6(words: readonly number[]): string {
  const group = (i: number) => ((words[i >>> 1] ?? 0) >>> (i % 2 === 0 ? 16 : 0)) & 0xffff;
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; ) {
    let end = i;
    while (end < 8 && group(end) === 0) end++;
    if (end - i > bestLength) {
      best = i;
      bestLength = end - i;
    }
    i = end + 1;
  }
  let text = "";
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      text += "::";
      i += bestLength - 1;
    } else {
      if (i > 0 && i !== best + bestLength) text += ":";
      text += group(i).toString(16);
    }
  }
  return text;
}

/**
 * Reads an address strictly: four decimal octets without leading zeros, or RFC 4291, section 2.2 (all three forms).
 * No octal, hexadecimal or short dotted forms, no zone, no brackets, no white space: those are `undefined`.
 */
export function parseAddress(text: string): Address | undefined {
  return scanAddress(text) === "none"
    ? undefined
    : new Address(WORDS[0] as number, WORDS[1] as number, WORDS[2] as number, WORDS[3] as number);
}

/** Reads what an operating system says of its own socket: as `parseAddress`, with the zone of an IPv6 address dropped. */
export function parseSocketAddress(text: string): Address | undefined {
  const bare = withoutZone(text);
  return bare === undefined ? undefined : parseAddress(bare);
}

/**
 * As `parseSocketAddress`, written over `target`: for who reads one after the other and keeps none. Without a zone in the text
 * it makes nothing. Says whether the text is as the address prints; of one that is none `target` stays as it was.
 */
export function readAddress(text: string, target: Address): AddressForm {
  const bare = withoutZone(text);
  const form = bare === undefined ? "none" : scanAddress(bare);
  if (form === "none") return form;
  const own: { -readonly [Field in keyof Address]: Address[Field] } = target;
  own.w0 = WORDS[0] as number;
  own.w1 = WORDS[1] as number;
  own.w2 = WORDS[2] as number;
  own.w3 = WORDS[3] as number;
  own.family = familyOf(own.w0, own.w1, own.w2);
  return bare === text ? form : "other";
}

function withoutZone(text: string): string | undefined {
  const zone = text.indexOf("%");
  if (zone === -1) return text;
  const bare = text.slice(0, zone);
  return zone + 1 < text.length && bare.includes(":") ? bare : undefined;
}

function familyOf(w0: number, w1: number, w2: number): 4 | 6 {
  return w0 === 0 && w1 === 0 && w2 === 0xffff ? 4 : 6;
}
