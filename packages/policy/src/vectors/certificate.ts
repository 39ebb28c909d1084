import type { CertificateFacts } from "../facts.ts";
import { parsePemCertificates } from "../x509/index.ts";
import type { DataProblem } from "./data.ts";
import type { Effect } from "./vector.ts";

/** The first certificate of a vector's PEM text. A vector whose certificate cannot be read is a broken vector: throws. */
export function certificateOf(pem: string): CertificateFacts;
export function certificateOf(pem: string | undefined): CertificateFacts | null;
export function certificateOf(pem: string | undefined): CertificateFacts | null {
  if (pem === undefined) return null;
  const parsed = parsePemCertificates(pem);
  if (parsed.kind === "invalid") throw new Error(`the vector's certificate cannot be read: ${parsed.reason}`);
  const [first] = parsed.certificates;
  if (first === undefined) throw new Error("the vector's certificate is not there");
  return first;
}

/** Certificates among effects that cannot be read. */
export function certificateProblems(
  effects: readonly Effect[] | undefined,
): readonly Pick<DataProblem, "path" | "message">[] {
  return (effects ?? []).flatMap((effect, index) => {
    const handshake = "terminate-tls" in effect ? effect["terminate-tls"] : {};
    return (["client_certificate", "server_certificate"] as const).flatMap((member) => {
      const pem = handshake[member];
      const parsed = pem === undefined ? undefined : parsePemCertificates(pem);
      if (parsed?.kind !== "invalid") return [];
      const message = `the certificate cannot be read: ${parsed.reason}`;
      return [{ path: `/effects/${index}/terminate-tls/${member}`, message }];
    });
  });
}
