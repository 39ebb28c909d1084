import type { Time } from "@peculiar/asn1-x509";
import type { CertificateExtension, CertificateFacts, SubjectAlternativeNames } from "../facts.ts";
import { NO_ALTERNATIVE_NAMES, readAlternativeNames } from "./alternative-names.ts";
import { decode, hex, Malformed } from "./der.ts";
import { readDistinguishedName } from "./distinguished-name.ts";
import type { ParsedCertificate } from "./index.ts";
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

function certificate(der: Uint8Array): CertificateFacts {
  const { tbsCertificate: signed, signatureAlgorithm } = decode("the certificate", der, ReadCertificate);
  if (!signed.signature.isEqual(signatureAlgorithm)) {
    throw new Malformed("the signed part names another signature algorithm");
  }
  const extensions = readExtensions(signed.extensions ?? []);
  return {
    pem: encodePem(der, CERTIFICATE),
    serialNumber: serialNumber(new Uint8Array(signed.serialNumber)),
    signatureAlgorithm: readSignatureAlgorithm(signatureAlgorithm),
    subject: readDistinguishedName(signed.subject),
    issuer: readDistinguishedName(signed.issuer),
    san: alternativeNames(extensions),
    validity: { notBefore: readTime(signed.validity.notBefore), notAfter: readTime(signed.validity.notAfter) },
    extensions,
  };
}

/** Hex of the number: `ff` is read as -1, as the two's complement it is. */
function serialNumber(contents: Uint8Array): string {
  const [first, second] = contents;
  if (first === undefined) throw new Malformed("the serial number is empty");
  // X.690, section 8.3.2: nine equal bits in front are one byte too many, and a TLS stack refuses them.
  if (second !== undefined && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80)) {
    throw new Malformed("the serial number is longer than it has to be");
  }
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

function alternativeNames(extensions: readonly CertificateExtension[]): SubjectAlternativeNames {
  const extension = extensions.find(({ id }) => id === SUBJECT_ALT_NAME);
  return extension === undefined ? NO_ALTERNATIVE_NAMES : readAlternativeNames(extension.value);
}
