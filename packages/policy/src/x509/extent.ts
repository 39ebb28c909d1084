import { Malformed } from "./der.ts";
import { lengthAt } from "./elements.ts";

/**
 * What a certificate may hold before anything is made of it. The library takes some 30 µs for a value and asks the same of
 * each arc, so that 90 KB of them, which TLS lets a stranger send, would stall all other connections. RFC 5280 bounds none.
 */
export const EXTENT = {
  /** A leaf has about sixty, and one for each of its alternative names. */
  values: 2048,
  /** Of an object identifier's contents; those in use have fewer than 64. */
  identifierBytes: 128,
  /** Of one arc, seven bits each; a UUID (X.667) has 19. */
  arcBytes: 32,
} as const;

const CONSTRUCTED = 0x20;
/** The tag number that says that more bytes of it follow. */
const LONG_TAG = 0x1f;
const OBJECT_IDENTIFIER = 0x06;
/** `registeredID` of a GeneralName (RFC 5280, section 4.2.1.6): nothing else that is read here has this tag. */
const REGISTERED_ID = 0x88;
const MORE = 0x80;

/** Throws `Malformed` where there is more than `EXTENT`; linear in the bytes, and without a view of any. */
export function checkExtent(what: string, bytes: Uint8Array): void {
  let values = 0;
  let end = bytes.length;
  for (let at = 0; at < end; ) {
    values += 1;
    if (values > EXTENT.values) throw new Malformed(`${what} holds more than ${EXTENT.values} values`);
    const tag = bytes[at] ?? 0;
    const size = lengthAt(bytes, at + 1);
    if (!size || (tag & LONG_TAG) === LONG_TAG) throw new Malformed(`${what} is not in DER`);
    const start = at + 1 + size.header;
    // Bytes behind the one value are not read, and have a message of their own.
    if (values === 1) end = Math.min(end, start + size.length);
    // What is inside of a constructed value comes next. That it ends with it is for the library to say.
    at = tag & CONSTRUCTED ? start : start + size.length;
    if (tag === OBJECT_IDENTIFIER || tag === REGISTERED_ID) checkIdentifier(what, bytes, start, at);
  }
}

function checkIdentifier(what: string, bytes: Uint8Array, start: number, end: number): void {
  if (end - start > EXTENT.identifierBytes) {
    throw new Malformed(`${what} holds an object identifier of more than ${EXTENT.identifierBytes} bytes`);
  }
  let arc = 0;
  for (let at = start; at < end; at++) {
    arc += 1;
    if (arc > EXTENT.arcBytes) throw new Malformed(`${what} holds an arc of more than ${EXTENT.arcBytes} bytes`);
    if (((bytes[at] ?? 0) & MORE) === 0) arc = 0;
  }
}
