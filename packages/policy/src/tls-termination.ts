import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { verifyClient } from "./client-verification.ts";
import type { TlsTermination } from "./step.ts";

/** What a termination is made of. */
export type TlsTerminationSettings = Omit<TlsTermination, "verifyClient" | "digest">;

/**
 * A termination with these settings, for a host that terminates TLS on its own account as well. Checks nothing: the
 * authorities and the pair must have been read already.
 */
export function createTlsTermination(settings: TlsTerminationSettings): TlsTermination {
  const { clientCertificates } = settings;
  const tls: TlsTermination = {
    ...settings,
    verifyClient: (client, chain) =>
      clientCertificates === undefined ? { ok: true } : verifyClient(clientCertificates.strategy, client, chain),
    digest: digestOf(settings),
  };
  // A host that writes a whole step into a log must not write the key.
  if (settings.privateKey !== undefined) {
    Object.defineProperty(tls, "privateKey", { value: settings.privateKey, enumerable: false });
  }
  return tls;
}

/**
 * SHA-256 over every setting, as hex. A cryptographic hash: two configurations with one digest would share a TLS server,
 * and with it the sessions of clients that only one of them admits. It also keeps the key out of whatever shows a digest.
 */
function digestOf(settings: TlsTerminationSettings): string {
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
