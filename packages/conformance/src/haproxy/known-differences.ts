import type { KnownFailure } from "../run.ts";

/** Vectors that HAProxy answers in its own way, rightly or not, and why. Strict: one that it answers as expected fails. */
export const HAPROXY_DIFFERENCES: readonly KnownFailure[] = [
  {
    id: "client-hello/tcp-malformed",
    reason: "HAProxy takes a hello that ends in the middle of a field for one without a server name, and goes on",
  },
  {
    id: "mutual-tls/verify-not-yet-valid",
    reason: "OpenSSL sends `bad_certificate` for a certificate that is not yet valid; it is refused all the same",
  },
];
