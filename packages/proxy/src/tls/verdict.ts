import type { ChainVerdict, TlsVersion } from "@sluice/policy";
import type { AlertName } from "./alert.ts";

/**
 * What OpenSSL says of a chain that it could not trust: the number that it has (X509_STORE_CTX_get_error(3)), and the
 * name that Node gives it.
 */
const ERRORS: readonly (readonly [code: number, name: string, verdict: ChainVerdict])[] = [
  [2, "UNABLE_TO_GET_ISSUER_CERT", "untrusted"],
  [9, "CERT_NOT_YET_VALID", "not-yet-valid"],
  [10, "CERT_HAS_EXPIRED", "expired"],
  [18, "DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted"],
  [19, "SELF_SIGNED_CERT_IN_CHAIN", "untrusted"],
  [20, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "untrusted"],
  [21, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted"],
  [23, "CERT_REVOKED", "revoked"],
  [26, "INVALID_PURPOSE", "wrong-purpose"],
  [27, "CERT_UNTRUSTED", "untrusted"],
];

const VERDICTS: ReadonlyMap<unknown, ChainVerdict> = new Map(
  ERRORS.flatMap(([code, name, verdict]): [unknown, ChainVerdict][] => [
    [code, verdict],
    [name, verdict],
  ]),
);

/** What the TLS stack told of the peer. */
export interface PeerVerification {
  readonly hasCertificate: boolean;
  readonly authorized: boolean;
  /** OpenSSL's error, by its number or by Node's name; Node types it `Error` and gives a string. */
  readonly error: unknown;
  /** Whether there was any authority to trust. */
  readonly hasAuthorities: boolean;
}

/**
 * The chain verdict. Without a certificate it is `none` whatever `authorized` says: Node calls a resumed connection
 * without one authorized (nodejs/node#35317). Without authorities nothing is trusted, whatever the store holds.
 */
export function chainVerdict(peer: PeerVerification): ChainVerdict {
  if (!peer.hasCertificate) return "none";
  if (!peer.hasAuthorities) return "untrusted";
  if (peer.authorized) return "trusted";
  return VERDICTS.get(peer.error) ?? "invalid";
}

/** The alert that a refused client is owed (RFC 8446, section 6.2). `unreadable`: its certificate cannot be parsed. */
export function alertOf(verdict: ChainVerdict | "unreadable", version: TlsVersion): AlertName {
  switch (verdict) {
    case "none":
      // TLS 1.2 has no alert of its own for it (RFC 5246, section 7.4.6).
      return version === "1.3" ? "certificate-required" : "handshake-failure";
    case "untrusted":
      return "unknown-ca";
    case "expired":
    case "not-yet-valid":
      // "has expired or is not currently valid"
      return "certificate-expired";
    case "revoked":
      return "certificate-revoked";
    case "wrong-purpose":
      return "unsupported-certificate";
    case "invalid":
    case "unreadable":
      return "bad-certificate";
    case "trusted":
      // Nothing is wrong with the certificate, and still the policy said no.
      return "access-denied";
  }
}
