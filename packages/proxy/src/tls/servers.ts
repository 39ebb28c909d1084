import { constants, createHash, X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket, type TlsOptions } from "node:tls";
import type { CertificateFacts, TlsTermination, TlsVersion } from "@sluice/policy";
import { parseCertificate } from "@sluice/policy/x509";
import { CIPHER_SUITES } from "./cipher-suites.ts";

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

/** What became of one handshake. */
export type HandshakeEnd =
  | { readonly ok: true; readonly socket: TLSSocket }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** A TLS server for one whole configuration. It never listens: sockets are handed to it. */
export interface TerminationServer {
  readonly certificate: CertificateFacts | null;
  readonly hasAuthorities: boolean;
  /** Handshakes on a socket whose bytes read so far were unshifted. `ended` is called once. */
  accept(socket: Socket, ended: (end: HandshakeEnd) => void): void;
}

/**
 * How many configurations are kept. They come from the configuration file alone, so this is never reached by a
 * connection's doing; it bounds what reloads leave behind.
 */
const MAX_SERVERS = 4096;

/**
 * The TLS servers, one for each distinct configuration, made when first needed. Sessions of one are worthless to
 * another: they share neither ticket keys nor contexts. Mixing configurations in one server lets a session made under
 * one set of authorities resume under another (CVE-2025-23419 and its kin).
 */
export class TerminationServers {
  readonly #servers = new Map<string, TerminationServer>();

  /** Throws what OpenSSL says of a certificate, a key or an authority that it does not take. */
  get(tls: TlsTermination, host: HostTls): TerminationServer {
    const { certificate, alpnProtocols, revocation } = host;
    const key = `${tls.digest}\0${certificate.digest}\0${revocation.digest}\0${alpnProtocols.join("\0")}`;
    const known = this.#servers.get(key);
    if (known) return known;
    const server = createTerminationServer(tls, host, key);
    const oldest = this.#servers.keys().next();
    if (this.#servers.size >= MAX_SERVERS && !oldest.done) this.#servers.delete(oldest.value);
    this.#servers.set(key, server);
    return server;
  }
}

const PROTOCOLS = { "1.2": "TLSv1.2", "1.3": "TLSv1.3" } as const satisfies Record<TlsVersion, string>;

function createTerminationServer(tls: TlsTermination, host: HostTls, key: string): TerminationServer {
  const { certificate, alpnProtocols, revocation } = host;
  const asked = tls.clientCertificates;
  const options: TlsOptions = {
    cert: certificate.certificate,
    key: certificate.privateKey,
    ciphers: CIPHER_SUITES,
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
  const server = createServer(options);
  const pending = new WeakMap<object, (end: HandshakeEnd) => void>();
  watch(server, pending);
  return {
    certificate: factsOf(certificate.certificate),
    hasAuthorities: (asked?.authorities.length ?? 0) > 0,
    accept(socket, ended) {
      pending.set(socket, ended);
      socket.once("close", () =>
        settle(pending, socket, failure("tls-handshake-failed", "the client closed during the handshake")),
      );
      // A client that ends half way through the handshake is gone: nobody else would notice before the deadline.
      socket.allowHalfOpen = false;
      server.emit("connection", socket);
    },
  };
}

function watch(server: Server, pending: WeakMap<object, (end: HandshakeEnd) => void>): void {
  server.on("secureConnection", (socket) => {
    socket.on("error", ignore);
    socket.allowHalfOpen = true;
    // A socket whose origin cannot be told belongs to no connection that a policy has let this far.
    if (!settle(pending, originOf(socket), { ok: true, socket })) socket.destroy();
  });
  server.on("tlsClientError", (error, socket) => {
    // Node destroys the socket itself, after OpenSSL's alert is out; it must not be hurried.
    settle(pending, originOf(socket), failure("tls-handshake-failed", reasonOf(error)));
  });
  server.on("error", ignore);
}

function settle(
  pending: WeakMap<object, (end: HandshakeEnd) => void>,
  socket: object | undefined,
  end: HandshakeEnd,
): boolean {
  const ended = socket && pending.get(socket);
  if (!socket || !ended) return false;
  pending.delete(socket);
  ended(end);
  return true;
}

/** The socket that a TLS socket was made from. Node has no public name for it. */
function originOf(socket: TLSSocket): object | undefined {
  return (socket as TLSSocket & { readonly _parent?: Socket })._parent;
}

/** OpenSSL's words for it, without its file names and line numbers. */
function reasonOf(error: Error & { readonly reason?: string; readonly code?: string }): string {
  return error.reason ?? error.code ?? error.message;
}

function factsOf(pem: string): CertificateFacts | null {
  const parsed = parseCertificate(new X509Certificate(pem).raw);
  return parsed.kind === "certificate" ? parsed.facts : null;
}

function failure(code: string, message: string): HandshakeEnd {
  return { ok: false, code, message };
}

function ignore(): void {}
