import { type Element, Malformed } from "./der.ts";

const UTF8 = 0x0c;
const NUMERIC = 0x12;
const PRINTABLE = 0x13;
const TELETEX = 0x14;
const IA5 = 0x16;
const VISIBLE = 0x1a;
const UNIVERSAL = 0x1c;
const BMP = 0x1e;

// A byte order mark is text like any other here: dropping it would make two names equal that are not.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a character string of any type a name may have, `undefined` if the value is none. */
export function stringOf(value: Element): string | undefined {
  switch (value.tag) {
    case UTF8:
      return utf8Text(value.contents);
    case NUMERIC:
    case PRINTABLE:
    case IA5:
    case VISIBLE:
      return sevenBitText(value.contents);
    case TELETEX:
      // Whatever T.61 says, encoders put Latin-1 here.
      return codeUnits(value.contents);
    case BMP:
      return wideText(value.contents, 2);
    case UNIVERSAL:
      return wideText(value.contents, 4);
    default:
      return undefined;
  }
}

/** Text of bytes below 0x80. Decoders that drop or replace the high bit turn one name into another. */
export function sevenBitText(bytes: Uint8Array): string {
  for (const byte of bytes) if (byte >= 0x80) throw new Malformed("a string of 7-bit characters holds another byte");
  return codeUnits(bytes);
}

function utf8Text(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Malformed("a UTF8String is not UTF-8");
  }
}

function codeUnits(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Big-endian characters of `width` bytes each; a surrogate is no character. */
function wideText(bytes: Uint8Array, width: 2 | 4): string {
  if (bytes.length % width !== 0) throw new Malformed("a string of wide characters ends within one");
  let text = "";
  for (let i = 0; i < bytes.length; i += width) {
    let point = 0;
    for (let j = 0; j < width; j++) point = point * 256 + (bytes[i + j] ?? 0);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      throw new Malformed("a string of wide characters holds something that is no character");
    }
    text += String.fromCodePoint(point);
  }
  return text;
}
