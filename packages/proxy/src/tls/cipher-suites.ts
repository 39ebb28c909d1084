/**
 * The cipher suites of every handshake here, by OpenSSL's names: those of TLS 1.3, and of TLS 1.2 those with ephemeral
 * keys and authenticated encryption alone (RFC 9325, section 4.2). No suite is weak, so the client's order counts: it
 * knows whether its processor has AES. `docs/tls.md` says why each other one is left out.
 */
export const CIPHER_SUITES: string = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":");
