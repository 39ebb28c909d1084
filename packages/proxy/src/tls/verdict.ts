import type { ChainVerdict } from "@sluice/policy";

/** What OpenSSL says of a chain that it could not trust, by the name that Node gives its code. */
const VERDICTS: ReadonlyMap<string, ChainVerdict> = new Map([
  ["CERT_HAS_EXPIRED", "expired"],
  ["CERT_NOT_YET_VALID", "not-yet-valid"],
  ["CERT_REVOKED", "revoked"],
  ["INVALID_PURPOSE", "wrong-purpose"],
  ["UNABLE_TO_GET_ISSUER_CERT", "untrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "untrusted"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "untrusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted"],
  ["CERT_UNTRUSTED", "untrusted"],
] satisfies [string, ChainVerdict][]);

/** What the TLS stack told of the peer after the handshake. */
export interface PeerVerification {
  readonly hasCertificate: boolean;
  readonly authorized: boolean;
  /** OpenSSL's code by Node's name; Node types it `Error` and gives a string. */
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
  const code = typeof peer.error === "string" ? peer.error : "";
  return VERDICTS.get(code) ?? "invalid";
}
