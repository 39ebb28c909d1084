import type { Socket } from "node:net";
import type { Server, TLSSocket } from "node:tls";
import { sentAlert, type TlsAlert } from "./alert.ts";
import { alertOfReason } from "./alert-of-reason.ts";
import { cutLooseOnceClosed } from "./cut-loose.ts";
import { HandshakeGate } from "./handshake-gate.ts";
import type { Admission, ClientProof, ClientRejection, Judge, Judgement } from "./judgement.ts";
import { originOf } from "./origin.ts";

/** What became of one handshake. */
export type HandshakeEnd =
  | (Admission & { readonly socket: TLSSocket })
  | (Pick<ClientRejection, "ok" | "code" | "message" | "clientCertificateBytes"> & {
      /** Absent where there was none, or none that is known. */
      readonly alert?: TlsAlert | undefined;
    });

export interface HandshakeOptions {
  /** Asked before anything else learns of the client; it alone admits. */
  readonly judge: Judge;
  /** Called once. A refused client's connection is being closed by then. */
  ended(end: HandshakeEnd): void;
}

/** The handshakes of one `tls.Server`, which never listens: sockets are handed to it. */
export class Handshakes {
  readonly #server: Server;
  readonly #pending = new WeakMap<object, HandshakeOptions>();
  /** There where client certificates are asked for. */
  readonly #gate: HandshakeGate | undefined;

  constructor(server: Server, asksForCertificate: boolean) {
    this.#server = server;
    server.on("secureConnection", (socket) => {
      socket.on("error", ignore);
      cutLooseOnceClosed(socket);
      try {
        this.#done(socket);
      } catch (error) {
        // What Node's events throw ends the process (CVE-2026-21637).
        this.#broken(socket, error);
        socket.destroy();
      }
    });
    server.on("tlsClientError", (error, socket) => {
      cutLooseOnceClosed(socket);
      // Node destroys the socket itself, after OpenSSL's alert is out; it must not be hurried.
      const reason = reasonOf(error);
      this.#settle(originOf(socket), failure("tls-handshake-failed", reason, alertOfReason(reason)));
    });
    server.on("error", ignore);
    if (!asksForCertificate) return;
    this.#gate = new HandshakeGate(server, {
      judge: (proof) => this.#judge(proof),
      refused: (origin, rejection, sent) =>
        this.#settle(origin, {
          ...withoutAlert(rejection),
          ...(sent ? { alert: sentAlert(rejection.alert) } : {}),
        }),
      broken: (socket, error) => this.#broken(socket, error),
    });
  }

  /** A handshake on a socket whose bytes read so far were unshifted. */
  accept(socket: Socket, options: HandshakeOptions): void {
    this.#pending.set(socket, options);
    socket.once("close", () =>
      this.#settle(socket, failure("tls-handshake-failed", "the client closed during the handshake")),
    );
    // A client that ends half way through the handshake is gone: nobody else would notice before the deadline.
    socket.allowHalfOpen = false;
    this.#server.emit("connection", socket);
  }

  #judge(proof: ClientProof): Judgement | undefined {
    const origin = originOf(proof.socket);
    return origin && this.#pending.get(origin)?.judge(proof);
  }

  #done(socket: TLSSocket): void {
    const judgement = this.#judge({ socket, authorized: socket.authorized, error: socket.authorizationError });
    if (judgement?.ok) {
      socket.allowHalfOpen = true;
      this.#gate?.admitted(socket);
      this.#settle(originOf(socket), { ...judgement, socket });
      return;
    }
    if (judgement && this.#gate) {
      this.#gate.refuse(socket, judgement);
      return;
    }
    // A socket whose origin cannot be told belongs to no connection that a policy has let this far.
    if (judgement) this.#settle(originOf(socket), withoutAlert(judgement));
    socket.destroy();
  }

  #broken(socket: TLSSocket, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#settle(originOf(socket), failure("internal-error", message));
  }

  #settle(origin: object | undefined, end: HandshakeEnd): void {
    const options = origin && this.#pending.get(origin);
    if (!origin || !options) return;
    this.#pending.delete(origin);
    options.ended(end);
  }
}

/** It was not sent the one that it is owed. */
function withoutAlert({ ok, code, message, clientCertificateBytes }: ClientRejection): HandshakeEnd {
  return { ok, code, message, clientCertificateBytes };
}

/** OpenSSL's words for it, without its file names and line numbers. */
function reasonOf(error: Error & { readonly reason?: string; readonly code?: string }): string {
  return error.reason ?? error.code ?? error.message;
}

function failure(code: string, message: string, alert?: TlsAlert): HandshakeEnd {
  return { ok: false, code, message, clientCertificateBytes: null, ...(alert ? { alert } : {}) };
}

function ignore(): void {}
