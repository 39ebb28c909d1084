import type { TlsFacts } from "../facts.ts";

/** A handshake in which the client has shown no certificate. */
export const TLS: TlsFacts = {
  version: "1.3",
  cipherSuite: "TLS_AES_128_GCM_SHA256",
  negotiatedAlpn: "",
  sessionResumed: false,
  clientCertificate: null,
  serverCertificate: null,
  chain: "none",
};
