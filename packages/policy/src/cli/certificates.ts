import { outlineOf } from "../outline.ts";
import type { X509Checks } from "../resources.ts";
import { bringCertificates } from "../vectors/surroundings.ts";
import type { Effect } from "../vectors/vector.ts";
import type { ReadCertificate } from "../vectors/world.ts";

/** What reads a vector's certificates, loaded only if there are any: a third of the time that a command takes to start. */
export async function certificateReader(
  effects: readonly (readonly Effect[] | undefined)[],
): Promise<{ readonly readCertificate?: ReadCertificate }> {
  if (!effects.some(bringCertificates)) return {};
  const { certificateOf } = await import("../vectors/certificate.ts");
  return { readCertificate: certificateOf };
}

/** The cryptography for policies, loaded only if one of them may ask for it: only `terminate-tls` does. */
export async function x509ChecksFor(policies: readonly string[]): Promise<{ readonly x509?: X509Checks }> {
  const terminates = (policy: string): boolean =>
    outlineOf(policy).some(({ actions }) => actions.some(({ type }) => type === "terminate-tls"));
  if (!Array.from(new Set(policies)).some(terminates)) return {};
  const { createX509Checks } = await import("./x509-checks.ts");
  return { x509: createX509Checks() };
}
