import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { CertificateFacts, HandshakeResult, TlsFacts, TlsTermination } from "@sluice/policy";
import { parseCertificate } from "@sluice/policy/x509";
import type { Clock } from "../clock.ts";
import type { HandshakeEnd, TerminationServer } from "./servers.ts";
import { chainVerdict } from "./verdict.ts";

/** What a termination came to: the decrypted stream where it succeeded. */
export type Termination =
  | { readonly ok: true; readonly socket: TLSSocket; readonly tls: TlsFacts }
  | { readonly ok: false; readonly error: (HandshakeResult & { ok: false })["error"] };

export interface TerminateOptions {
  readonly server: TerminationServer;
  readonly clock: Clock;
  /** Milliseconds for the handshake. */
  readonly timeout: number;
}

/**
 * Does the handshake as the server, and asks the policy whether the client may pass. The socket's bytes read so far
 * must have been unshifted. On failure nothing more is to be written to it.
 */
export async function terminateTls(
  socket: Socket,
  tls: TlsTermination,
  options: TerminateOptions,
): Promise<Termination> {
  const { server } = options;
  const end = await handshake(socket, options);
  if (!end.ok) return fail(end.code, end.message);
  const verified = verify(end.socket, tls, server);
  if (!verified.ok) end.socket.destroy();
  return verified;
}

function handshake(socket: Socket, options: TerminateOptions): Promise<HandshakeEnd> {
  return new Promise((resolve) => {
    const cancel = options.clock.setTimer(options.timeout, () => {
      resolve({ ok: false, code: "tls-handshake-timeout", message: "the handshake took too long" });
      socket.destroy();
    });
    options.server.accept(socket, (end) => {
      cancel();
      resolve(end);
    });
  });
}

function verify(socket: TLSSocket, tls: TlsTermination, server: TerminationServer): Termination {
  const certificate = clientCertificate(socket);
  if (certificate === "unreadable")
    return fail("client-certificate-invalid", "the client's certificate cannot be read");
  const chain = chainVerdict({
    hasCertificate: certificate !== null,
    authorized: socket.authorized,
    error: socket.authorizationError,
    hasAuthorities: server.hasAuthorities,
  });
  const decision = tls.verifyClient(certificate, chain);
  if (!decision.ok) return fail(decision.reason, `the client's certificate chain is \`${chain}\``);
  return {
    ok: true,
    socket,
    tls: {
      version: socket.getProtocol() === "TLSv1.3" ? "1.3" : "1.2",
      cipherSuite: socket.getCipher().standardName,
      negotiatedAlpn: socket.alpnProtocol || "",
      sessionResumed: socket.isSessionReused(),
      clientCertificate: certificate,
      serverCertificate: server.certificate,
      chain,
    },
  };
}

function clientCertificate(socket: TLSSocket): CertificateFacts | null | "unreadable" {
  const peer = socket.getPeerX509Certificate();
  if (!peer) return null;
  const parsed = parseCertificate(peer.raw);
  return parsed.kind === "certificate" ? parsed.facts : "unreadable";
}

function fail(code: string, message: string): Termination & { ok: false } {
  return { ok: false, error: { code, message } };
}
