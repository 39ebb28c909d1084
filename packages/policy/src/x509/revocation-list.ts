import { AlgorithmIdentifier, Name, Time } from "@peculiar/asn1-x509";
import type { DistinguishedName } from "../facts.ts";
import { readExtensions, readTime } from "./certificate.ts";
import { decode, Malformed } from "./der.ts";
import { distinguishedName, readName } from "./distinguished-name.ts";
import { type Element, elementsOf, TAG } from "./elements.ts";
import { derOfPem, encodePem, REVOCATION_LIST } from "./pem.ts";
import { ReadExtensions } from "./schema.ts";
import { readSignatureAlgorithm } from "./signature-algorithm.ts";

/** What a host has to know of a certificate revocation list (RFC 5280, section 5) before it relies on it. */
export interface RevocationList {
  /** This list alone, as a TLS stack takes it. */
  readonly pem: string;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  /** When it is out of date; absent: never. */
  readonly nextUpdate?: Date;
  /** As `signature_algorithm` of a certificate is written. */
  readonly signatureAlgorithm: string;
  /** The DER that the issuer has signed. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** All lists of a PEM text in its order, or why one of its blocks is not a list. */
export type ParsedRevocationLists =
  | { readonly kind: "lists"; readonly lists: readonly RevocationList[] }
  | { readonly kind: "invalid"; readonly reason: string };

const DELTA_LIST = "2.5.29.27";

/** Reads every `X509 CRL` block of a PEM text; text between blocks is skipped, any other block is `invalid`. */
export function parsePemRevocationLists(pem: string): ParsedRevocationLists {
  const blocks = derOfPem(pem, REVOCATION_LIST);
  if (blocks.kind === "invalid") return blocks;
  const lists: RevocationList[] = [];
  for (const der of blocks.blocks) {
    try {
      lists.push(revocationList(der));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return { kind: "invalid", reason: `list ${lists.length + 1}: ${error.message}` };
    }
  }
  return { kind: "lists", lists };
}

/**
 * Reads CertificateList (RFC 5280, section 5.1) but for what is revoked, which may be a hundred thousand entries and is a
 * TLS stack's to read.
 */
function revocationList(der: Uint8Array): RevocationList {
  const [list, ...behind] = elementsOf("the list", der);
  if (list?.tag !== TAG.sequence) throw new Malformed("the list is not in DER");
  if (behind.length > 0) throw new Malformed("there are bytes left over after the list");
  const [signed, algorithm, signature, ...more] = elementsOf("the list", list.contents);
  if (signed?.tag !== TAG.sequence || !algorithm || signature?.tag !== TAG.bitString || more.length > 0) {
    throw new Malformed("the list is not in DER");
  }
  // No signature here ends within a byte.
  if (signature.contents[0] !== 0) throw new Malformed("the signature is not in DER");
  const signatureAlgorithm = decode("the signature algorithm", algorithm.der, AlgorithmIdentifier);
  return {
    pem: encodePem(der, REVOCATION_LIST),
    ...readSigned(signed.contents, signatureAlgorithm),
    signatureAlgorithm: readSignatureAlgorithm(signatureAlgorithm),
    signed: signed.der,
    signature: signature.contents.subarray(1),
  };
}

/** TBSCertList. */
function readSigned(
  contents: Uint8Array,
  outer: AlgorithmIdentifier,
): Pick<RevocationList, "issuer" | "thisUpdate" | "nextUpdate"> {
  const elements = elementsOf("the list", contents);
  const next = (...tags: readonly number[]): Element | undefined =>
    elements[0] && tags.includes(elements[0].tag) ? elements.shift() : undefined;
  next(TAG.integer);
  const [algorithm, issuer] = [next(TAG.sequence), next(TAG.sequence)];
  const thisUpdate = next(TAG.utcTime, TAG.generalizedTime);
  const nextUpdate = next(TAG.utcTime, TAG.generalizedTime);
  next(TAG.sequence);
  const extensions = next(TAG.context0);
  if (!algorithm || !issuer || !thisUpdate || elements.length > 0) throw new Malformed("the list is not in DER");
  if (!decode("the signature algorithm", algorithm.der, AlgorithmIdentifier).isEqual(outer)) {
    throw new Malformed("the signed part names another signature algorithm");
  }
  const read = extensions ? decode("the list's extensions", extensions.contents, ReadExtensions) : [];
  // On its own it says only what has changed, and would let in whoever was revoked before.
  if (readExtensions(read).some(({ id }) => id === DELTA_LIST)) {
    throw new Malformed("it is a delta list, which says only what has changed since a complete one");
  }
  return {
    issuer: distinguishedName(readName(decode("the issuer", issuer.der, Name))),
    thisUpdate: readTime(decode("a date", thisUpdate.der, Time)),
    ...(nextUpdate ? { nextUpdate: readTime(decode("a date", nextUpdate.der, Time)) } : {}),
  };
}
