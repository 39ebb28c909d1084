import { SSL, type SslTlv, TLV, type Tlv } from "./tlv.ts";

/** The flags of `SslTlv.client` (section 2.2.8 of the specification). */
export const SSL_CLIENT = {
  /** The client speaks TLS. */
  tls: 0x01,
  /** It has shown a certificate on this connection. */
  certificateOnConnection: 0x02,
  /** It has shown one in the TLS session that this connection belongs to. */
  certificateInSession: 0x04,
} as const;

/**
 * The `ssl` TLV that `sslTlv` reads as the same. Throws a RangeError for a flag or result out of range, a text with a character
 * that is no byte, and for more than 65535 bytes.
 */
export function encodeSslTlv(ssl: SslTlv): Tlv {
  if (!isUnsigned(ssl.client, 0xff) || !isUnsigned(ssl.verify, 0xffff_ffff)) {
    throw new RangeError("the flags take a byte and the result of the verification four");
  }
  const head = [
    ssl.client,
    ssl.verify >>> 24,
    (ssl.verify >>> 16) & 0xff,
    (ssl.verify >>> 8) & 0xff,
    ssl.verify & 0xff,
  ];
  const subs = (Object.entries(SSL) as [keyof typeof SSL, number][]).flatMap(([name, type]) => {
    const value = ssl[name];
    return value === undefined ? [] : encodeText(type, value);
  });
  const value = Uint8Array.from([...head, ...subs]);
  if (value.length > 0xffff) throw new RangeError("a TLV holds no more than 65535 bytes");
  return { type: TLV.ssl, value };
}

function encodeText(type: number, text: string): number[] {
  const bytes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (bytes.length > 0xffff || bytes.some((byte) => byte > 0xff)) {
    throw new RangeError("a text has one character a byte, no more than 65535");
  }
  return [type, bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

function isUnsigned(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
