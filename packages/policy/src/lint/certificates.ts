import type { CertificateSummary } from "../resources.ts";
import { type LintContext, type Place, warn } from "./context.ts";

/** NIST SP 800-57 part 1, table 2: what gives 112 bits of security, the least that is still acceptable. */
const LEAST_BITS: Readonly<Record<string, number>> = { rsa: 2048, ec: 224 };

/** Finds certificates that no peer accepts at this time, and keys that are too weak for anybody to. */
export function lintCertificates(pem: string, at: Place, context: LintContext): void {
  const parsed = context.x509?.parseBundle(pem);
  if (parsed === undefined || "invalid" in parsed) return;
  for (const certificate of parsed.certificates) lintCertificate(certificate, at, context);
}

function lintCertificate(certificate: CertificateSummary, at: Place, context: LintContext): void {
  const { subject, notBefore, notAfter, key } = certificate;
  const name = `the certificate \`${subject}\``;
  if (notAfter !== undefined && notAfter < context.now) {
    const hint = "renew it";
    warn(context, "certificate-expired", at, `${name} has expired on ${dayOf(notAfter)}`, { hint });
  }
  if (notBefore !== undefined && notBefore > context.now) {
    const hint = "check the clock of who issued it";
    warn(context, "certificate-not-yet-valid", at, `${name} is not valid before ${dayOf(notBefore)}`, { hint });
  }
  if (key?.type === "dsa") {
    const hint = "issue one for an ECDSA P-256 or an RSA key";
    warn(context, "weak-key", at, `${name} has a DSA key, which TLS 1.3 does not know`, { hint });
    return;
  }
  const least = LEAST_BITS[key?.type ?? ""];
  if (least === undefined || key?.bits === undefined || key.bits >= least) return;
  const message = `${name} has a key of ${key.bits} bits, and ${least} are the least that is safe`;
  warn(context, "weak-key", at, message, { hint: "issue one for an ECDSA P-256 or an RSA key of 2048 bits or more" });
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
