/** Why a decision vector is not run live; a list that is closed, so that none is left out for a reason nobody has read. */
export const LIVE_REASONS = {
  ja4: "no client can be made to have a chosen JA4 fingerprint",
  "endpoint-id": "the id of an endpoint is the proxy's own",
  "internal-endpoint": "the endpoint is internal, and not listened on",
  "no-hello": "a connection without TLS or without a server name reaches no `tls` endpoint",
  "server-name": "the client's server name is not one that the endpoint's URL stands for",
  "told-address": "the addresses are none that a PROXY header can tell",
  "failure-told": "the policy reads the words in which a proxy tells of a failure",
  "certificate-bytes": "the policy reads bytes of a certificate, which is issued anew with other keys",
  "certificate-validity": "the policy reads the validity of a certificate, which has to be another one now",
  "verdict-without-authority": "without an authority every chain is untrusted, and the vector has another verdict",
  certificate: "the certificate cannot be issued anew with other keys",
  "cipher-suite": "the cipher suite is not one that clients and proxies can be held to",
  "check-only": "only `check` refuses the document, and a proxy that reads it does not",
  clock: "the target's clock cannot be set, and the policy reads the time",
  draws: "the target's draws cannot be chosen",
} as const;

export type LiveReason = keyof typeof LIVE_REASONS;
