import { X509Certificate } from "node:crypto";
import type { ChainVerdict } from "@sluice/policy";
import { createRevocationList } from "@sluice/proxy";
import type { LiveCredentials } from "../configuration.ts";
import { authorityBetween, type KeyedCertificate, privateKeyPem, reissue } from "../reissue.ts";
import type { LiveReason } from "./reasons.ts";

const DAY = 86_400_000;

/** What a client shows, so that a TLS stack comes to the vector's verdict. */
export interface ClientCredentials extends LiveCredentials {
  /** PEM, for the proxy's configuration; of a revoked certificate. */
  readonly revocationList?: string;
}

export interface ClientCertificateOptions {
  readonly pem: string;
  readonly verdict: ChainVerdict;
  /** The authorities that the policy verifies against, as they stand in the vector and as they were issued anew. */
  readonly authorities: ReadonlyMap<string, KeyedCertificate>;
  readonly policy: string;
}

/** The vector's client certificate with keys of our own, signed so that verifying it ends with the vector's verdict. */
export async function clientCredentials(options: ClientCertificateOptions): Promise<ClientCredentials | LiveReason> {
  const { pem, verdict, authorities, policy } = options;
  const leaf = new X509Certificate(pem);
  const above = [...authorities.values()][0];
  if (!above && verdict !== "untrusted" && verdict !== "none" && /\berror\b/.test(policy)) {
    return "verdict-without-authority";
  }
  if (/\bclient\s*\.\s*pem\b/.test(policy)) return "certificate-bytes";
  const validity = validityFor(leaf, verdict);
  if (validity && /\bvalidity\b/.test(policy)) return "certificate-validity";
  const named = [...authorities].find(([original]) => new X509Certificate(original).subject === leaf.issuer)?.[1];
  const between = above && !named ? await authorityBetween(above, pem) : undefined;
  const issuer = named ?? between;
  // One of the same name, and with keys that nobody trusts.
  const signer = verdict === "untrusted" ? undefined : issuer;
  const issued = await reissue(pem, {
    ...(signer ? { issuer: signer } : {}),
    ...(validity ? { validity } : {}),
    forServersOnly: verdict === "wrong-purpose",
    brokenSignature: verdict === "invalid",
  });
  const certificate = between ? issued.certificate + between.certificate : issued.certificate;
  const shown = { certificate, private_key: privateKeyPem(issued) };
  if (verdict !== "revoked" || !issuer) return shown;
  const authority = { certificate: issuer.certificate, privateKey: privateKeyPem(issuer) };
  return { ...shown, revocationList: createRevocationList(authority, { revoked: [issued.certificate] }) };
}

/** TLS stacks hold a certificate against the time of the machine: another validity, if its own does not fit the verdict. */
function validityFor(leaf: X509Certificate, verdict: ChainVerdict): { notBefore: Date; notAfter: Date } | undefined {
  const now = Date.now();
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  const between = (a: number, b: number) => ({ notBefore: new Date(now + a * DAY), notAfter: new Date(now + b * DAY) });
  switch (verdict) {
    case "expired":
      return to < now ? undefined : between(-3, -2);
    case "not-yet-valid":
      return from > now ? undefined : between(2, 3);
    default:
      return from < now && to > now ? undefined : between(-1, 30);
  }
}
