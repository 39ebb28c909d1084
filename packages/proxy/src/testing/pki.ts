import { type Authority, type Credentials, createAuthority, type LeafOptions } from "../tls/throwaway.ts";

export * from "../tls/throwaway.ts";

const DAY = 86_400_000;

/** Certificates that every test of mutual TLS needs: one that is right, and one for each way to be wrong. */
export interface ClientCertificates {
  readonly authority: Authority;
  readonly right: Credentials;
  readonly expired: Credentials;
  readonly notYetValid: Credentials;
  /** From an authority with the same name and another key. */
  readonly wrongAuthority: Credentials;
  /** For servers only. */
  readonly wrongPurpose: Credentials;
}

export async function createClientCertificates(): Promise<ClientCertificates> {
  const authority = await createAuthority({ commonName: "Clients CA" });
  const impostor = await createAuthority({ commonName: "Clients CA" });
  const options: LeafOptions = { commonName: "client", organization: "Example", usage: "client" };
  return {
    authority,
    right: await authority.issue(options),
    expired: await authority.issue({ ...options, notBefore: fromNow(-3), notAfter: fromNow(-2) }),
    notYetValid: await authority.issue({ ...options, notBefore: fromNow(2), notAfter: fromNow(3) }),
    wrongAuthority: await impostor.issue(options),
    wrongPurpose: await authority.issue({ ...options, usage: "server" }),
  };
}

function fromNow(days: number): Date {
  return new Date(Date.now() + days * DAY);
}
