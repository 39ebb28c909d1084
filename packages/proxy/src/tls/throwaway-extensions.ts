import { Buffer } from "node:buffer";
import { isIPv4, isIPv6 } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AuthorityKeyIdentifier,
  anyExtendedKeyUsage,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  NameConstraints,
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

/** What narrows an authority; by default nothing does. */
export interface AuthorityLimits {
  /** `false` makes an issuer that is marked as no authority. Default `true`. */
  readonly isAuthority?: boolean | undefined;
  /** How many authorities may stand between this one and a leaf. Default: any number. */
  readonly pathLength?: number | undefined;
  /** Names that what it issues must have (RFC 5280, section 4.2.1.10). Default: any. */
  readonly permittedNames?: SubjectNames | undefined;
  readonly excludedNames?: SubjectNames | undefined;
  /** Default `keyCertSign | cRLSign`. */
  readonly keyUsage?: KeyUsageFlags | undefined;
}

/** Whose keys an extension speaks of. */
export interface KeyIds {
  readonly subject: Buffer;
  readonly issuer: Buffer;
}

export function authorityExtensions(limits: AuthorityLimits, keys: KeyIds): Extension[] {
  const { isAuthority = true, pathLength, permittedNames = {}, excludedNames = {} } = limits;
  const constraints = new BasicConstraints({
    cA: isAuthority,
    ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
  });
  const usage = new KeyUsage(limits.keyUsage ?? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign);
  const [permitted, excluded] = [subjectNames(permittedNames), subjectNames(excludedNames)];
  const names = new NameConstraints({
    ...(permitted.length > 0 ? { permittedSubtrees: subtrees(permitted) } : {}),
    ...(excluded.length > 0 ? { excludedSubtrees: subtrees(excluded) } : {}),
  });
  return [
    extension(id_ce_basicConstraints, constraints, { critical: true }),
    extension(id_ce_keyUsage, usage, { critical: true }),
    ...keyIdentifiers(keys),
    ...(permitted.length + excluded.length > 0 ? [extension(id_ce_nameConstraints, names, { critical: true })] : []),
  ];
}

function subtrees(names: readonly GeneralName[]): GeneralSubtrees {
  return new GeneralSubtrees(names.map((base) => new GeneralSubtree({ base })));
}

/** What a leaf may be used for, and by which names. */
export interface LeafUse extends SubjectNames {
  /** Default `both`. */
  readonly usage?: CertificateUsage | undefined;
  /** Default `digitalSignature`. */
  readonly keyUsage?: KeyUsageFlags | undefined;
}

export function leafExtensions(use: LeafUse, keys: KeyIds): Extension[] {
  const purposes = USAGES[use.usage ?? "both"];
  const entries = subjectNames(use);
  return [
    extension(id_ce_basicConstraints, new BasicConstraints(), { critical: true }),
    extension(id_ce_keyUsage, new KeyUsage(use.keyUsage ?? KeyUsageFlags.digitalSignature), { critical: true }),
    ...keyIdentifiers(keys),
    ...(purposes.length > 0 ? [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([...purposes]))] : []),
    ...(entries.length > 0 ? [extension(id_ce_subjectAltName, new SubjectAlternativeName([...entries]))] : []),
  ];
}

function keyIdentifiers({ subject, issuer }: KeyIds): readonly Extension[] {
  return [
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(subject)),
    extension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(issuer) })),
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
