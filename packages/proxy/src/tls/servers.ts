import { constants, createHash, X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import type { CertificateFacts, TlsTermination, TlsVersion } from "@sluice/policy";
import { parseCertificate } from "@sluice/policy/x509";
import { CIPHER_SUITES } from "./cipher-suites.ts";
import { type HandshakeOptions, Handshakes } from "./handshakes.ts";
import type { JudgedServer } from "./judgement.ts";

/** What the host adds to a termination: together they are the whole TLS configuration. */
export interface HostTls {
  readonly certificate: ServerCertificate;
  /** What is offered by ALPN (RFC 7301), the most wanted first; none: the extension is not answered. */
  readonly alpnProtocols: readonly string[];
  readonly revocation: RevocationChecks;
}

/** The certificate a termination shows. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  /** Tells apart certificates that the termination does not name itself. */
  readonly digest: string;
}

/** What client certificates are held against beside their chain. */
export interface RevocationChecks {
  /** PEM, one list each; none: nobody asks. */
  readonly lists: readonly string[];
  readonly digest: string;
}

/** A TLS server for one whole configuration. It never listens: sockets are handed to it. */
export interface TerminationServer extends JudgedServer {
  /** Handshakes on a socket whose bytes read so far were unshifted. `ended` is called once. */
  accept(socket: Socket, options: HandshakeOptions): void;
}

/**
 * How many configurations are kept. They come from the configuration file alone, so this is never reached by a
 * connection's doing.
 */
const MAX_SERVERS = 4096;

/**
 * The TLS servers, one for each distinct configuration, made when first needed. Sessions of one are worthless to
 * another: they share neither ticket keys nor contexts. Mixing configurations in one server lets a session made under
 * one set of authorities resume under another (CVE-2025-23419 and its kin).
 */
export class TerminationServers {
  readonly #servers = new Map<string, KnownServer>();
  /** The configuration in force; none yet: all are. */
  #inForce: object | undefined;

  /**
   * `asker`: the configuration that asks. Throws what OpenSSL says of a certificate, a key or an authority that it does not
   * take.
   */
  get(tls: TlsTermination, host: HostTls, asker: object): TerminationServer {
    const key = serverKey(tls, host);
    const known = this.#servers.get(key);
    if (known) return known.server;
    const server = createTerminationServer(tls, host, key);
    // A connection of an earlier configuration gets one of its own: kept, its sessions would outlive what they stand for.
    if (this.#inForce !== undefined && asker !== this.#inForce) return server;
    const oldest = this.#servers.keys().next();
    if (this.#servers.size >= MAX_SERVERS && !oldest.done) this.#servers.delete(oldest.value);
    this.#servers.set(key, { tls, host, server });
    return server;
  }

  isInForce(asker: object): boolean {
    return asker === this.#inForce;
  }

  /** Forgets all others, and with them every session that they have made. From here on `asker` is in force. */
  retain(asker: object, wanted: (tls: TlsTermination, host: HostTls) => boolean): void {
    this.#inForce = asker;
    for (const [key, { tls, host }] of this.#servers) if (!wanted(tls, host)) this.#servers.delete(key);
  }
}

interface KnownServer {
  readonly tls: TlsTermination;
  readonly host: HostTls;
  readonly server: TerminationServer;
}

const PROTOCOLS = { "1.2": "TLSv1.2", "1.3": "TLSv1.3" } as const satisfies Record<TlsVersion, string>;

/** What tells the server for one whole configuration from all others. */
export function serverKey(tls: TlsTermination, { certificate, alpnProtocols, revocation }: HostTls): string {
  return `${tls.digest}\0${certificate.digest}\0${revocation.digest}\0${alpnProtocols.join("\0")}`;
}

/** Throws what OpenSSL says of a certificate, a key or an authority that it does not take. `key`: its `serverKey`. */
export function createTerminationServer(tls: TlsTermination, host: HostTls, key: string): TerminationServer {
  const { certificate, alpnProtocols, revocation } = host;
  const asked = tls.clientCertificates;
  const options: TlsOptions = {
    cert: certificate.certificate,
    key: certificate.privateKey,
    ciphers: CIPHER_SUITES,
    honorCipherOrder: false,
    ...(alpnProtocols.length > 0 ? { ALPNProtocols: [...alpnProtocols] } : {}),
    minVersion: PROTOCOLS[tls.minVersion],
    maxVersion: PROTOCOLS[tls.maxVersion],
    // A renegotiation could show another client certificate than the one the policy has seen.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | (asked ? constants.SSL_OP_NO_TICKET : 0),
    sessionIdContext: createHash("sha256").update(key).digest("hex").slice(0, 32),
    requestCert: asked !== undefined,
    // Whether a client passes is for the policy to say; the handshake only reports.
    rejectUnauthorized: false,
    // `undefined` would mean the public roots.
    ca: asked ? [...asked.authorities] : [],
    ...(revocation.lists.length > 0 ? { crl: [...revocation.lists] } : {}),
  };
  const handshakes = new Handshakes(createServer(options), asked !== undefined);
  return {
    certificate: factsOf(certificate.certificate),
    hasAuthorities: (asked?.authorities.length ?? 0) > 0,
    accept: (socket, handshake) => handshakes.accept(socket, handshake),
  };
}

function factsOf(pem: string): CertificateFacts | null {
  const parsed = parseCertificate(new X509Certificate(pem).raw);
  return parsed.kind === "certificate" ? parsed.facts : null;
}
