export { type EndpointToEncode, encodeProxyHeader, type ProxiedConnection } from "./encode.ts";
export { encodeSslTlv, SSL_CLIENT } from "./encode-ssl.ts";
export type {
  InvalidProxyHeader,
  ProxyEndpoint,
  ProxyHeader,
  ProxyHeaderResult,
  ProxyTransport,
} from "./header.ts";
export { parseProxyHeader } from "./parse.ts";
export { findTlv, type SslTlv, sslTlv, TLV, type Tlv } from "./tlv.ts";
