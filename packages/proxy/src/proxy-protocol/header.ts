import type { Address } from "@sluice/policy";
import type { Tlv } from "./tlv.ts";

/** What a PROXY protocol header says (HAProxy, "The PROXY protocol Versions 1 & 2"). */
export interface ProxyHeader {
  readonly version: 1 | 2;
  /** `local`: the sender speaks for itself; the connection's own addresses count, whatever else the header holds. */
  readonly command: "local" | "proxy";
  readonly transport: ProxyTransport;
  /** Present iff the header tells addresses to use: never for `local`. An IPv4-mapped address is the IPv4 one. */
  readonly source?: ProxyEndpoint;
  readonly destination?: ProxyEndpoint;
  /** Paths of the two UNIX sockets, one character a byte, where the transport is such. */
  readonly unix?: { readonly source: string; readonly destination: string };
  /** In the order sent; empty in version 1, for `local` and without addresses. */
  readonly tlvs: readonly Tlv[];
  /** Set if the last TLV was cut off by the header's end. `tlvs` are those before it; the addresses are sound. */
  readonly tlvError?: "truncated";
  /**
   * Set if there is a CRC32C TLV. `differs`: it does not fit the header, has not four bytes, or stands there twice. A
   * value and not `invalid`, since senders are recorded that put anything there; a receiver that supports checksums has
   * to refuse such a header (section 2.2.7).
   */
  readonly checksum?: "fits" | "differs";
}

export interface ProxyEndpoint {
  readonly address: Address;
  /** 0 to 65535. */
  readonly port: number;
}

export type ProxyTransport =
  | "tcp4"
  | "tcp6"
  | "udp4"
  | "udp6"
  | "unix-stream"
  | "unix-datagram"
  /** UNKNOWN of version 1, UNSPEC of version 2. */
  | "unspecified";

/** Answer to the bytes so far. All but `need-more` are final, and none depends on how the bytes were cut. */
export type ProxyHeaderResult =
  | { readonly kind: "need-more" }
  /** `length`: bytes of the header; what follows is the connection's. */
  | { readonly kind: "header"; readonly header: ProxyHeader; readonly length: number }
  /** The bytes start with neither signature. */
  | { readonly kind: "none" }
  | { readonly kind: "invalid"; readonly reason: InvalidProxyHeader };

export type InvalidProxyHeader =
  /** Version 1: no CRLF within 107 bytes. */
  | "line-too-long"
  /** Version 1: not the words and single spaces it has to be, or a CR or LF alone. */
  | "line-malformed"
  /** Version 1: an address that is none, or none of the family named. */
  | "address"
  /** Version 1: not a decimal number to 65535 without leading zeros. */
  | "port"
  /** Version 2: another version, command, or pair of family and protocol. */
  | "version"
  | "command"
  | "family"
  /** Version 2: shorter than the addresses of its family. */
  | "length";
