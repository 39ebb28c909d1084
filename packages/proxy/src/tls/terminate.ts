import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { HandshakeResult, TlsFacts, TlsTermination } from "@sluice/policy";
import type { Clock } from "../clock.ts";
import type { HandshakeEnd } from "./handshakes.ts";
import { createJudge } from "./judgement.ts";
import type { TerminationServer } from "./servers.ts";

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
  const end = await handshake(socket, tls, options);
  const { clientCertificateBytes } = end;
  if (!end.ok) return { ...failedTermination(end.code, end.message), clientCertificateBytes };
  return { ok: true, socket: end.socket, tls: end.tls, clientCertificateBytes };
}

function handshake(socket: Socket, tls: TlsTermination, options: TerminateOptions): Promise<HandshakeEnd> {
  const { server, clock, timeout } = options;
  return new Promise((resolve) => {
    const cancel = clock.setTimer(timeout, () => {
      const message = "the handshake took too long";
      resolve({ ok: false, code: "tls-handshake-timeout", message, clientCertificateBytes: null });
      socket.destroy();
    });
    server.accept(socket, {
      judge: createJudge(tls, server),
      ended: (end) => {
        cancel();
        resolve(end);
      },
    });
  });
}

export function failedTermination(code: string, message: string): Termination & { ok: false } {
  return { ok: false, error: { code, message }, clientCertificateBytes: null };
}
