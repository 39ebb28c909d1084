/** Whether a text is an address, and one as `Address.toString` writes it. */
export type AddressForm = "none" | "other" | "canonical";

/** The bits of the address that `scanAddress` has found last, as `Address` has them: whoever asks takes them at once. */
export const WORDS: Int32Array = new Int32Array(4);

/** The groups of an IPv6 address while it is read. */
const GROUPS = new Uint16Array(8);

/**
 * Reads an address strictly: four decimal octets without leading zeros, or RFC 4291, section 2.2 (all three forms).
 * No octal, hexadecimal or short dotted forms, no zone, no brackets, no white space. Makes nothing: the bits are in `WORDS`.
 */
export function scanAddress(text: string): AddressForm {
  // The longest form is `xxxx:xxxx:xxxx:xxxx:xxxx:xxxx:ddd.ddd.ddd.ddd`.
  if (text.length > 45) return "none";
  if (text.includes(":")) return scanIPv6(text);
  const word = scanIPv4(text, 0);
  if (word === undefined) return "none";
  setWords(0, 0, 0xffff, word);
  // Strict as it is, there is one way to write it.
  return "canonical";
}

/** The dotted quad from `start` to the end of the text, as a word. */
function scanIPv4(text: string, start: number): number | undefined {
  let word = 0;
  let octet = -1;
  let octets = 1;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x2e) {
      if (octet < 0) return undefined;
      word = (word << 8) | octet;
      octets++;
      octet = -1;
    } else {
      // A second digit after a zero would be read as octal elsewhere.
      if (c < 0x30 || c > 0x39 || octet === 0) return undefined;
      octet = octet < 0 ? c - 0x30 : octet * 10 + c - 0x30;
      if (octet > 255) return undefined;
    }
  }
  return octets === 4 && octet >= 0 ? (word << 8) | octet : undefined;
}

function scanIPv6(text: string): AddressForm {
  let count = 0;
  /** Where `::` stands, as an index into the groups. */
  let gap = -1;
  /** No capitals, no leading zeros, nothing dotted. */
  let plain = true;
  let i = 0;
  if (text.startsWith("::")) {
    gap = 0;
    i = 2;
  }
  while (i < text.length) {
    const start = i;
    let group = 0;
    let digit = hexDigit(text, i);
    while (digit >= 0) {
      group = (group << 4) | digit;
      if (digit > 9 && text.charCodeAt(i) < 0x61) plain = false;
      digit = hexDigit(text, ++i);
    }
    const digits = i - start;
    if (digits === 0 || digits > 4) return "none";
    if (digits > 1 && text.charCodeAt(start) === 0x30) plain = false;
    const c = text.charCodeAt(i);
    if (c === 0x2e) {
      const word = scanIPv4(text, start);
      if (word === undefined || count > 6) return "none";
      GROUPS[count++] = word >>> 16;
      GROUPS[count++] = word;
      plain = false;
      break;
    }
    if (count === 8) return "none";
    GROUPS[count++] = group;
    if (i === text.length) break;
    if (c !== 0x3a) return "none";
    i++;
    if (text.charCodeAt(i) === 0x3a) {
      if (gap >= 0) return "none";
      gap = count;
      i++;
    } else if (i === text.length) {
      return "none";
    }
  }
  if (gap < 0 ? count !== 8 : count > 7) return "none";
  const zeros = 8 - count;
  if (gap >= 0) {
    GROUPS.copyWithin(gap + zeros, gap, count);
    GROUPS.fill(0, gap, gap + zeros);
  }
  setWords(word(0), word(2), word(4), word(6));
  return plain && isShortened(gap, zeros) ? "canonical" : "other";
}

/** Whether the gap is where RFC 5952, section 4.2, has it; an IPv4-mapped address is never written with one. */
function isShortened(gap: number, zeros: number): boolean {
  const run = longestZeros();
  const start = run >> 4;
  if (zeros === 5 && GROUPS[5] === 0xffff) return false;
  return run === 0 ? gap < 0 : gap === start && zeros === (run & 15);
}

/** The first longest run of two or more zero groups: its start × 16 + its length; 0 if there is none. */
function longestZeros(): number {
  let best = 0;
  let bestLength = 1;
  for (let i = 0; i < 8; ) {
    let end = i;
    while (end < 8 && GROUPS[end] === 0) end++;
    if (end - i > bestLength) {
      bestLength = end - i;
      best = i * 16 + bestLength;
    }
    i = end + 1;
  }
  return best;
}

function word(group: number): number {
  return ((GROUPS[group] as number) << 16) | (GROUPS[group + 1] as number);
}

function setWords(w0: number, w1: number, w2: number, w3: number): void {
  WORDS[0] = w0;
  WORDS[1] = w1;
  WORDS[2] = w2;
  WORDS[3] = w3;
}

/** The value of the hexadecimal digit at `i`; negative if there is none. */
function hexDigit(text: string, i: number): number {
  const c = text.charCodeAt(i);
  if (c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
