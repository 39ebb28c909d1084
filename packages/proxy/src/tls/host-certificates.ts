import { createHash, X509Certificate } from "node:crypto";
import { normalizeServerName } from "@sluice/policy";
import { parseCertificate } from "@sluice/policy/x509";
import type { HostCertificate } from "../config/config.ts";
import { NameTable } from "../endpoints/name-table.ts";

/** A certificate of the host with what tells it from others. */
export interface ChosenCertificate extends HostCertificate {
  readonly digest: string;
}

/** The host's own certificates, found by server name. */
export interface HostCertificates {
  /** Exact name, then the longest wildcard, as endpoints are found; an address by its own entry; else the fallback. */
  find(name: string): ChosenCertificate | undefined;
  /** Whether one of them has this digest. */
  has(digest: string): boolean;
}

/**
 * Indexes certificates by their subject alternative names. A certificate that cannot be read throws: `loadConfig` refuses
 * it first. `fallback`: for names that none of them has.
 */
export function createHostCertificates(
  certificates: readonly HostCertificate[],
  fallback?: HostCertificate,
): HostCertificates {
  const byName = new NameTable<ChosenCertificate>();
  const last = fallback && withDigest(fallback);
  const digests = new Set(last ? [last.digest] : []);
  for (const certificate of certificates) {
    const chosen = withDigest(certificate);
    digests.add(chosen.digest);
    for (const name of namesOf(certificate)) {
      if (byName.get(name) === undefined) byName.set(name, chosen);
    }
  }
  return { find: (name) => byName.match(name) ?? last, has: (digest) => digests.has(digest) };
}

function withDigest(certificate: HostCertificate): ChosenCertificate {
  return { ...certificate, digest: digestOf(certificate) };
}

/** By the certificate's entry: one that has not changed is the same object in the next configuration. */
const names = new WeakMap<HostCertificate, readonly string[]>();

function namesOf(entry: HostCertificate): readonly string[] {
  const known = names.get(entry) ?? namesIn(entry.certificate);
  names.set(entry, known);
  return known;
}

function namesIn(pem: string): string[] {
  const parsed = parseCertificate(new X509Certificate(pem).raw);
  if (parsed.kind === "invalid") throw new Error(`certificate cannot be read: ${parsed.reason}`);
  const { dnsNames, ipAddresses } = parsed.facts.san;
  return [...dnsNames.map(normalizeServerName), ...ipAddresses];
}

function digestOf({ certificate, privateKey }: HostCertificate): string {
  return createHash("sha256").update(`${certificate}\0${privateKey}`).digest("hex");
}
