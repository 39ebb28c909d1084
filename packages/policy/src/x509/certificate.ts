import type { Time } from "@peculiar/asn1-x509";
import type { CertificateExtension, CertificateFacts } from "../facts.ts";
import { type AlternativeName, alternativeNames, readAlternativeNames } from "./alternative-names.ts";
import { decode, hex, Malformed } from "./der.ts";
import { distinguishedName, readName } from "./distinguished-name.ts";
import type { ParsedCertificate } from "./index.ts";
import { lazily } from "./lazily.ts";
import { CERTIFICATE, encodePem } from "./pem.ts";
import { ReadCertificate, type ReadExtension } from "./schema.ts";
import { readSignatureAlgorithm } from "./signature-algorithm.ts";

const SUBJECT_ALT_NAME = "2.5.29.17";

export function readCertificate(der: Uint8Array): ParsedCertificate {
  try {
    return { kind: "certificate", facts: certificate(der) };
  } catch (error) {
    if (error instanceof Malformed) return { kind: "invalid", reason: error.message };
    throw error;
  }
}

/**
 * Checks all of a certificate, and makes only what has to be made for that: rules look at one field of it, or at none. So
 * nothing that computes a field may throw, or keep alive all that the library has read.
 */
function certificate(shown: Uint8Array): CertificateFacts {
  // A copy: a host may write over its bytes before a field is read.
  const der = new Uint8Array(shown);
  const { tbsCertificate: signed, signatureAlgorithm: algorithm } = decode("the certificate", der, ReadCertificate);
  if (!signed.signature.isEqual(algorithm)) {
    throw new Malformed("the signed part names another signature algorithm");
  }
  const extensions = readExtensions(signed.extensions ?? []);
  const number = readSerialNumber(signed.serialNumber);
  const signatureAlgorithm = readSignatureAlgorithm(algorithm);
  const subject = readName(signed.subject);
  const issuer = readName(signed.issuer);
  const names = namesAmong(extensions);
  const validity = { notBefore: readTime(signed.validity.notBefore), notAfter: readTime(signed.validity.notAfter) };
  return lazily<CertificateFacts>({
    pem: () => encodePem(der, CERTIFICATE),
    serialNumber: () => printNumber(number),
    signatureAlgorithm: () => signatureAlgorithm,
    subject: () => distinguishedName(subject),
    issuer: () => distinguishedName(issuer),
    san: () => alternativeNames(names),
    validity: () => validity,
    extensions: () => extensions,
  });
}

function readSerialNumber(integer: ArrayBuffer): Uint8Array {
  const contents = new Uint8Array(integer);
  const [first, second] = contents;
  if (first === undefined) throw new Malformed("the serial number is empty");
  // X.690, section 8.3.2: nine equal bits in front are one byte too many, and a TLS stack refuses them.
  if (second !== undefined && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80)) {
    throw new Malformed("the serial number is longer than it has to be");
  }
  return contents;
}

/** Hex of the number: `ff` is -1, as the two's complement it is. */
function printNumber(contents: Uint8Array): string {
  return BigInt.asIntN(contents.length * 8, BigInt(`0x${hex(contents)}`)).toString(16);
}

/** RFC 5280, section 4.1.2.5, has no fractions of a second. */
export function readTime(time: Time): Date {
  const date = time.getTime();
  if (date.getUTCMilliseconds() !== 0) throw new Malformed("a date is not in the form that a certificate has it in");
  return date;
}

export function readExtensions(read: readonly ReadExtension[]): readonly CertificateExtension[] {
  const extensions: CertificateExtension[] = [];
  for (const { extnID: id, critical = false, extnValue } of read) {
    // Which of two would count is anybody's guess, so RFC 5280 allows none twice.
    if (extensions.some((extension) => extension.id === id)) throw new Malformed(`the extension ${id} is there twice`);
    extensions.push({ id, critical, value: new Uint8Array(extnValue.buffer) });
  }
  return extensions;
}

function namesAmong(extensions: readonly CertificateExtension[]): readonly AlternativeName[] {
  const extension = extensions.find(({ id }) => id === SUBJECT_ALT_NAME);
  return extension === undefined ? [] : readAlternativeNames(extension.value);
}
