import type { CertificateFacts } from "../facts.ts";
import { readCertificate } from "./certificate.ts";
import { CERTIFICATE, derOfPem } from "./pem.ts";

export { CERTIFICATE, derOfPem, type PemBlocks, type PemKind } from "./pem.ts";
export { type ParsedRevocationLists, parsePemRevocationLists, type RevocationList } from "./revocation-list.ts";

/** A certificate's fields, or why the bytes are not a certificate. */
export type ParsedCertificate =
  | { readonly kind: "certificate"; readonly facts: CertificateFacts }
  | { readonly kind: "invalid"; readonly reason: string };

/** All certificates of a PEM text in its order, or why one of its blocks is not a certificate. */
export type ParsedCertificates =
  | { readonly kind: "certificates"; readonly certificates: readonly CertificateFacts[] }
  | { readonly kind: "invalid"; readonly reason: string };

/**
 * Reads what expressions may ask of a certificate (RFC 5280) from its DER, in any JavaScript runtime.
 * Never throws: bytes that are not exactly one certificate are `invalid`, and a host treats them as a certificate that
 * could not be verified. Verifies nothing, neither signature nor dates.
 */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  return readCertificate(der);
}

/** Reads every `CERTIFICATE` block of a PEM text; text between blocks is skipped, any other block is `invalid`. */
export function parsePemCertificates(pem: string): ParsedCertificates {
  const blocks = derOfPem(pem, CERTIFICATE);
  if (blocks.kind === "invalid") return blocks;
  const certificates: CertificateFacts[] = [];
  for (const der of blocks.blocks) {
    const parsed = readCertificate(der);
    if (parsed.kind === "invalid") {
      return { kind: "invalid", reason: `certificate ${certificates.length + 1}: ${parsed.reason}` };
    }
    certificates.push(parsed.facts);
  }
  return { kind: "certificates", certificates };
}
