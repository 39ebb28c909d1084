import { Buffer } from "node:buffer";
import { createHash, generateKeyPair, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  type Extension,
  Extensions,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";
import {
  type AuthorityLimits,
  authorityExtensions,
  type KeyIds,
  type LeafUse,
  leafExtensions,
} from "./throwaway-extensions.ts";

export type KeyType = "ecdsa" | "rsa" | "ed25519";

interface CommonOptions {
  readonly commonName: string;
  readonly organization?: string | undefined;
  readonly organizationalUnit?: string | undefined;
  readonly country?: string | undefined;
  /** Default: an hour ago, so that a peer whose clock is a little behind accepts it. */
  readonly notBefore?: Date | undefined;
  /** Default: 30 days from now. */
  readonly notAfter?: Date | undefined;
  /** Default `ecdsa`, on P-256. */
  readonly keyType?: KeyType | undefined;
  /** Bits of an `rsa` key. Default 2048. */
  readonly modulusLength?: number | undefined;
  /** The whole name, in place of its parts above. */
  readonly subject?: Name | undefined;
  /** Further ones, behind those that every certificate here has. */
  readonly extensions?: readonly Extension[] | undefined;
}

export interface AuthorityOptions extends CommonOptions, AuthorityLimits {}

export interface LeafOptions extends CommonOptions, LeafUse {}

/** A certificate with its key, both PEM. */
export interface Credentials {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A certificate authority that lives in memory; nothing it signs outlives a test or a demonstration. */
export interface Authority extends Credentials {
  issue(options: LeafOptions): Promise<Credentials>;
  /** An intermediate authority below this one. */
  issueAuthority(options: AuthorityOptions): Promise<Authority>;
}

const HOUR = 3_600_000;
const LIFETIME = 30 * 24 * HOUR;

/** What signs: the issuer's name as in its own certificate, and its keys. */
interface Signer {
  readonly name: Name;
  readonly keys: KeyPair;
}

interface KeyPair {
  readonly type: KeyType;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Makes a certificate that nobody vouches for but itself; it signs no other. */
export async function createSelfSigned(options: LeafOptions): Promise<Credentials> {
  const own: Signer = { name: distinguishedName(options), keys: await createKeys(options) };
  const extensions = leafExtensions({ ...options, usage: options.usage ?? "server" }, keyIds(own, own));
  return credentials(build(options, own.name, own, own.keys, extensions), own.keys);
}

/** Makes a self-signed certificate authority with keys of its own. */
export async function createAuthority(options: AuthorityOptions): Promise<Authority> {
  const signer: Signer = { name: distinguishedName(options), keys: await createKeys(options) };
  const extensions = authorityExtensions(options, keyIds(signer, signer));
  return authority(signer, build(options, signer.name, signer, signer.keys, extensions));
}

function authority(own: Signer, certificate: string): Authority {
  return {
    ...credentials(certificate, own.keys),
    async issue(options) {
      const keys = await createKeys(options);
      const extensions = leafExtensions(options, keyIds({ keys }, own));
      return credentials(build(options, distinguishedName(options), own, keys, extensions), keys);
    },
    async issueAuthority(options) {
      const below: Signer = { name: distinguishedName(options), keys: await createKeys(options) };
      const extensions = authorityExtensions(options, keyIds(below, own));
      return authority(below, build(options, below.name, own, below.keys, extensions));
    },
  };
}

/** RFC 5280, section 4.1. */
function build(
  options: CommonOptions,
  subject: Name,
  issuer: Signer,
  keys: KeyPair,
  extensions: readonly Extension[],
): string {
  const now = Date.now();
  const signatureAlgorithm = algorithmOf(issuer.keys.type);
  const serial = randomBytes(16);
  // A leading 01..7f keeps the number positive and of full length.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: arrayBuffer(serial),
    signature: signatureAlgorithm,
    issuer: issuer.name,
    validity: new Validity({
      notBefore: options.notBefore ?? new Date(now - HOUR),
      notAfter: options.notAfter ?? new Date(now + LIFETIME),
    }),
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(subjectPublicKeyInfo(keys), SubjectPublicKeyInfo),
    extensions: new Extensions([...extensions, ...(options.extensions ?? [])]),
  });
  const digest = issuer.keys.type === "ed25519" ? null : "sha256";
  const signature = sign(digest, Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer.keys.privateKey);
  const certificate = new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue: arrayBuffer(signature) });
  return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString();
}

/** A copy: a small Buffer shares its memory with others. */
function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function algorithmOf(type: KeyType): AlgorithmIdentifier {
  switch (type) {
    case "ecdsa":
      return new AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" });
    case "rsa":
      return new AlgorithmIdentifier({ algorithm: "1.2.840.113549.1.1.11", parameters: null });
    case "ed25519":
      return new AlgorithmIdentifier({ algorithm: "1.3.101.112" });
  }
}

/** Least specific first, as encoders write it. */
function distinguishedName(options: CommonOptions): Name {
  if (options.subject) return options.subject;
  const attributes: readonly (readonly [string, string | undefined])[] = [
    ["2.5.4.6", options.country],
    ["2.5.4.10", options.organization],
    ["2.5.4.11", options.organizationalUnit],
    ["2.5.4.3", options.commonName],
  ];
  const names = attributes.flatMap(([type, utf8String]) => {
    if (utf8String === undefined) return [];
    const value = new AttributeValue({ utf8String });
    return [new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value })])];
  });
  return new Name(names);
}

const generate = promisify(generateKeyPair);

async function createKeys({ keyType: type = "ecdsa", modulusLength = 2048 }: CommonOptions): Promise<KeyPair> {
  switch (type) {
    case "ecdsa":
      return { type, ...(await generate("ec", { namedCurve: "P-256" })) };
    case "rsa":
      return { type, ...(await generate("rsa", { modulusLength })) };
    case "ed25519":
      return { type, ...(await generate("ed25519")) };
  }
}

function subjectPublicKeyInfo(keys: KeyPair): Buffer {
  return keys.publicKey.export({ type: "spki", format: "der" });
}

function keyIds(subject: Pick<Signer, "keys">, issuer: Pick<Signer, "keys">): KeyIds {
  return { subject: keyId(subject.keys), issuer: keyId(issuer.keys) };
}

/** Any identifier that differs between keys will do (RFC 5280, section 4.2.1.2). */
function keyId(keys: KeyPair): Buffer {
  return createHash("sha256").update(subjectPublicKeyInfo(keys)).digest().subarray(0, 20);
}

function credentials(certificate: string, keys: KeyPair): Credentials {
  return { certificate, privateKey: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}
