import { BlockList } from "./block-list.ts";

const DOT = 0x2e;
const COLON = 0x3a;
const SLASH = 0x2f;

/**
 * Collects blocks from the bytes that they are written with, and makes neither a text nor an object of one: a million are
 * read so. It takes their usual forms alone; what it refuses may be one all the same, which `parseCidr` knows.
 */
export class CidrBytes {
  readonly four: BlockList = new BlockList(1);
  readonly six: BlockList = new BlockList(4);
  readonly #groups = new Uint16Array(8);

  /** Adds the block that is written from `start` to `end`; false if it has not one of the usual forms. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    // What follows the first group, of four signs at most, tells the family.
    for (let i = start; i < end && i < start + 5; i++) {
      if (bytes[i] === DOT) return this.#addIPv4(bytes, start, end);
      if (bytes[i] === COLON) return this.#addIPv6(bytes, start, end);
    }
    return false;
  }

  #addIPv4(bytes: Uint8Array, start: number, end: number): boolean {
    let word = 0;
    let octet = -1;
    let octets = 1;
    let i = start;
    for (; i < end && bytes[i] !== SLASH; i++) {
      const c = bytes[i] ?? 0;
      if (c === DOT && octet >= 0) {
        word = (word << 8) | octet;
        octets++;
        octet = -1;
        // A second digit after a zero would be read as octal elsewhere.
      } else if (c < 0x30 || c > 0x39 || octet === 0) return false;
      else octet = octet < 0 ? c - 0x30 : octet * 10 + c - 0x30;
      if (octet > 255) return false;
    }
    if (octets !== 4 || octet < 0) return false;
    const prefix = i === end ? 32 : prefixIn(bytes, i + 1, end);
    if (prefix < 0 || prefix > 32) return false;
    this.four.add(0, 0, 0, ((word << 8) | octet) & mask(prefix), prefix);
    return true;
  }

  #addIPv6(bytes: Uint8Array, start: number, end: number): boolean {
    const groups = this.#groups;
    let count = 0;
    /** How many groups stand before `::`, or -1. */
    let gap = -1;
    let i = start;
    if (bytes[i] === COLON && i + 1 < end && bytes[i + 1] === COLON) {
      gap = 0;
      i += 2;
    }
    // Behind a colon, or at the start, there has to be a group; behind `::` there may be none.
    while (i < end && bytes[i] !== SLASH) {
      const first = i;
      let group = 0;
      for (; i < end; i++) {
        const digit = hexDigit(bytes[i] ?? 0);
        if (digit < 0) break;
        group = (group << 4) | digit;
      }
      if (i === first || i - first > 4 || count === 8) return false;
      groups[count++] = group;
      if (i === end || bytes[i] === SLASH) break;
      // A dotted end, too, which is rare.
      if (bytes[i] !== COLON || ++i === end) return false;
      if (bytes[i] !== COLON) {
        if (bytes[i] === SLASH) return false;
        continue;
      }
      if (gap >= 0) return false;
      gap = count;
      i++;
    }
    if (gap < 0 ? count !== 8 : count > 7) return false;
    const prefix = i === end ? 128 : prefixIn(bytes, i + 1, end);
    if (prefix < 0 || prefix > 128) return false;
    if (gap >= 0) {
      groups.copyWithin(8 - (count - gap), gap, count);
      groups.fill(0, gap, 8 - (count - gap));
    }
    const w0 = this.#word(0);
    const w1 = this.#word(2);
    const w2 = this.#word(4);
    // An IPv4 address in another form.
    if (w0 === 0 && w1 === 0 && w2 === 0xffff) return false;
    const w3 = this.#word(6) & mask(prefix - 96);
    this.six.add(w0 & mask(prefix), w1 & mask(prefix - 32), w2 & mask(prefix - 64), w3, prefix);
    return true;
  }

  #word(group: number): number {
    return ((this.#groups[group] ?? 0) << 16) | (this.#groups[group + 1] ?? 0);
  }
}

/** The decimal number up to `end`, of three digits at most and without leading zeros; else -1. */
function prefixIn(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start;
  if (digits < 1 || digits > 3 || (digits > 1 && bytes[start] === 0x30)) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const c = bytes[i] ?? 0;
    if (c < 0x30 || c > 0x39) return -1;
    value = value * 10 + c - 0x30;
  }
  return value;
}

/** The mask of a word of which `bits` lead, also less than 0 or more than 32. */
function mask(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? -1 : ~(-1 >>> bits);
}

/** The value of a hexadecimal digit; negative if it is none. */
function hexDigit(c: number): number {
  if (c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
