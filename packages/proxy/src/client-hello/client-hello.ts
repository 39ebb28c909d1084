import type { ClientHelloFacts } from "@sluice/policy";
import { type Ja4Parts, ja4, ja4Parts, ja4Raw } from "./ja4.ts";

/**
 * What a ClientHello says (RFC 8446, section 4.1.2, and RFC 5246, section 7.4.1.2). All lists are in the order sent, GREASE
 * (RFC 8701) included, and those of an extension are empty without it and never with it. Numbers are those of the IANA
 * registries of TLS parameters.
 */
export interface ClientHelloFields {
  /** `legacy_version`: the highest that a TLS 1.2 client offers, 0x0303 of later ones. */
  readonly version: number;
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** 0 to 32 bytes. */
  readonly sessionIdLength: number;
  /** Two bytes each. May be empty: whether a handshake can succeed is the TLS stack's question. */
  readonly cipherSuites: readonly number[];
  /** Types of two bytes, none twice (RFC 8446, section 4.2). */
  readonly extensions: readonly number[];
  /** Absent without the extension (RFC 6066, section 3). */
  readonly serverName?: ServerName;
  /** Protocol names (RFC 7301, section 3.1) of 1 to 255 bytes, one character a byte. */
  readonly alpn: readonly string[];
  /** Two bytes each (RFC 8446, section 4.2.1). With them `version` says nothing. */
  readonly supportedVersions: readonly number[];
  /** SignatureScheme, two bytes each (RFC 8446, section 4.2.3). */
  readonly signatureAlgorithms: readonly number[];
  /** NamedGroup, two bytes each (RFC 8446, section 4.2.7). */
  readonly groups: readonly number[];
  /** ECPointFormat, one byte each (RFC 8422, section 5.1.2). */
  readonly pointFormats: readonly number[];
  /** PskKeyExchangeMode, one byte each: 0 `psk_ke`, 1 `psk_dhe_ke` (RFC 8446, section 4.2.9). */
  readonly pskKeyExchangeModes: readonly number[];
  /**
   * Whether Encrypted ClientHello is offered (RFC 9849, section 5): the name here is then the outer one, the inner can't be
   * seen. Also true with GREASE ECH (section 6.2), which nobody but the client can tell from the real one. An inner hello
   * that a client-facing server has decrypted and passed on hides nothing: false.
   */
  readonly echOffered: boolean;
}

/** A `host_name` (RFC 6066, section 3) whose bytes were found to be a DNS name. */
export interface ServerName {
  /** As it was sent: ASCII letters of either case, digits, `-`, `_` and `.`, maybe a dot at the end. */
  readonly sent: string;
  /** Lower case, without the dot at the end: what endpoints and policies are compared with. */
  readonly compared: string;
}

/** A ClientHello with what the record layer adds and the fingerprint, which is computed when it is first read. */
export class ClientHello implements ClientHelloFields {
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionIdLength: number;
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly number[];
  readonly serverName?: ServerName;
  readonly alpn: readonly string[];
  readonly supportedVersions: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  readonly groups: readonly number[];
  readonly pointFormats: readonly number[];
  readonly pskKeyExchangeModes: readonly number[];
  readonly echOffered: boolean;
  /** Of the first record; means nothing (RFC 8446, section 5.1). */
  readonly recordVersion: number;
  /** How many bytes of the connection it took, record headers included. */
  readonly bytesConsumed: number;
  #ja4: string | undefined;

  constructor(fields: ClientHelloFields, recordVersion: number, bytesConsumed: number) {
    this.version = fields.version;
    this.random = fields.random;
    this.sessionIdLength = fields.sessionIdLength;
    this.cipherSuites = fields.cipherSuites;
    this.extensions = fields.extensions;
    if (fields.serverName) this.serverName = fields.serverName;
    this.alpn = fields.alpn;
    this.supportedVersions = fields.supportedVersions;
    this.signatureAlgorithms = fields.signatureAlgorithms;
    this.groups = fields.groups;
    this.pointFormats = fields.pointFormats;
    this.pskKeyExchangeModes = fields.pskKeyExchangeModes;
    this.echOffered = fields.echOffered;
    this.recordVersion = recordVersion;
    this.bytesConsumed = bytesConsumed;
  }

  /** JA4 TLS client fingerprint: `t13d1516h2_8daaf6152771_e5627efa2ab1`. */
  get ja4(): string {
    this.#ja4 ??= ja4(this);
    return this.#ja4;
  }

  /** What its three parts are made of, before anything is hashed. */
  get ja4Parts(): Ja4Parts {
    return ja4Parts(this);
  }

  /** The same parts joined with underscores, known as JA4_r. */
  get ja4Raw(): string {
    return ja4Raw(this);
  }

  /** What a policy is told; the fingerprint is computed only if it asks. */
  get facts(): ClientHelloFacts {
    return new Facts(this);
  }
}

class Facts implements ClientHelloFacts {
  readonly sni: string;
  readonly #hello: ClientHello;

  constructor(hello: ClientHello) {
    this.sni = hello.serverName?.compared ?? "";
    this.#hello = hello;
  }

  get ja4(): string {
    return this.#hello.ja4;
  }
}
