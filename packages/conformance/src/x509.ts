import { createPrivateKey, X509Certificate } from "node:crypto";
import type { X509Checks } from "@sluice/policy";

/** A host has cryptography, so the engine under test gets some: what Node's own says of certificates and keys. */
export const x509Checks: X509Checks = { keyBelongsTo, parseBundle };

function keyBelongsTo(certificate: string, privateKey: string): boolean | { readonly invalid: string } {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey));
  } catch (error) {
    return { invalid: reasonOf(error) };
  }
}

/** Every block is read: a bundle with one bad block is a bad bundle. */
function parseBundle(pem: string): ReturnType<X509Checks["parseBundle"]> {
  const blocks = pem.match(/-----BEGIN [^-]+-----[^-]*-----END [^-]+-----/g) ?? [];
  try {
    return {
      certificates: blocks.map((block) => {
        const certificate = new X509Certificate(block);
        return { isCa: certificate.ca, subject: certificate.subject };
      }),
    };
  } catch (error) {
    return { invalid: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
