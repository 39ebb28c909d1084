import type { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { CertificateFacts, HandshakeResult, TlsFacts, TlsTermination } from "@sluice/policy";
import { parseCertificate } from "@sluice/policy/x509";
import type { Clock } from "../clock.ts";
import type { HandshakeEnd, TerminationServer } from "./servers.ts";
import { chainVerdict } from "./verdict.ts";

/** What a termination came to: the decrypted stream where it succeeded. */
export type Termination = (
  | { readonly ok: true; readonly socket: TLSSocket; readonly tls: TlsFacts }
  | { readonly ok: false; readonly error: (HandshakeResult & { ok: false })["error"] }
) & {
  /** DER of the certificates that the client has shown; `null` where it was not asked, or came to no end. */
  readonly clientCertificateBytes: number | null;
};

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
  if (!end.ok) return failedTermination(end.code, end.message);
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
  const shown = socket.getPeerX509Certificate();
  const clientCertificateBytes = tls.clientCertificates ? bytesOf(shown) : null;
  const refused = (code: string, message: string): Termination => ({
    ...failedTermination(code, message),
    clientCertificateBytes,
  });
  const certificate = shown ? factsOf(shown) : null;
  if (certificate === "unreadable") {
    return refused("client-certificate-invalid", "the client's certificate cannot be read");
  }
  const chain = chainVerdict({
    hasCertificate: certificate !== null,
    authorized: socket.authorized,
    error: socket.authorizationError,
    hasAuthorities: server.hasAuthorities,
  });
  const decision = tls.verifyClient(certificate, chain);
  if (!decision.ok) return refused(decision.reason, `the client's certificate chain is \`${chain}\``);
  return {
    ok: true,
    socket,
    clientCertificateBytes,
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

function factsOf(shown: X509Certificate): CertificateFacts | "unreadable" {
  const parsed = parseCertificate(shown.raw);
  return parsed.kind === "certificate" ? parsed.facts : "unreadable";
}

/** Of the certificate and of those that the client has sent with it. */
function bytesOf(shown: X509Certificate | undefined): number {
  let bytes = 0;
  for (let certificate = shown; certificate; certificate = certificate.issuerCertificate) {
    bytes += certificate.raw.length;
  }
  return bytes;
}

export function failedTermination(code: string, message: string): Termination & { ok: false } {
  return { ok: false, error: { code, message }, clientCertificateBytes: null };
}
