import { createHash } from "node:crypto";
import type { ClientHelloFields } from "./client-hello.ts";

/** What the fingerprint is made of. */
export type Ja4Input = Pick<
  ClientHelloFields,
  "version" | "cipherSuites" | "extensions" | "alpn" | "supportedVersions" | "signatureAlgorithms"
>;

const SERVER_NAME = 0;
const ALPN = 16;
/** What stands for the hash of an empty list. */
const NOTHING = "0".repeat(12);

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
  const parts = partsOf(hello);
  return [parts.a, hash(parts.b), hash(parts.c)].join("_");
}

/** The fingerprint with its sorted lists in place of their hashes, known as JA4_r. */
export function ja4Raw(hello: Ja4Input): string {
  const parts = partsOf(hello);
  return [parts.a, parts.b, parts.c].join("_");
}

function partsOf(hello: Ja4Input): { a: string; b: string; c: string } {
  const cipherSuites = withoutGrease(hello.cipherSuites);
  const extensions = withoutGrease(hello.extensions);
  const listed = extensions.filter((type) => type !== SERVER_NAME && type !== ALPN);
  const algorithms = withoutGrease(hello.signatureAlgorithms).map(hex);
  const types = listed.map(hex).sort().join(",");
  return {
    a: `t${version(hello)}${extensions.includes(SERVER_NAME) ? "d" : "i"}${count(cipherSuites)}${count(extensions)}${alpn(hello)}`,
    b: cipherSuites.map(hex).sort().join(","),
    // Signature algorithms keep their order; without any, there is no underscore either.
    c: algorithms.length === 0 ? types : `${types}_${algorithms.join(",")}`,
  };
}

/** The highest version offered; the record's version counts for nothing. */
function version(hello: Ja4Input): string {
  const offered = withoutGrease(hello.supportedVersions);
  return VERSIONS[offered.length === 0 ? hello.version : Math.max(...offered)] ?? "00";
}

/** First and last character of the first name; of its hexadecimal form if either is not alphanumeric. */
function alpn(hello: Ja4Input): string {
  const first = hello.alpn[0];
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

/** RFC 8701: 0x0a0a, 0x1a1a, …, 0xfafa. */
function withoutGrease(values: readonly number[]): number[] {
  return values.filter((value) => !((value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)));
}

function hex(value: number): string {
  return value.toString(16).padStart(4, "0");
}

function hash(text: string): string {
  return text === "" ? NOTHING : createHash("sha256").update(text).digest("hex").slice(0, 12);
}
