import type { KnownFailure } from "../run.ts";

const HELLO = "HAProxy takes a hello that ends in the middle of a field for one without a server name, and goes on";
const ALERT = "OpenSSL sends `bad_certificate` for a certificate that is not yet valid; it is refused all the same";

/** Vectors that HAProxy answers in its own way, rightly or not, and why. Strict: one that it answers as expected fails. */
export const HAPROXY_DIFFERENCES: readonly KnownFailure[] = [
  { id: "client-hello/tcp-malformed", reason: HELLO },
  { id: "mutual-tls/verify-not-yet-valid", reason: ALERT },
  { id: "mutual-tls/verified-with-not-yet-valid", reason: ALERT },
  { id: "mutual-tls/left-out-with-not-yet-valid", reason: ALERT },
];
