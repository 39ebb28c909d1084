import type { ClientHelloFields } from "./client-hello.ts";
import { ShortHashes } from "./short-hashes.ts";

/** What the fingerprint is made of. */
export type Ja4Input = Pick<
  ClientHelloFields,
  "version" | "cipherSuites" | "extensions" | "alpn" | "supportedVersions" | "signatureAlgorithms"
>;

/** What the three parts of a fingerprint are made of, `b` and `c` before they are hashed. All hexadecimal is lower case. */
export interface Ja4Parts {
  /**
   * Ten characters: `t` for TCP, two of the version, `d` or `i` with or without SNI, the numbers of cipher suites and of
   * extensions with two digits each, two of the first ALPN name. `t13d1516h2`.
   */
  readonly a: string;
  /** Cipher suites, sorted, four digits each, with commas: `002f,0035,1301`. Empty without any. */
  readonly b: string;
  /**
   * Extensions without SNI and ALPN, sorted; then, if there are any, an underscore and the signature algorithms in the
   * order sent: `0005,000a,000d_0403,0804`. Empty without any extension.
   */
  readonly c: string;
}

const SERVER_NAME = 0;
const ALPN = 16;
const HASHES = new ShortHashes();

/** Codes of the list that is being written: nothing is awaited meanwhile. A vector of 64 KiB holds no more. */
const CODES = new Uint16Array(32_768);
/** Its text: four digits and a comma each. A list longer than any client sends gets room of its own. */
const TEXT = Buffer.alloc(5 * 256);
const DIGITS = Buffer.from("0123456789abcdef");
const COMMA = 0x2c;
/** Longer lists are sorted better by what is made for long ones. */
const SHORT = 64;

/** Those of DTLS and QUIC are none: this is TCP. */
const VERSIONS: { readonly [version: number]: string } = {
  772: "13",
  771: "12",
  770: "11",
  769: "10",
  768: "s3",
  2: "s2",
};

/**
 * JA4 TLS client fingerprint over TCP, by FoxIO's technical description: `t13d1516h2_8daaf6152771_e5627efa2ab1`. Where
 * that and its reference programs differ (a first ALPN name that is not alphanumeric), the description is followed.
 */
export function ja4(hello: Ja4Input): string {
  const parts = ja4Parts(hello);
  return `${parts.a}_${HASHES.of(parts.b)}_${HASHES.of(parts.c)}`;
}

/** The fingerprint with its sorted lists in place of their hashes, known as JA4_r: the joined `ja4Parts`. */
export function ja4Raw(hello: Ja4Input): string {
  const parts = ja4Parts(hello);
  return `${parts.a}_${parts.b}_${parts.c}`;
}

/** The raw parts of the fingerprint, by the same description. GREASE (RFC 8701) is left out of every list. */
export function ja4Parts(hello: Ja4Input): Ja4Parts {
  const suites = gather(hello.cipherSuites, isNoGrease);
  const b = text(sort(suites));
  const listed = text(sort(gather(hello.extensions, isListed)));
  const algorithms = text(gather(hello.signatureAlgorithms, isNoGrease));
  const name = hello.extensions.includes(SERVER_NAME) ? "d" : "i";
  return {
    a: `t${version(hello)}${name}${count(suites)}${count(gather(hello.extensions, isNoGrease))}${alpn(hello)}`,
    b,
    // Without algorithms there is no underscore; without extensions there are no algorithms.
    c: algorithms === "" || listed === "" ? listed : `${listed}_${algorithms}`,
  };
}

/** The highest version offered; the record's version counts for nothing. */
function version(hello: Ja4Input): string {
  if (hello.supportedVersions.length === 0) return VERSIONS[hello.version] ?? "00";
  // Nothing but GREASE is offered: no version, rather than that of a field which the extension replaces.
  return VERSIONS[Math.max(0, ...hello.supportedVersions.filter(isNoGrease))] ?? "00";
}

/** First and last character of the first name; of its hexadecimal form if either is not alphanumeric. */
function alpn(hello: Ja4Input): string {
  const first = hello.alpn.find((name) => !isGreaseName(name));
  if (first === undefined || first === "") return "00";
  const ends = first.charAt(0) + first.charAt(first.length - 1);
  if (/^[0-9A-Za-z]{2}$/.test(ends)) return ends;
  const low = (first.charCodeAt(first.length - 1) & 0xf).toString(16);
  return (first.charCodeAt(0) >> 4).toString(16) + low;
}

/** Two digits, 99 at most. */
function count(length: number): string {
  const counted = Math.min(length, 99);
  return counted < 10 ? `0${counted}` : String(counted);
}

/** RFC 8701, section 2: 0x0a0a, 0x1a1a, …, 0xfafa, for whatever has two bytes. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** The same two bytes, reserved as ALPN names. The description says to ignore GREASE wherever it is. */
function isGreaseName(name: string): boolean {
  return name.length === 2 && isGrease((name.charCodeAt(0) << 8) | name.charCodeAt(1));
}

function isNoGrease(value: number): boolean {
  return !isGrease(value);
}

function isListed(type: number): boolean {
  return type !== SERVER_NAME && type !== ALPN && !isGrease(type);
}

/** Takes over what is wanted, in its order. Gives how many that are. */
function gather(values: readonly number[], isWanted: (value: number) => boolean): number {
  let length = 0;
  for (const value of values) if (isWanted(value)) CODES[length++] = value;
  return length;
}

/** Sorts what was gathered, as numbers: of four digits each that is the order of the text. */
function sort(length: number): number {
  if (length > SHORT) {
    CODES.subarray(0, length).sort();
    return length;
  }
  for (let i = 1; i < length; i++) {
    const value = CODES[i] ?? 0;
    let at = i;
    for (; at > 0 && (CODES[at - 1] ?? 0) > value; at--) CODES[at] = CODES[at - 1] ?? 0;
    CODES[at] = value;
  }
  return length;
}

/** What was gathered, with commas. */
function text(length: number): string {
  if (length === 0) return "";
  const size = 5 * length - 1;
  const bytes = size < TEXT.length ? TEXT : Buffer.alloc(size + 1);
  for (let i = 0, at = 0; i < length; i++) {
    const value = CODES[i] ?? 0;
    for (let shift = 12; shift >= 0; shift -= 4) bytes[at++] = DIGITS[(value >> shift) & 0xf] ?? 0;
    bytes[at++] = COMMA;
  }
  return bytes.toString("latin1", 0, size);
}
