import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { HandshakeResult, TlsFacts, TlsTermination } from "@sluice/policy";
import type { Clock } from "../clock.ts";
import type { TlsAlert } from "./alert.ts";
import { createJudge } from "./judgement.ts";
import type { TerminationServer } from "./servers.ts";

/** What a termination came to: the decrypted stream where it succeeded. */
export type Termination = (
  | { readonly ok: true; readonly socket: TLSSocket; readonly tls: TlsFacts }
  | {
      readonly ok: false;
      readonly error: (HandshakeResult & { ok: false })["error"];
      /** Absent where there was none, or none that is known. */
      readonly alert?: TlsAlert | undefined;
    }
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
export function terminateTls(socket: Socket, tls: TlsTermination, options: TerminateOptions): Promise<Termination> {
  const { server, clock, timeout } = options;
  // What is decrypted is answered behind session tickets that may not be acknowledged yet.
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(timeout, () => {
      resolve(failedTermination("tls-handshake-timeout", "the handshake took too long"));
      socket.destroy();
    });
    try {
      server.accept(socket, {
        judge: createJudge(tls, server),
        ended: (end) => {
          cancel();
          const { clientCertificateBytes } = end;
          resolve(
            end.ok ? end : { ...failedTermination(end.code, end.message, clientCertificateBytes), alert: end.alert },
          );
        },
      });
    } catch (error) {
      cancel();
      reject(error);
    }
  });
}

export function failedTermination(
  code: string,
  message: string,
  clientCertificateBytes: number | null = null,
): Termination & { ok: false } {
  return { ok: false, error: { code, message }, clientCertificateBytes };
}
