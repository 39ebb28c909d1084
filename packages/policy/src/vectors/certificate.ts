import type { CertificateFacts } from "../facts.ts";
import { parsePemCertificates } from "../x509/index.ts";

/** The first certificate of a vector's PEM text. A vector whose certificate cannot be read is a broken vector: throws. */
export function certificateOf(pem: string | undefined): CertificateFacts | null {
  if (pem === undefined) return null;
  const parsed = parsePemCertificates(pem);
  if (parsed.kind === "invalid") throw new Error(`the vector's certificate cannot be read: ${parsed.reason}`);
  return parsed.certificates[0] ?? null;
}
