import { createHash, generateKeyPair, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  Certificate,
  ExtendedKeyUsage,
  type Extension,
  id_ce_authorityKeyIdentifier,
  id_ce_extKeyUsage,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  Validity,
} from "@peculiar/asn1-x509";

/** A certificate with its keys. */
export interface KeyedCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

type KeyType = "ec" | "rsa" | "ed25519";

export interface ReissueOptions {
  /** Who signs. Default: the certificate itself. */
  readonly issuer?: Pick<KeyedCertificate, "publicKey" | "privateKey">;
  /** PEM: a certificate that the keys of the new one have to be able to sign as it is signed. Default: keys as it had. */
  readonly toSign?: string;
  /** Default: as it was. */
  readonly validity?: { readonly notBefore: Date; readonly notAfter: Date };
  /** Makes it one for servers alone. Default false. */
  readonly forServersOnly?: boolean;
  /** Damages the signature. Default false. */
  readonly brokenSignature?: boolean;
}

const generate = promisify(generateKeyPair);

interface SignatureAlgorithm {
  readonly type: KeyType;
  /** `null`: Ed25519 hashes itself. */
  readonly digest: string | null;
}

const ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  ["1.2.840.10045.4.3.2", { type: "ec", digest: "sha256" }],
  ["1.2.840.10045.4.3.3", { type: "ec", digest: "sha384" }],
  ["1.2.840.10045.4.3.4", { type: "ec", digest: "sha512" }],
  ["1.2.840.113549.1.1.11", { type: "rsa", digest: "sha256" }],
  ["1.2.840.113549.1.1.12", { type: "rsa", digest: "sha384" }],
  ["1.2.840.113549.1.1.13", { type: "rsa", digest: "sha512" }],
  ["1.3.101.112", { type: "ed25519", digest: null }],
]);

/**
 * The same certificate for keys of our own: subject, names, serial number, extensions and validity stay, and only the key,
 * the identifiers of keys and the signature are new. Throws for kinds of keys and signatures that are not known here.
 */
export async function reissue(pem: string, options: ReissueOptions = {}): Promise<KeyedCertificate> {
  const { raw, publicKey } = new X509Certificate(pem);
  const { tbsCertificate: tbs } = AsnConvert.parse(raw, Certificate);
  const keys = await (options.toSign === undefined ? keysLike(publicKey) : keysOf(signerTypeOf(options.toSign)));
  if (options.validity) tbs.validity = new Validity(options.validity);
  return sealed(tbs, keys, options);
}

/**
 * An authority between another one and a certificate that it has not signed by name: it has the name of that one's issuer,
 * and keys that sign as it is signed.
 */
export async function authorityBetween(above: KeyedCertificate, pem: string): Promise<KeyedCertificate> {
  const { tbsCertificate: below } = AsnConvert.parse(new X509Certificate(pem).raw, Certificate);
  const { tbsCertificate: tbs } = AsnConvert.parse(new X509Certificate(above.certificate).raw, Certificate);
  tbs.issuer = tbs.subject;
  tbs.subject = below.issuer;
  tbs.serialNumber = new Uint8Array([1, ...randomBytes(15)]).buffer;
  return sealed(tbs, await keysOf(signerTypeOf(pem)), { issuer: above });
}

type Keys = Pick<KeyedCertificate, "publicKey" | "privateKey">;

function sealed(tbs: Certificate["tbsCertificate"], keys: Keys, options: ReissueOptions): KeyedCertificate {
  const issuer = options.issuer ?? keys;
  tbs.signature = algorithmFor(tbs.signature, issuer.privateKey);
  tbs.subjectPublicKeyInfo = AsnConvert.parse(spkiOf(keys.publicKey), SubjectPublicKeyInfo);
  for (const extension of tbs.extensions ?? []) renew(extension, keys.publicKey, issuer.publicKey, options);
  const digest = knownAlgorithm(tbs.signature).digest;
  const signature = sign(digest, Buffer.from(AsnConvert.serialize(tbs)), issuer.privateKey);
  // The last byte is of a number that the signature is made of, so it stays well-formed.
  if (options.brokenSignature) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: tbs.signature,
    signatureValue: new Uint8Array(signature).buffer,
  });
  return { certificate: new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString(), ...keys };
}

/** What it was signed with, if these keys can do that. */
function algorithmFor(signature: AlgorithmIdentifier, { asymmetricKeyType: type }: KeyObject): AlgorithmIdentifier {
  if (knownAlgorithm(signature).type === type) return signature;
  const [algorithm] = [...ALGORITHMS].find(([, known]) => known.type === type) ?? [];
  if (algorithm === undefined) throw new Error(`no signature with keys of type ${type}`);
  return new AlgorithmIdentifier(type === "rsa" ? { algorithm, parameters: null } : { algorithm });
}

function signerTypeOf(pem: string): KeyType {
  return knownAlgorithm(AsnConvert.parse(new X509Certificate(pem).raw, Certificate).tbsCertificate.signature).type;
}

function knownAlgorithm({ algorithm }: AlgorithmIdentifier): SignatureAlgorithm {
  const known = ALGORITHMS.get(algorithm);
  if (!known) throw new Error(`no signature with ${algorithm}`);
  return known;
}

export function privateKeyPem({ privateKey }: Pick<KeyedCertificate, "privateKey">): string {
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function renew(extension: Extension, own: KeyObject, issuer: KeyObject, { forServersOnly }: ReissueOptions): void {
  const value = renewed(extension.extnID, own, issuer, forServersOnly === true);
  if (value) extension.extnValue = new OctetString(AsnConvert.serialize(value));
}

function renewed(id: string, own: KeyObject, issuer: KeyObject, forServersOnly: boolean): object | undefined {
  switch (id) {
    case id_ce_subjectKeyIdentifier:
      return new SubjectKeyIdentifier(keyId(own));
    case id_ce_authorityKeyIdentifier:
      return new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyId(issuer)) });
    case id_ce_extKeyUsage:
      return forServersOnly ? new ExtendedKeyUsage([id_kp_serverAuth]) : undefined;
    default:
      return undefined;
  }
}

function keysLike(key: KeyObject): Promise<Keys> {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "ec":
      return keysOf("ec", { namedCurve });
    case "rsa":
      return keysOf("rsa", { modulusLength });
    case "ed25519":
      return keysOf("ed25519");
    default:
      throw new Error(`no keys of type ${key.asymmetricKeyType}`);
  }
}

interface KeyDetails {
  readonly namedCurve?: string | undefined;
  readonly modulusLength?: number | undefined;
}

function keysOf(type: KeyType, { namedCurve = "P-256", modulusLength = 2048 }: KeyDetails = {}): Promise<Keys> {
  switch (type) {
    case "ec":
      return generate("ec", { namedCurve });
    case "rsa":
      return generate("rsa", { modulusLength });
    case "ed25519":
      return generate("ed25519");
  }
}

/** Any identifier that differs between keys will do (RFC 5280, section 4.2.1.2). */
function keyId(key: KeyObject): Buffer {
  return createHash("sha256").update(spkiOf(key)).digest().subarray(0, 20);
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}
