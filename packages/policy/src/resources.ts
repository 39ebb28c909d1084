import type { AddressSet } from "./net/index.ts";

/** What a policy refers to and the host owns. The same shape as a vector's `resources`. */
export interface Resources {
  /** Ip policies by id: their rules, or sets that were made of them, which large ones had better be. */
  readonly ip_policies?: { readonly [id: string]: readonly IpPolicyRule[] | IpPolicySets };
  /** PEM bundles by CA id. */
  readonly certificate_authorities?: { readonly [id: string]: string };
  /** Secrets by vault and name. */
  readonly secrets?: { readonly [vault: string]: { readonly [name: string]: string } };
  /** The IP-intelligence sources that are configured. */
  readonly ip_intelligence?: readonly IntelligenceSource[];
  /** Cryptography, for the checks that need it; `@sluice/policy` has none of its own. */
  readonly x509?: X509Checks;
}

export interface IpPolicyRule {
  readonly cidr: string;
  readonly action: "allow" | "deny";
}

/**
 * The addresses of an ip policy, as `AddressSet.from`, or a `CidrListReader` for a list that streams in, makes them. Nothing is
 * copied: every policy that names it looks things up in these very sets, one after the other.
 */
export interface IpPolicySets {
  readonly allow?: readonly AddressSet[];
  readonly deny?: readonly AddressSet[];
  /** Whether there is more that the host could not read, and has told of: nothing is concluded from who is missing then. Default: no. */
  readonly incomplete?: boolean;
}

/** `geo`: locations; `as`: autonomous systems; `categories`: all of the address lists, whatever else is named of them. */
export type IntelligenceSource = "geo" | "as" | "categories" | AddressList;

/** The address lists one by one, for a host that has some of them: what a rule asks of a list that is not there is a mistake. */
export type AddressList = "category_lists" | "tor_nodes" | "blocklist";

export interface UnreadablePem {
  readonly part: "certificate" | "private-key";
  /** Why: lower case, no final period, no key material. */
  readonly invalid: string;
}

export interface X509Checks {
  /** Whether `privateKey` (PEM) belongs to the first certificate of `certificate` (PEM), or which of them cannot be read. */
  keyBelongsTo(certificate: string, privateKey: string): boolean | UnreadablePem;
  /** The certificates of a PEM bundle; `invalid` names the first block that is none. */
  parseBundle(pem: string): { readonly certificates: readonly CertificateSummary[] } | { readonly invalid: string };
}

/** A certificate, as far as checks need it; what is left out is not checked. */
export interface CertificateSummary {
  readonly isCa: boolean;
  readonly subject: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly key?: PublicKeySummary;
}

export interface PublicKeySummary {
  readonly type: "rsa" | "dsa" | "ec" | "other";
  /** Of the modulus, or of the curve's order; absent where it says nothing of the strength. */
  readonly bits?: number;
}
