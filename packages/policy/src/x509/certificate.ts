import type { CertificateExtension, CertificateFacts, SubjectAlternativeNames } from "../facts.ts";
import { NO_ALTERNATIVE_NAMES, readAlternativeNames } from "./alternative-names.ts";
import { DerReader, dotted, hex, Malformed, Tag } from "./der.ts";
import { readDistinguishedName } from "./distinguished-name.ts";
import type { ParsedCertificate } from "./index.ts";
import { encodePem } from "./pem.ts";
import { readSignatureAlgorithm } from "./signature-algorithm.ts";
import { readTime } from "./time.ts";

const SUBJECT_ALT_NAME = "2.5.29.17";
/** Context tags of TBSCertificate. */
const VERSION = 0xa0;
const ISSUER_UNIQUE_ID = 0x81;
const SUBJECT_UNIQUE_ID = 0x82;
const EXTENSIONS = 0xa3;

export function readCertificate(der: Uint8Array): ParsedCertificate {
  try {
    return { kind: "certificate", facts: certificate(der) };
  } catch (error) {
    if (error instanceof Malformed) return { kind: "invalid", reason: error.message };
    throw error;
  }
}

/** Certificate (RFC 5280, section 4.1). */
function certificate(der: Uint8Array): CertificateFacts {
  const outer = new DerReader(der);
  const reader = outer.enter("the certificate", Tag.sequence);
  outer.end("the certificate");
  const signed = reader.enter("the signed part", Tag.sequence);
  const algorithm = reader.read("the signature algorithm", Tag.sequence);
  reader.read("the signature", Tag.bitString);
  reader.end("the signature");

  signed.optional("the version", VERSION);
  const serial = signed.read("the serial number", Tag.integer);
  const signedAlgorithm = signed.read("the signature algorithm", Tag.sequence);
  if (hex(signedAlgorithm.encoded) !== hex(algorithm.encoded)) {
    throw new Malformed("the signed part names another signature algorithm");
  }
  const issuer = signed.read("the issuer", Tag.sequence);
  const validity = signed.enter("the validity", Tag.sequence);
  const notBefore = readTime(validity.read("the start of the validity"));
  const notAfter = readTime(validity.read("the end of the validity"));
  validity.end("the validity");
  const subject = signed.read("the subject", Tag.sequence);
  signed.read("the public key", Tag.sequence);
  signed.optional("the issuer's unique identifier", ISSUER_UNIQUE_ID);
  signed.optional("the subject's unique identifier", SUBJECT_UNIQUE_ID);
  const extensions = readExtensions(signed);
  signed.end("the signed part");
  return {
    pem: encodePem(der),
    serialNumber: serialNumber(serial.contents),
    signatureAlgorithm: readSignatureAlgorithm(algorithm),
    subject: readDistinguishedName(subject),
    issuer: readDistinguishedName(issuer),
    san: alternativeNames(extensions),
    validity: { notBefore, notAfter },
    extensions,
  };
}

/** Hex of the number: `ff` is read as -1, as the two's complement it is. */
function serialNumber(contents: Uint8Array): string {
  if (contents.length === 0) throw new Malformed("the serial number is empty");
  return BigInt.asIntN(contents.length * 8, BigInt(`0x${hex(contents)}`)).toString(16);
}

function readExtensions(signed: DerReader): readonly CertificateExtension[] {
  const tagged = signed.optional("the extensions", EXTENSIONS);
  if (tagged === undefined) return [];
  const outer = new DerReader(tagged.contents);
  const reader = outer.enter("the extensions", Tag.sequence);
  outer.end("the extensions");
  const extensions: CertificateExtension[] = [];
  while (!reader.done) {
    const extension = readExtension(reader.enter("an extension", Tag.sequence));
    // Which of two would count is anybody's guess, so RFC 5280 allows none twice.
    if (extensions.some(({ id }) => id === extension.id)) {
      throw new Malformed(`the extension ${extension.id} is there twice`);
    }
    extensions.push(extension);
  }
  return extensions;
}

function readExtension(reader: DerReader): CertificateExtension {
  const id = dotted(reader.read("the type of an extension", Tag.objectIdentifier).contents);
  const flag = reader.optional("the flag of an extension", Tag.boolean)?.contents;
  if (flag !== undefined && (flag.length !== 1 || (flag[0] !== 0 && flag[0] !== 0xff))) {
    throw new Malformed(`the extension ${id} is neither critical nor not`);
  }
  const value = reader.read("the value of an extension", Tag.octetString).contents;
  reader.end(`the extension ${id}`);
  // A copy (`slice` of a Buffer is none), so that whoever keeps it does not keep the whole message it arrived in.
  return { id, critical: flag?.[0] === 0xff, value: new Uint8Array(value) };
}

function alternativeNames(extensions: readonly CertificateExtension[]): SubjectAlternativeNames {
  const extension = extensions.find(({ id }) => id === SUBJECT_ALT_NAME);
  return extension === undefined ? NO_ALTERNATIVE_NAMES : readAlternativeNames(extension.value);
}
