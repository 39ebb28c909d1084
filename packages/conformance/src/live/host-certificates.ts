import { type Authority, createAuthority, type KeyType } from "@sluice/proxy";
import type { LiveCredentials } from "./configuration.ts";

const RSA_SUITE = /_RSA_/;

/** Certificates that a proxy shows to its clients, from one authority; each made once. */
export class HostCertificates {
  #authority: Promise<Authority> | undefined;
  readonly #issued = new Map<string, Promise<LiveCredentials>>();

  /** For one name, with keys that fit a cipher suite (IANA's name) where that matters. */
  for(name: string, cipherSuite = ""): Promise<LiveCredentials> {
    const keyType: KeyType = RSA_SUITE.test(cipherSuite) ? "rsa" : "ecdsa";
    const key = `${keyType} ${name}`;
    const issued = this.#issued.get(key) ?? this.#issue(name, keyType);
    this.#issued.set(key, issued);
    return issued;
  }

  /** PEM of the authority. */
  async authority(): Promise<string> {
    return (await this.#ofRun()).certificate;
  }

  #ofRun(): Promise<Authority> {
    this.#authority ??= createAuthority({ commonName: "Live Run Hosts CA" });
    return this.#authority;
  }

  async #issue(name: string, keyType: KeyType): Promise<LiveCredentials> {
    const authority = await this.#ofRun();
    const { certificate, privateKey } = await authority.issue({
      commonName: name,
      dnsNames: [name],
      usage: "server",
      keyType,
    });
    return { certificate, private_key: privateKey };
  }
}
