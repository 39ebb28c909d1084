import type { EndpointConfig, HostCertificate } from "../config/config.ts";
import { createSelfSigned } from "./throwaway.ts";

/** Longer than a process that is tried out runs; browsers refuse more than 398 days. */
const LIFETIME_MS = 397 * 86_400_000;

/** The certificate for names that no other is for. */
export interface SelfSigned extends HostCertificate {
  /** What it is for; names first, then addresses. */
  readonly names: readonly string[];
}

/** One for the public endpoints among these; `before`, where that is for the same names, so that clients can pin it. */
export async function selfSignedFor(
  endpoints: readonly EndpointConfig[],
  before: SelfSigned | undefined,
): Promise<SelfSigned> {
  const urls = endpoints.map(({ url }) => url).filter(({ internal }) => !internal);
  const dnsNames = [...new Set(urls.filter(({ address }) => !address).map(({ host }) => host))];
  const ipAddresses = [...new Set(urls.filter(({ address }) => address).map(({ host }) => host))];
  const names = [...dnsNames, ...ipAddresses];
  if (before?.names.join() === names.join()) return before;
  const notAfter = new Date(Date.now() + LIFETIME_MS);
  const options = { commonName: "Sluice self-signed", dnsNames, ipAddresses, usage: "server", notAfter } as const;
  return { ...(await createSelfSigned(options)), names };
}
