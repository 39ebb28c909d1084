import { Malformed } from "./der.ts";

/** Tags of X.690, section 8.1.2, as they stand in a list of elements. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  /** `[0]`, explicit. */
  context0: 0xa0,
} as const;

/** One element of an encoding, unread. */
export interface Element {
  readonly tag: number;
  /** The element with its tag and length. */
  readonly der: Uint8Array;
  readonly contents: Uint8Array;
}

/**
 * Cuts an encoding (DER, X.690, section 10.1) into its elements, without looking into them: for what is too long to be read
 * whole. Tags of more than one byte and lengths in other than the shortest form are refused.
 */
export function elementsOf(what: string, bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const { length, header } = lengthAt(bytes, at + 1) ?? {};
    const isWhole = length !== undefined && header !== undefined && at + 1 + header + length <= bytes.length;
    if (!isWhole || (tag & 0x1f) === 0x1f) throw new Malformed(`${what} is not in DER`);
    const end = at + 1 + header + length;
    elements.push({ tag, der: bytes.subarray(at, end), contents: bytes.subarray(at + 1 + header, end) });
    at = end;
  }
  return elements;
}

/** A length of up to four bytes, and how many bytes it takes. */
export function lengthAt(bytes: Uint8Array, at: number): { length: number; header: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { length: first, header: 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + count >= bytes.length) return undefined;
  let length = 0;
  for (let i = 1; i <= count; i++) length = length * 256 + (bytes[at + i] ?? 0);
  const shortest = length < 0x80 ? 0 : Math.ceil(Math.log2(length + 1) / 8);
  return shortest === count ? { length, header: count + 1 } : undefined;
}
