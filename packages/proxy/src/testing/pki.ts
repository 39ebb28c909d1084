import { type Authority, type Credentials, createAuthority, type KeyType, type LeafOptions } from "../tls/throwaway.ts";
import { createRevocationList } from "../tls/throwaway-revocation.ts";

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
  /** On the authority's revocation list. */
  readonly revoked: Credentials;
  readonly revocationList: string;
}

export async function createClientCertificates(keyType: KeyType = "ecdsa"): Promise<ClientCertificates> {
  const authority = await createAuthority({ commonName: "Clients CA", keyType });
  const impostor = await createAuthority({ commonName: "Clients CA", keyType });
  const options: LeafOptions = { commonName: "client", organization: "Example", usage: "client", keyType };
  const revoked = await authority.issue(options);
  return {
    authority,
    right: await authority.issue(options),
    expired: await authority.issue({ ...options, notBefore: fromNow(-3), notAfter: fromNow(-2) }),
    notYetValid: await authority.issue({ ...options, notBefore: fromNow(2), notAfter: fromNow(3) }),
    wrongAuthority: await impostor.issue(options),
    wrongPurpose: await authority.issue({ ...options, usage: "server" }),
    revoked,
    revocationList: createRevocationList(authority, { revoked: [revoked.certificate] }),
  };
}

function fromNow(days: number): Date {
  return new Date(Date.now() + days * DAY);
}
