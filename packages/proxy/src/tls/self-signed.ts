import type { EndpointConfig, HostCertificate } from "../config/config.ts";
import { createSelfSigned } from "./throwaway.ts";

/** Longer than a process that is tried out runs; browsers refuse more than 398 days. */
const LIFETIME_MS = 397 * 86_400_000;

/** The certificate for names that no other is for. It stays the same until the names change, so that clients can pin it. */
export class SelfSigned {
  #names = "";
  #certificate: HostCertificate | undefined;

  /** For the public endpoints among these. */
  async certificateFor(endpoints: readonly EndpointConfig[]): Promise<HostCertificate> {
    const urls = endpoints.map(({ url }) => url).filter(({ internal }) => !internal);
    const addresses = [...new Set(urls.filter(({ address }) => address).map(({ host }) => host))];
    const names = [...new Set(urls.filter(({ address }) => !address).map(({ host }) => host))];
    const key = [...names, ...addresses].join(" ");
    if (this.#certificate && this.#names === key) return this.#certificate;
    const certificate = await createSelfSigned({
      commonName: "Sluice self-signed",
      dnsNames: names,
      ipAddresses: addresses,
      usage: "server",
      notAfter: new Date(Date.now() + LIFETIME_MS),
    });
    this.#names = key;
    this.#certificate = certificate;
    return certificate;
  }
}
