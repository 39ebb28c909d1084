import type { ChainVerdict, SideFacts, TlsFacts } from "@sluice/policy";
import { encodeProxyHeader, encodeSslTlv, SSL_CLIENT, TLV, type Tlv } from "../proxy-protocol/index.ts";

/** What a header of version 2 can tell beside the addresses, as the configuration names it. */
export const PROXY_TLVS = ["alpn", "authority", "ssl", "unique_id", "crc32c"] as const;
export type ProxyTlvName = (typeof PROXY_TLVS)[number];

/** What there is to tell an upstream of a connection. */
export interface TellableConnection {
  readonly client: SideFacts;
  readonly server: SideFacts;
  /** Name in the ClientHello as routing and policies compare it; `""` without one. */
  readonly serverName: string;
  /** There if TLS has been terminated here. */
  readonly tls: TlsFacts | undefined;
  /** That of the connection's event. */
  readonly id: string;
}

export interface HeaderSettings {
  readonly version: 1 | 2;
  readonly tlvs?: readonly ProxyTlvName[] | undefined;
}

/** Longer than any common name may be (RFC 5280, appendix A.1: 64 characters). */
const MAX_NAME_BYTES = 256;

/** OpenSSL's results of a verification (X509_V_ERR_…), which is what receivers take the number for. */
const VERIFY: { readonly [V in ChainVerdict]: number } = {
  trusted: 0,
  // Zero would say that a certificate was verified; OpenSSL has no number for none.
  none: 1,
  invalid: 1,
  "not-yet-valid": 9,
  expired: 10,
  untrusted: 20,
  revoked: 23,
  "wrong-purpose": 26,
};

/** The PROXY header that goes before everything else. What is not known of a connection is left out. */
export function proxyHeaderOf(connection: TellableConnection, { version, tlvs = [] }: HeaderSettings): Uint8Array {
  const { client, server } = connection;
  return encodeProxyHeader(version, {
    source: { address: client.address ?? client.ip, port: client.port },
    destination: { address: server.address ?? server.ip, port: server.port },
    tlvs: tlvs.flatMap((name) => tlvOf(name, connection) ?? []),
    checksum: tlvs.includes("crc32c"),
  });
}

function tlvOf(name: ProxyTlvName, { serverName, tls, id }: TellableConnection): Tlv | undefined {
  switch (name) {
    case "alpn":
      return tls === undefined || tls.negotiatedAlpn === "" ? undefined : textTlv(TLV.alpn, tls.negotiatedAlpn);
    case "authority":
      return serverName === "" ? undefined : textTlv(TLV.authority, serverName);
    case "ssl":
      return tls && sslOf(tls);
    case "unique_id":
      return textTlv(TLV.uniqueId, id);
    case "crc32c":
      // Goes last, over all the others.
      return undefined;
    default:
      return name satisfies never;
  }
}

function sslOf({ version, clientCertificate, chain }: TlsFacts): Tlv {
  const shown = SSL_CLIENT.certificateOnConnection | SSL_CLIENT.certificateInSession;
  const commonName = clientCertificate && tellable(clientCertificate.subject.commonName);
  return encodeSslTlv({
    client: SSL_CLIENT.tls | (clientCertificate ? shown : 0),
    // Without a certificate nothing is verified, whatever a verdict says.
    verify: clientCertificate ? VERIFY[chain] : VERIFY.none,
    version: `TLSv${version}`,
    ...(commonName ? { commonName } : {}),
  });
}

/**
 * UTF-8, one character a byte. `undefined` for a name that a receiver could take for another: those that end at a NUL have
 * let `admin\0.evil.example` in as `admin`.
 */
function tellable(name: string): string | undefined {
  const bytes = Buffer.from(name, "utf8");
  return bytes.length <= MAX_NAME_BYTES && !/\p{Cc}/u.test(name) ? bytes.toString("latin1") : undefined;
}

function textTlv(type: number, text: string): Tlv {
  return { type, value: new TextEncoder().encode(text) };
}
