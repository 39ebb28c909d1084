import { AsnConvert } from "@peculiar/asn1-schema";
import type { DistinguishedName } from "../facts.ts";
import { readExtensions, readTime } from "./certificate.ts";
import { decode, Malformed } from "./der.ts";
import { readDistinguishedName } from "./distinguished-name.ts";
import { derOfPem, encodePem, REVOCATION_LIST } from "./pem.ts";
import { ReadRevocationList } from "./schema.ts";
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

function revocationList(der: Uint8Array): RevocationList {
  const { tbsCertList: signed, signatureAlgorithm, signatureValue } = decode("the list", der, ReadRevocationList);
  if (!signed.signature.isEqual(signatureAlgorithm)) {
    throw new Malformed("the signed part names another signature algorithm");
  }
  // On its own it says only what has changed, and would let in whoever was revoked before.
  if (readExtensions(signed.extensions ?? []).some(({ id }) => id === DELTA_LIST)) {
    throw new Malformed("it is a delta list, which says only what has changed since a complete one");
  }
  return {
    pem: encodePem(der, REVOCATION_LIST),
    issuer: readDistinguishedName(signed.issuer),
    thisUpdate: readTime(signed.thisUpdate),
    ...(signed.nextUpdate ? { nextUpdate: readTime(signed.nextUpdate) } : {}),
    signatureAlgorithm: readSignatureAlgorithm(signatureAlgorithm),
    // What was read writes the same bytes again, so these are the ones that were signed.
    signed: new Uint8Array(AsnConvert.serialize(signed)),
    signature: new Uint8Array(signatureValue.value),
  };
}
