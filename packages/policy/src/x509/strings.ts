import type { AttributeValue } from "@peculiar/asn1-x509";
import { decode, Malformed } from "./der.ts";
import { OtherString } from "./schema.ts";

const NUMERIC = 0x12;
const VISIBLE = 0x1a;

/** The text of a character string of any type a name may have, `undefined` if the value is none. */
export function stringOf(value: AttributeValue): string | undefined {
  const sevenBit = value.printableString ?? value.ia5String ?? otherString(value.anyValue);
  if (sevenBit !== undefined) return sevenBitText(sevenBit);
  const wide = value.bmpString ?? value.universalString;
  if (wide !== undefined && /\p{Cs}/u.test(wide)) {
    throw new Malformed("a string of wide characters holds something that is no character");
  }
  // A TeletexString is read as Latin-1: whatever T.61 says, encoders put that there.
  return wide ?? value.utf8String ?? value.teletexString;
}

/** Text of bytes below 0x80, which the library does not insist on. */
export function sevenBitText(text: string): string {
  if (/[^\0-\x7f]/.test(text)) throw new Malformed("a string of 7-bit characters holds another byte");
  return text;
}

/** `null` is how the library reads a NULL. */
function otherString(encoded: ArrayBuffer | null | undefined): string | undefined {
  if (!encoded) return undefined;
  const bytes = new Uint8Array(encoded);
  if (bytes[0] !== NUMERIC && bytes[0] !== VISIBLE) return undefined;
  const { numericString, visibleString } = decode("a string", bytes, OtherString);
  return numericString ?? visibleString;
}
