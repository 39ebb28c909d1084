import type { ClientRefusal, TlsTermination } from "@sluice/policy";
import type { ClientCertificates } from "./pki.ts";

/** A termination that judges as the strategy `require-and-verify` does. */
export function verifying({ authority }: ClientCertificates): Partial<TlsTermination> {
  return {
    clientCertificates: { authorities: [authority.certificate], strategy: "require-and-verify" },
    verifyClient: (certificate, chain) => {
      if (certificate && chain === "trusted") return { ok: true };
      const reason: ClientRefusal = `client-certificate-${chain === "none" || chain === "trusted" ? "required" : chain}`;
      return { ok: false, reason };
    },
  };
}

/** A certificate as Node's options have it. */
export function pairOf(credentials: { readonly certificate: string; readonly privateKey: string } | undefined): {
  cert?: string;
  key?: string;
} {
  return credentials ? { cert: credentials.certificate, key: credentials.privateKey } : {};
}
