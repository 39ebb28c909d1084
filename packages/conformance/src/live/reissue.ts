import { createHash, generateKeyPair, type KeyObject, sign, X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
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

export interface ReissueOptions {
  /** Who signs. Default: the certificate itself. */
  readonly issuer?: Pick<KeyedCertificate, "publicKey" | "privateKey">;
  /** Default: as it was. */
  readonly validity?: { readonly notBefore: Date; readonly notAfter: Date };
  /** Makes it one for servers alone. Default false. */
  readonly forServersOnly?: boolean;
  /** Damages the signature. Default false. */
  readonly brokenSignature?: boolean;
}

const generate = promisify(generateKeyPair);

/** What a signature algorithm of the certificates' hashes with; `null`: Ed25519 hashes itself. */
const DIGESTS: ReadonlyMap<string, string | null> = new Map([
  ["1.2.840.10045.4.3.2", "sha256"],
  ["1.2.840.10045.4.3.3", "sha384"],
  ["1.2.840.10045.4.3.4", "sha512"],
  ["1.2.840.113549.1.1.11", "sha256"],
  ["1.2.840.113549.1.1.12", "sha384"],
  ["1.2.840.113549.1.1.13", "sha512"],
  ["1.3.101.112", null],
]);

/**
 * The same certificate for keys of our own: subject, names, serial number, extensions and validity stay, and only the key,
 * the identifiers of keys and the signature are new. Throws for kinds of keys and signatures that are not known here.
 */
export async function reissue(pem: string, options: ReissueOptions = {}): Promise<KeyedCertificate> {
  const original = new X509Certificate(pem);
  const keys = await keysLike(original.publicKey);
  const issuer = options.issuer ?? keys;
  const { tbsCertificate: tbs } = AsnConvert.parse(original.raw, Certificate);
  const digest = DIGESTS.get(tbs.signature.algorithm);
  if (digest === undefined) throw new Error(`no signature with ${tbs.signature.algorithm}`);
  tbs.subjectPublicKeyInfo = AsnConvert.parse(spkiOf(keys.publicKey), SubjectPublicKeyInfo);
  if (options.validity) tbs.validity = new Validity(options.validity);
  for (const extension of tbs.extensions ?? []) renew(extension, keys.publicKey, issuer.publicKey, options);
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

function keysLike(key: KeyObject): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  const { namedCurve = "P-256", modulusLength = 2048 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "ec":
      return generate("ec", { namedCurve });
    case "rsa":
      return generate("rsa", { modulusLength });
    case "ed25519":
      return generate("ed25519");
    default:
      throw new Error(`no keys of type ${key.asymmetricKeyType}`);
  }
}

/** Any identifier that differs between keys will do (RFC 5280, section 4.2.1.2). */
function keyId(key: KeyObject): Buffer {
  return createHash("sha256").update(spkiOf(key)).digest().subarray(0, 20);
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}
