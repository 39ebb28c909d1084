import { createHash, type KeyObject, verify, X509Certificate } from "node:crypto";
import type { CertificateFacts } from "@sluice/policy";
import { parsePemCertificates, type RevocationList } from "@sluice/policy/x509";

/** Lists for some bundles of authorities. */
export interface RevocationSet {
  /** The bundle (PEM) that the lists are for; absent: every bundle. */
  readonly bundle?: string;
  readonly lists: readonly RevocationList[];
}

/** Which lists count for the authorities of one termination. */
export type RevocationCoverage =
  /** PEM, one list each; none: what these authorities have revoked is not asked. */
  { readonly kind: "lists"; readonly lists: readonly string[] } | MissingList;

/** There are lists, and none of this authority: OpenSSL would refuse all its clients. */
export interface MissingList {
  readonly kind: "missing-list";
  /** Its subject. */
  readonly authority: string;
}

/**
 * Which lists a termination with these bundles (PEM) is given. With one list OpenSSL asks for one of every authority in
 * the chain, so that a set which leaves one out is a mistake.
 */
export function revocationFor(bundles: readonly string[], sets: readonly RevocationSet[]): RevocationCoverage {
  const identities = new Set(bundles.map(identityOf));
  const lists = sets.flatMap(({ bundle, lists: ofSet }) =>
    bundle === undefined || identities.has(identityOf(bundle)) ? ofSet : [],
  );
  const authorities = bundles.flatMap(authoritiesOf);
  if (lists.length === 0 || authorities.length === 0) return { kind: "lists", lists: [] };
  const missing = authorities.find((authority) => !lists.some((list) => hasIssued(authority, list)));
  if (missing) return { kind: "missing-list", authority: missing.name };
  return { kind: "lists", lists: lists.map(({ pem }) => pem) };
}

interface ListedAuthority {
  /** Its subject, as `conn.tls.client.issuer` prints one. */
  readonly name: string;
  readonly publicKey: KeyObject;
}

function certificatesOf(bundle: string): readonly CertificateFacts[] {
  const parsed = parsePemCertificates(bundle);
  if (parsed.kind === "invalid") throw new Error(`a bundle that was checked cannot be read: ${parsed.reason}`);
  return parsed.certificates;
}

/** Of what is in it: the same certificates may stand with other comments, line ends or in another order in a policy. */
function identityOf(bundle: string): string {
  const hash = createHash("sha256");
  for (const pem of new Set(
    certificatesOf(bundle)
      .map((certificate) => certificate.pem)
      .toSorted(),
  ))
    hash.update(pem);
  return hash.digest("hex");
}

function authoritiesOf(bundle: string): ListedAuthority[] {
  return certificatesOf(bundle).flatMap(({ pem, subject }) => {
    const certificate = new X509Certificate(pem);
    return certificate.ca ? [{ name: subject.text, publicKey: certificate.publicKey }] : [];
  });
}

/** By the name, and by the signature: an authority that was made anew has the name of the old one and another key. */
function hasIssued({ name, publicKey }: ListedAuthority, list: RevocationList): boolean {
  if (comparable(name) !== comparable(list.issuer.text)) return false;
  const algorithm = ALGORITHMS.get(list.signatureAlgorithm);
  // Of a signature that cannot be checked here OpenSSL is the judge, at every handshake.
  if (algorithm === undefined) return true;
  const [keyType, digest] = algorithm;
  return publicKey.asymmetricKeyType === keyType && verify(digest, list.signed, publicKey, list.signature);
}

/** By name: the type of key, and the digest that Node wants to be told. */
const ALGORITHMS: ReadonlyMap<string, readonly [keyType: string, digest: string | null]> = new Map([
  ["SHA1-RSA", ["rsa", "sha1"]],
  ["SHA256-RSA", ["rsa", "sha256"]],
  ["SHA384-RSA", ["rsa", "sha384"]],
  ["SHA512-RSA", ["rsa", "sha512"]],
  ["ECDSA-SHA256", ["ec", "sha256"]],
  ["ECDSA-SHA384", ["ec", "sha384"]],
  ["ECDSA-SHA512", ["ec", "sha512"]],
  ["Ed25519", ["ed25519", null]],
  ["Ed448", ["ed448", null]],
]);

/** OpenSSL compares names without regard to case and to how they are spaced (RFC 5280, section 7.1). */
function comparable(name: string): string {
  return name.toLowerCase().replace(/\s+/g, " ");
}
