import type { CertificateFacts, ChainVerdict } from "./facts.ts";
import type { ClientDecision, ClientRefusal, VerificationStrategy } from "./step.ts";

const ACCEPTED: ClientDecision = { ok: true };

/** Why a verdict is no trust. */
const REFUSALS: Readonly<Record<Exclude<ChainVerdict, "trusted">, ClientRefusal>> = {
  none: "client-certificate-required",
  untrusted: "client-certificate-untrusted",
  expired: "client-certificate-expired",
  "not-yet-valid": "client-certificate-not-yet-valid",
  revoked: "client-certificate-revoked",
  "wrong-purpose": "client-certificate-wrong-purpose",
  invalid: "client-certificate-invalid",
};

/** `undefined`: the certificate is there and its chain trusted. */
export function refusalOf(certificate: CertificateFacts | null, chain: ChainVerdict): ClientRefusal | undefined {
  // A stack may say "trusted" of a client that sent nothing: a resumed session (nodejs/node#35317).
  if (certificate === null) return REFUSALS.none;
  return chain === "trusted" ? undefined : (REFUSALS[chain] ?? REFUSALS.invalid);
}

/** Strategy × verdict (language.md, section 3, "Mutual TLS"). */
export function verifyClient(
  strategy: VerificationStrategy,
  certificate: CertificateFacts | null,
  chain: ChainVerdict,
): ClientDecision {
  const refusal = refusalOf(certificate, chain);
  if (refusal === undefined) return ACCEPTED;
  switch (strategy) {
    case "require-and-verify":
      return { ok: false, reason: refusal };
    case "require-any":
      return certificate === null ? { ok: false, reason: refusal } : ACCEPTED;
    case "request":
      return ACCEPTED;
  }
}

/** One sentence for each refusal. */
export const CLIENT_REFUSAL_MESSAGES: Readonly<Record<ClientRefusal, string>> = {
  "client-certificate-required": "the client sent no certificate",
  "client-certificate-untrusted": "no listed authority has signed the client's certificate",
  "client-certificate-expired": "the client's certificate has expired",
  "client-certificate-not-yet-valid": "the client's certificate is not valid yet",
  "client-certificate-revoked": "the client's certificate has been revoked",
  "client-certificate-wrong-purpose": "the client's certificate is not meant for client authentication",
  "client-certificate-invalid": "the client's certificate or its chain is invalid",
};
