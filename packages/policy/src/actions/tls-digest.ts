import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { TlsTermination } from "../step.ts";

/**
 * SHA-256 over every setting, as hex. A cryptographic hash: two configurations with one digest would share a TLS server,
 * and with it the sessions of clients that only one of them admits. It also keeps the key out of whatever shows a digest.
 */
export function digestOf(settings: Omit<TlsTermination, "verifyClient" | "digest">): string {
  const { minVersion, maxVersion, certificate, privateKey, clientCertificates } = settings;
  const canonical = JSON.stringify([
    minVersion,
    maxVersion,
    certificate ?? null,
    privateKey ?? null,
    clientCertificates === undefined ? null : [clientCertificates.strategy, clientCertificates.authorities],
  ]);
  return bytesToHex(sha256(utf8ToBytes(canonical)));
}
