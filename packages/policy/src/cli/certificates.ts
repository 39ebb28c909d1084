import type { Resources, X509Checks } from "../resources.ts";
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

/**
 * The cryptography for policies, loaded only if there is anything for it to read: PEM, in a policy or in what it refers to, or
 * in a file that is read later.
 */
export async function x509ChecksFor(
  policies: readonly string[],
  resources: readonly (Resources | undefined)[],
): Promise<{ readonly x509?: X509Checks }> {
  const hasPem = (text: string): boolean => text.includes("-----BEGIN ") || text.includes("traffic_policy_file");
  if (!policies.some(hasPem) && !resources.some((each) => hasPem(JSON.stringify(each ?? {})))) return {};
  const { createX509Checks } = await import("./x509-checks.ts");
  return { x509: createX509Checks() };
}
