import { AsnOctetStringConverter, type IAsnConverter } from "@peculiar/asn1-schema";
import { Malformed } from "./der.ts";

const OBJECT_IDENTIFIER = 6;
/** Bits of an arc that a byte holds; its highest bit says that more follow. */
const BITS = 7n;
const MORE = 0x80;

/** What of the library's block is used: each arc as its digits to the base 128, the first two arcs in one. */
interface Arcs {
  readonly value: readonly { readonly valueHexView: Uint8Array }[];
}

/**
 * An object identifier (X.690, section 8.19) with arcs of any size, such as `2.25.` and a UUID (X.667). The library's own
 * converter counts in floating point: from 50 bits on it writes another number than it has read.
 */
export const ObjectIdentifierConverter: IAsnConverter<string> = {
  fromASN({ valueBlock }) {
    const { value } = valueBlock as typeof valueBlock & Arcs;
    return dotted(value.map(({ valueHexView }) => arcOf(valueHexView)));
  },
  toASN(text) {
    // Written as any bytes are, under its own tag.
    const block = AsnOctetStringConverter.toASN(contentsOf(text));
    block.idBlock.tagNumber = OBJECT_IDENTIFIER;
    return block;
  },
};

function arcOf(digits: Uint8Array): bigint {
  if (digits.length > 1 && digits[0] === 0) throw new Malformed("an arc of an object identifier is written too long");
  return digits.reduce((arc, digit) => (arc << BITS) | BigInt(digit), 0n);
}

function dotted([first, ...rest]: readonly bigint[]): string {
  if (first === undefined) throw new Malformed("an object identifier is empty");
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [root, first - root * 40n, ...rest].join(".");
}

function contentsOf(text: string): ArrayBuffer {
  const [root = 0n, second = 0n, ...rest] = text.split(".").map(BigInt);
  return Uint8Array.from([root * 40n + second, ...rest].flatMap(bytesOf)).buffer;
}

function bytesOf(arc: bigint): number[] {
  const bytes = [Number(arc & 0x7fn)];
  for (let left = arc >> BITS; left > 0n; left >>= BITS) bytes.unshift(Number(left & 0x7fn) | MORE);
  return bytes;
}
