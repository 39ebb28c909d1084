import { Buffer } from "node:buffer";
import { isIPv4, isIPv6 } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AuthorityKeyIdentifier,
  anyExtendedKeyUsage,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
} from "@peculiar/asn1-x509";

/** The names a certificate speaks for, each an entry of its subjectAltName. */
export interface SubjectNames {
  readonly dnsNames?: readonly string[] | undefined;
  readonly ipAddresses?: readonly string[] | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly uris?: readonly string[] | undefined;
}

/** What a certificate may be used for (extended key usage); `any` = `anyExtendedKeyUsage` alone, `unrestricted` = the extension is left out. */
export type CertificateUsage = "server" | "client" | "both" | "any" | "unrestricted";

const USAGES: { readonly [usage in CertificateUsage]: readonly string[] } = {
  server: [id_kp_serverAuth],
  client: [id_kp_clientAuth],
  both: [id_kp_serverAuth, id_kp_clientAuth],
  any: [anyExtendedKeyUsage],
  unrestricted: [],
};

export function authorityExtensions(subjectKey: Buffer, issuerKey: Buffer): Extensions {
  return new Extensions([
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: true }), { critical: true }),
    extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign), { critical: true }),
    ...keyIdentifiers(subjectKey, issuerKey),
  ]);
}

export function leafExtensions(
  names: SubjectNames,
  usage: CertificateUsage,
  subjectKey: Buffer,
  issuerKey: Buffer,
): Extensions {
  const purposes = USAGES[usage];
  const entries = subjectNames(names);
  return new Extensions([
    extension(id_ce_basicConstraints, new BasicConstraints(), { critical: true }),
    extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), { critical: true }),
    ...keyIdentifiers(subjectKey, issuerKey),
    ...(purposes.length > 0 ? [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([...purposes]))] : []),
    ...(entries.length > 0 ? [extension(id_ce_subjectAltName, new SubjectAlternativeName([...entries]))] : []),
  ]);
}

function keyIdentifiers(subjectKey: Buffer, issuerKey: Buffer): readonly Extension[] {
  return [
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(subjectKey)),
    extension(
      id_ce_authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(issuerKey) }),
    ),
  ];
}

function extension(id: string, value: object, { critical = false }: { readonly critical?: boolean } = {}): Extension {
  return new Extension({ extnID: id, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** GeneralNames (RFC 5280, section 4.2.1.6); text is written as its UTF-8 bytes, so that tests can make bad ones too. */
function subjectNames(names: SubjectNames): readonly GeneralName[] {
  const text = (value: string) => Buffer.from(value, "utf8").toString("latin1");
  return [
    ...(names.dnsNames ?? []).map((name) => new GeneralName({ dNSName: text(name) })),
    ...(names.ipAddresses ?? []).map((address) => new GeneralName({ iPAddress: withoutDottedTail(address) })),
    ...(names.emails ?? []).map((email) => new GeneralName({ rfc822Name: text(email) })),
    ...(names.uris ?? []).map((uri) => new GeneralName({ uniformResourceIdentifier: text(uri) })),
  ];
}

/** The library does not read `::ffff:192.0.2.1`; the URL parser writes its tail as two groups. */
function withoutDottedTail(address: string): string {
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) throw new RangeError(`not an IP address: ${address}`);
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
