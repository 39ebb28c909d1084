import type { ClientHello } from "./client-hello.ts";

/** What the bytes read so far are. All but `need-more` are final. */
export type ClientHelloResult =
  | { readonly kind: "need-more" }
  | { readonly kind: "hello"; readonly hello: ClientHello }
  /** Not a TLS handshake record: another protocol, an SSLv2 hello, an alert. */
  | { readonly kind: "not-tls" }
  | { readonly kind: "malformed"; readonly reason: MalformedReason }
  | { readonly kind: "too-large"; readonly limit: keyof ClientHelloLimits };

/** Why a handshake record that came first is not the start of a ClientHello. */
export type MalformedReason =
  /** A record claims more than 2^14 bytes (RFC 8446, section 5.1). */
  | "record-overflow"
  /** A handshake record without content (RFC 8446, section 5.1). */
  | "empty-record"
  /** Another record before the message ended. */
  | "interleaved-record"
  /** A later record is of no version 3.x. */
  | "record-version"
  /** Another handshake message came first. */
  | "not-client-hello"
  /** Bytes behind the message in its record, or behind the extensions in the message. */
  | "trailing-data"
  /** A vector ends behind what contains it. */
  | "truncated"
  /** Longer than 32 bytes. */
  | "session-id"
  /** An odd number of bytes. */
  | "cipher-suites"
  | "duplicate-extension"
  /** Not exactly one `host_name`. */
  | "server-name-list"
  /** Not a DNS name. */
  | "server-name-value"
  /** The extension's vectors are empty or do not fit. */
  | "alpn"
  | "supported-versions"
  | "signature-algorithms"
  | "supported-groups"
  | "point-formats"
  | "psk-key-exchange-modes";

export interface ClientHelloLimits {
  /** Bytes of the handshake message, without its header; default 65536 (language.md, section 7). */
  readonly message: number;
  /** Bytes of one record's content; default 16384, which is also the protocol's limit. */
  readonly record: number;
}

export const DEFAULT_CLIENT_HELLO_LIMITS: ClientHelloLimits = { message: 65_536, record: 16_384 };
