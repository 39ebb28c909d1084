import { hash } from "node:crypto";
import type { ClientHelloFields } from "./client-hello.ts";

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
/** What stands for the hash of an empty list. */
const NOTHING = "0".repeat(12);

/** The two digits of every byte. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

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
  return [parts.a, shortHash(parts.b), shortHash(parts.c)].join("_");
}

/** The fingerprint with its sorted lists in place of their hashes, known as JA4_r: the joined `ja4Parts`. */
export function ja4Raw(hello: Ja4Input): string {
  const parts = ja4Parts(hello);
  return [parts.a, parts.b, parts.c].join("_");
}

/** The raw parts of the fingerprint, by the same description. GREASE (RFC 8701) is left out of every list. */
export function ja4Parts(hello: Ja4Input): Ja4Parts {
  const cipherSuites = withoutGrease(hello.cipherSuites);
  const extensions = withoutGrease(hello.extensions);
  const listed = sorted(extensions.filter((type) => type !== SERVER_NAME && type !== ALPN));
  const algorithms = withoutGrease(hello.signatureAlgorithms);
  return {
    a: `t${version(hello)}${extensions.includes(SERVER_NAME) ? "d" : "i"}${count(cipherSuites)}${count(extensions)}${alpn(hello)}`,
    b: sorted(cipherSuites),
    // Without algorithms there is no underscore; without extensions there are no algorithms.
    c: algorithms.length === 0 || listed === "" ? listed : `${listed}_${joined(algorithms)}`,
  };
}

/** The highest version offered; the record's version counts for nothing. */
function version(hello: Ja4Input): string {
  if (hello.supportedVersions.length === 0) return VERSIONS[hello.version] ?? "00";
  // Nothing but GREASE is offered: no version, rather than that of a field which the extension replaces.
  return VERSIONS[Math.max(0, ...withoutGrease(hello.supportedVersions))] ?? "00";
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
function count(list: readonly number[]): string {
  return String(Math.min(list.length, 99)).padStart(2, "0");
}

/** RFC 8701, section 2: 0x0a0a, 0x1a1a, …, 0xfafa, for whatever has two bytes. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** The same two bytes, reserved as ALPN names. The description says to ignore GREASE wherever it is. */
function isGreaseName(name: string): boolean {
  return name.length === 2 && isGrease((name.charCodeAt(0) << 8) | name.charCodeAt(1));
}

function withoutGrease(values: readonly number[]): number[] {
  return values.filter((value) => !isGrease(value));
}

/** Sorted as numbers, which for four digits each is the order of the text, and quicker for a list of thousands. */
function sorted(values: readonly number[]): string {
  return joined(new Uint16Array(values).sort());
}

function joined(values: readonly number[] | Uint16Array): string {
  let text = "";
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    text += `${i === 0 ? "" : ","}${HEX[value >> 8]}${HEX[value & 0xff]}`;
  }
  return text;
}

function shortHash(text: string): string {
  return text === "" ? NOTHING : hash("sha256", text).slice(0, 12);
}
