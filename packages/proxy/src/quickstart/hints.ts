import type { QuickstartCertificates } from "./certificates.ts";

/** A command to try, and what it will show. */
export interface Hint {
  readonly command: string;
  readonly shows: string;
}

export interface HintOptions {
  readonly tcpPort: number;
  readonly tlsPort: number;
  readonly certificates: QuickstartCertificates;
}

/** Commands for another terminal, for every endpoint of the example. */
export function hints({ tcpPort, tlsPort, certificates: { directory } }: HintOptions): readonly Hint[] {
  const https = (name: string, flags = ""): string =>
    `curl --cacert ca.crt ${flags}${flags && " "}https://${name}.localhost:${tlsPort}/`;
  const as = (name: string): string => `--cert ${name}.crt --key ${name}.key`;
  const openssl = (name: string, flags = ""): string =>
    `openssl s_client -connect 127.0.0.1:${tlsPort} -servername ${name}.localhost -CAfile ca.crt${flags && ` ${flags}`} </dev/null`;
  return [
    { command: `cd ${directory}`, shows: "where the certificates are, as long as this runs" },
    { command: `curl http://127.0.0.1:${tcpPort}/`, shows: "the tcp upstream's answer: the address may connect" },
    {
      command: `curl --interface 127.0.0.66 http://127.0.0.1:${tcpPort}/`,
      shows:
        "an empty reply: restrict-ips denies this one address (where the system has all of 127.0.0.0/8, as Linux does)",
    },
    {
      command: `curl --interface 127.0.1.1 http://127.0.0.1:${tcpPort}/`,
      shows: "an empty reply: the second rule denies guests",
    },
    { command: openssl("passthrough"), shows: "CN = the upstream: the certificate comes from behind the proxy" },
    { command: https("passthrough"), shows: "the answer of the upstream that does TLS itself" },
    { command: openssl("terminate"), shows: "CN = the proxy: TLS ends here" },
    { command: https("terminate"), shows: "the answer of the upstream that gets plain text" },
    { command: openssl("terminate", "-tls1_2"), shows: "alert protocol version: the policy wants TLS 1.3" },
    { command: https("mtls"), shows: "a closed connection: there is no client certificate" },
    { command: https("mtls", as("bob")), shows: "an empty reply: the certificate is good, but not alice's" },
    { command: https("mtls", as("alice")), shows: "an answer" },
    { command: https("blue.apps"), shows: "the blue app's answer; green.apps goes to the green one" },
    { command: https("red.apps"), shows: "an empty reply: there is no red app, so the next rule denies" },
    { command: openssl("nobody"), shows: "alert unrecognized name: no endpoint has this name" },
  ];
}
