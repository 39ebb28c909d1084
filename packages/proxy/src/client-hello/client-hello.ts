import type { ClientHelloFacts } from "@sluice/policy";
import { ja4, ja4Raw } from "./ja4.ts";

/** What a ClientHello says (RFC 8446, section 4.1.2, and RFC 5246, section 7.4.1.2). */
export interface ClientHelloFields {
  /** `legacy_version`: what TLS 1.2 clients offer, 0x0303 for later ones. */
  readonly version: number;
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** 0 to 32. */
  readonly sessionIdLength: number;
  /** In the order sent, GREASE included; so are all lists here. */
  readonly cipherSuites: readonly number[];
  /** Types in the order sent. */
  readonly extensions: readonly number[];
  /** Absent without the extension (RFC 6066, section 3). */
  readonly serverName?: ServerName;
  /** RFC 7301; one character a byte, since a protocol name is bytes. Empty without the extension. */
  readonly alpn: readonly string[];
  /** Empty without the extension (RFC 8446, section 4.2.1). */
  readonly supportedVersions: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  readonly groups: readonly number[];
  readonly pointFormats: readonly number[];
  /** Whether Encrypted ClientHello is offered (RFC 9849): the name here is then the outer one, the inner can't be seen. */
  readonly echOffered: boolean;
}

export interface ServerName {
  /** As it was sent: ASCII, maybe upper case, maybe a trailing dot. */
  readonly sent: string;
  /** Lower case, without trailing dot. */
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
    this.echOffered = fields.echOffered;
    this.recordVersion = recordVersion;
    this.bytesConsumed = bytesConsumed;
  }

  /** JA4 TLS client fingerprint. */
  get ja4(): string {
    this.#ja4 ??= ja4(this);
    return this.#ja4;
  }

  /** The fingerprint with its lists instead of their hashes. */
  get ja4Raw(): string {
    return ja4Raw(this);
  }

  /** What a policy is told; the fingerprint is computed only if it asks. */
  get facts(): ClientHelloFacts {
    const fingerprint = () => this.ja4;
    return {
      sni: this.serverName?.compared ?? "",
      get ja4() {
        return fingerprint();
      },
    };
  }
}
