import type { Address } from "./net/index.ts";

/**
 * What is known of a connection. A host fills these plain objects; the policy only reads them.
 * Field meanings: language.md, section 4.
 */

/** The facts at accept. May be deep-frozen; nothing here is ever written to. */
export interface ConnectionFacts {
  readonly client: SideFacts;
  readonly server: SideFacts & { readonly region: string };
  readonly start: Date;
  readonly endpoint: EndpointFacts;
  /** The peeked ClientHello. A host that has already read it gives it; otherwise the policy asks with a `client-hello` step. */
  readonly hello?: ClientHelloFacts | undefined;
  /** What a termination before this policy told: on an internal endpoint, behind a `terminate-tls` of the one that forwarded. */
  readonly tls?: TlsFacts | undefined;
  /** Read at most once for each address, and only when an expression needs it. */
  readonly intelligence?: IntelligenceFacts | undefined;
}

/** One side of the connection. */
export interface SideFacts {
  /** In any valid textual form; the policy reads it in canonical form (RFC 5952, IPv4-mapped as IPv4, no zone). */
  readonly ip: string;
  readonly port: number;
  /**
   * In place of `ip`, which is not read then: from a host that has it parsed, or does that once for all runs of a connection. May be
   * a getter: read only where a rule looks at the address. Absent: each run that looks at it parses `ip`. Anything but an
   * `Address` fails what looks at it.
   */
  readonly address?: Address | undefined;
}

export interface EndpointFacts {
  readonly id: string;
  /** `tcp` or `tls`. */
  readonly protocol: string;
  /** Name, address or wildcard pattern, without port. */
  readonly host: string;
  readonly port: number;
  /** Without the scheme's default port. */
  readonly url: string;
}

export interface ClientHelloFacts {
  /** Server name as compared: lower case, no trailing dot; `""` without one (RFC 6066, section 3). */
  readonly sni: string;
  /** JA4 TLS client fingerprint. May be a getter: read only when an expression asks for it. */
  readonly ja4: string;
}

export interface IntelligenceFacts {
  client(): AddressIntelligence;
  server(): AddressIntelligence;
}

/** What a source says of one address; what it leaves out reads as `""`, `false`, `0` or `[]`. */
export interface AddressIntelligence {
  readonly categories?: readonly string[];
  readonly isOnBlocklist?: boolean;
  readonly isTorNode?: boolean;
  readonly as?: { readonly number?: number; readonly organization?: string };
  readonly location?: AddressLocation;
  readonly registeredLocation?: RegisteredLocation;
}

export interface RegisteredLocation {
  readonly city?: string;
  readonly continent?: string;
  readonly country?: string;
  readonly countryCode?: string;
  readonly isEu?: boolean;
  readonly metroCode?: string;
  readonly subdivision?: string;
  readonly timezone?: string;
}

export interface AddressLocation extends RegisteredLocation {
  readonly latitude?: string;
  readonly longitude?: string;
  readonly postalCode?: string;
  readonly radius?: string;
}

/** What a finished handshake says. */
export interface TlsFacts {
  readonly version: "1.2" | "1.3";
  /** IANA name, such as `TLS_AES_128_GCM_SHA256`. */
  readonly cipherSuite: string;
  /** `""` if none was negotiated. */
  readonly negotiatedAlpn: string;
  readonly sessionResumed: boolean;
  readonly clientCertificate: CertificateFacts | null;
  readonly serverCertificate: CertificateFacts | null;
  /** The TLS stack's verdict on the client certificate's chain, after `verifyClient` accepted it. */
  readonly chain: ChainVerdict;
}

/** A certificate's fields as expressions read them (RFC 5280). */
export interface CertificateFacts {
  readonly pem: string;
  /** Lower-case hex without leading zeros. */
  readonly serialNumber: string;
  /** `SHA256-RSA`, `ECDSA-SHA256`, `Ed25519`, … */
  readonly signatureAlgorithm: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly san: SubjectAlternativeNames;
  readonly validity: { readonly notBefore: Date; readonly notAfter: Date };
  readonly extensions: readonly CertificateExtension[];
}

export interface CertificateExtension {
  /** Dotted OID. */
  readonly id: string;
  readonly critical: boolean;
  /** DER content of the extension's OCTET STRING. */
  readonly value: Uint8Array;
}

export interface DistinguishedName {
  /** RFC 2253 form, most specific first. */
  readonly text: string;
  readonly commonName: string;
  readonly country: readonly string[];
  readonly locality: readonly string[];
  readonly organization: readonly string[];
  readonly organizationalUnit: readonly string[];
  readonly postalCode: readonly string[];
  readonly province: readonly string[];
  readonly streetAddress: readonly string[];
}

export interface SubjectAlternativeNames {
  /** `DNS:a, IP Address:1.2.3.4, email:b, URI:c`, in the certificate's order. */
  readonly text: string;
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  /** RFC 5952. */
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
}

/** What a TLS stack says of a client certificate's chain. */
export type ChainVerdict =
  | "none"
  | "trusted"
  | "untrusted"
  | "expired"
  | "not-yet-valid"
  | "revoked"
  | "wrong-purpose"
  | "invalid";
