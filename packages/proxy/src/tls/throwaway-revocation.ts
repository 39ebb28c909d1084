import { Buffer } from "node:buffer";
import { createPrivateKey, sign, X509Certificate } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  Certificate,
  CertificateList,
  CRLNumber,
  Extension,
  id_ce_authorityKeyIdentifier,
  id_ce_cRLNumber,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  RevokedCertificate,
  SubjectKeyIdentifier,
  TBSCertList,
  Time,
  Version,
} from "@peculiar/asn1-x509";
import type { Credentials } from "./throwaway.ts";

export interface RevocationListOptions {
  /** PEM. */
  readonly revoked?: readonly string[];
  /** Default: an hour ago. */
  readonly thisUpdate?: Date;
  /** Default: tomorrow. */
  readonly nextUpdate?: Date;
  readonly extensions?: readonly Extension[];
}

const HOUR = 3_600_000;

/** A certificate revocation list (RFC 5280, section 5.1) that the authority has signed; PEM. */
export function createRevocationList(authority: Credentials, options: RevocationListOptions = {}): string {
  const issuer = AsnConvert.parse(new X509Certificate(authority.certificate).raw, Certificate);
  const key = createPrivateKey(authority.privateKey);
  const signature = algorithmOf(key.asymmetricKeyType);
  const revoked = (options.revoked ?? []).map(revokedCertificate);
  const tbsCertList = new TBSCertList({
    version: Version.v2,
    signature,
    issuer: issuer.tbsCertificate.subject,
    thisUpdate: new Time(options.thisUpdate ?? new Date(Date.now() - HOUR)),
    nextUpdate: new Time(options.nextUpdate ?? new Date(Date.now() + 24 * HOUR)),
    ...(revoked.length > 0 ? { revokedCertificates: revoked } : {}),
    crlExtensions: [
      new Extension({
        extnID: id_ce_authorityKeyIdentifier,
        extnValue: octets(new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdOf(issuer)) })),
      }),
      new Extension({ extnID: id_ce_cRLNumber, extnValue: octets(new CRLNumber(1)) }),
      ...(options.extensions ?? []),
    ],
  });
  const digest = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  const signed = sign(digest, Buffer.from(AsnConvert.serialize(tbsCertList)), key);
  const list = new CertificateList({
    tbsCertList,
    signatureAlgorithm: signature,
    signature: new Uint8Array(signed).buffer,
  });
  const base64 = Buffer.from(AsnConvert.serialize(list)).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN X509 CRL-----\n${base64.trimEnd()}\n-----END X509 CRL-----\n`;
}

function revokedCertificate(pem: string): RevokedCertificate {
  const { tbsCertificate } = AsnConvert.parse(new X509Certificate(pem).raw, Certificate);
  return new RevokedCertificate({
    userCertificate: tbsCertificate.serialNumber,
    revocationDate: new Time(new Date(Date.now() - HOUR)),
  });
}

function keyIdOf({ tbsCertificate }: Certificate): ArrayBuffer {
  const found = tbsCertificate.extensions?.find(({ extnID }) => extnID === id_ce_subjectKeyIdentifier);
  if (!found) throw new Error("the authority has no key identifier");
  return AsnConvert.parse(found.extnValue.buffer, SubjectKeyIdentifier).buffer;
}

function octets(value: object): OctetString {
  return new OctetString(AsnConvert.serialize(value));
}

function algorithmOf(type: string | undefined): AlgorithmIdentifier {
  switch (type) {
    case "ec":
      return new AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" });
    case "rsa":
      return new AlgorithmIdentifier({ algorithm: "1.2.840.113549.1.1.11", parameters: null });
    case "ed25519":
      return new AlgorithmIdentifier({ algorithm: "1.3.101.112" });
    default:
      throw new Error(`no signature with a key of type ${type}`);
  }
}
