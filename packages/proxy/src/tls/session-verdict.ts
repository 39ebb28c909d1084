/**
 * The result of the chain verification inside a serialized session: the field `[5]` of OpenSSL's SSL_SESSION
 * (d2i_SSL_SESSION(3)), a number of X509_STORE_CTX_get_error(3). 0 where the field is left out; `undefined` where the
 * bytes are not such a session.
 */
export function verifyResultOf(session: Uint8Array): number | undefined {
  const outer = elementAt(session, 0);
  if (outer?.tag !== SEQUENCE || outer.end !== session.length) return undefined;
  let result = 0;
  for (let at = outer.start; at < outer.end; ) {
    const element = elementAt(session, at);
    if (!element || element.end > outer.end) return undefined;
    if (element.tag === VERIFY_RESULT) {
      const value = integerIn(session, element);
      if (value === undefined) return undefined;
      result = value;
    }
    at = element.end;
  }
  return result;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** Context tag 5, constructed. */
const VERIFY_RESULT = 0xa5;

interface Element {
  readonly tag: number;
  /** Where the content starts and ends. */
  readonly start: number;
  readonly end: number;
}

/** A DER element with a tag of one byte and a length of at most four. */
function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) return undefined;
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start++] ?? Number.POSITIVE_INFINITY);
  }
  return start + length <= bytes.length ? { tag, start, end: start + length } : undefined;
}

/** A positive INTEGER of at most four bytes, and nothing beside it. */
function integerIn(bytes: Uint8Array, outer: Element): number | undefined {
  const inner = elementAt(bytes, outer.start);
  if (inner?.tag !== INTEGER || inner.end !== outer.end) return undefined;
  const content = bytes.subarray(inner.start, inner.end);
  if (content.length === 0 || content.length > 4 || (content[0] ?? 0) >= 0x80) return undefined;
  let value = 0;
  for (const byte of content) value = value * 256 + byte;
  return value;
}
