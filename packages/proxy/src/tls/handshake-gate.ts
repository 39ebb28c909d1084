import { executionAsyncId } from "node:async_hooks";
import type { Socket } from "node:net";
import type { Server, TLSSocket } from "node:tls";
import { alertRecord } from "./alert.ts";
import type { ClientProof, ClientRejection, Judgement } from "./judgement.ts";
import { originOf } from "./origin.ts";
import { sealedAlert } from "./refusal-alert.ts";
import { verifyResultOf } from "./session-verdict.ts";
import { serverTrafficSecret } from "./traffic-secret.ts";

export interface HandshakeGateOptions {
  /** Asked of a client of TLS 1.2 before its handshake is done. Whom it does not refuse is not admitted by that. */
  judge(proof: ClientProof): Judgement | undefined;
  /** A client was refused; its connection is being closed. `sent`: whether it was sent the alert that it is owed. */
  refused(origin: Socket, rejection: ClientRejection, sent: boolean): void;
  /** Something threw while this connection was looked at: a bug, and no client passes by it. */
  broken(socket: TLSSocket, error: unknown): void;
}

interface Handshake {
  readonly socket: TLSSocket;
  readonly origin: Socket;
  /** `server_application_traffic_secret_0` of TLS 1.3. */
  secret: Buffer | undefined;
  /** Set as soon as the client is refused: from then on OpenSSL's words are held back for good. */
  rejection: ClientRejection | undefined;
  /** Whether the rejection was acted upon. */
  closing: boolean;
}

/**
 * Sends refused clients the alert that they are owed. Node admits every client certificate and leaves the judgement to
 * what comes after the handshake, when OpenSSL sends no alert any more.
 *
 * It stands between OpenSSL and the wire: from `newSession` to the call of its callback Node holds back whatever
 * OpenSSL says, which is the server's end of the handshake in TLS 1.2 and the session tickets in TLS 1.3. A refused
 * client's callback is never called, so OpenSSL sends nothing more: in TLS 1.2 the alert goes out in the clear, in TLS 1.3
 * as the first record under the server's traffic secret, and no second record is ever sent under its number.
 *
 * The server must make no stateless tickets (SSL_OP_NO_TICKET): TLS 1.2 tells of no session then.
 *
 * It admits nobody. Where anything is not as expected the connection is closed without an alert.
 */
export class HandshakeGate {
  readonly #options: HandshakeGateOptions;
  /** By the async id that all events of one connection share: `newSession` does not name its socket. */
  readonly #handshakes = new Map<number, Handshake>();
  /** Their later keys are nobody's business here. */
  readonly #admitted = new WeakSet<TLSSocket>();

  constructor(server: Server, options: HandshakeGateOptions) {
    this.#options = options;
    server.on("keylog", (line: Buffer, socket: TLSSocket) => this.#guarded(socket, () => this.#keylog(line, socket)));
    server.on("newSession", (_id: Buffer, session: Buffer, send: () => void) => {
      const handshake = this.#handshakes.get(executionAsyncId());
      // Judged without an alert once the handshake is done.
      if (!handshake) send();
      else this.#guarded(handshake.socket, () => this.#newSession(handshake, session, send));
    });
  }

  /** Connections of which something is remembered: none that is admitted, none that is closed. */
  get size(): number {
    return this.#handshakes.size;
  }

  /** Nothing is remembered of a client that was admitted. */
  admitted(socket: TLSSocket): void {
    this.#admitted.add(socket);
    const id = executionAsyncId();
    const handshake = this.#handshakes.get(id);
    if (handshake?.socket === socket) this.#forget(id, handshake);
  }

  /** Closes the connection of a client that was refused when its handshake was done. */
  refuse(socket: TLSSocket, rejection: ClientRejection): void {
    const handshake = this.#handshakes.get(executionAsyncId());
    if (handshake?.socket !== socket || handshake.rejection || socket.getProtocol() !== "TLSv1.3") {
      const origin = originOf(socket);
      if (origin) this.#options.refused(origin, rejection, false);
      socket.destroy();
      return;
    }
    handshake.rejection = rejection;
    // The tickets follow in the same turn. Where OpenSSL makes none there is no moment for an alert.
    setImmediate(() => this.#guarded(socket, () => this.#close(handshake, rejection, undefined)));
  }

  #keylog(line: Buffer, socket: TLSSocket): void {
    const id = executionAsyncId();
    const handshake = this.#handshakes.get(id) ?? this.#remember(id, socket);
    if (handshake?.socket === socket && !handshake.closing) handshake.secret ??= serverTrafficSecret(line);
    line.fill(0);
  }

  #remember(id: number, socket: TLSSocket): Handshake | undefined {
    const origin = originOf(socket);
    if (!origin || origin.destroyed || this.#admitted.has(socket)) return undefined;
    const handshake: Handshake = { socket, origin, secret: undefined, rejection: undefined, closing: false };
    this.#handshakes.set(id, handshake);
    origin.once("close", () => this.#forget(id, handshake));
    return handshake;
  }

  #newSession(handshake: Handshake, session: Buffer, send: () => void): void {
    const { socket } = handshake;
    if (!handshake.rejection && socket.getProtocol() === "TLSv1.2") {
      handshake.rejection = this.#judgeSession(socket, session);
    }
    session.fill(0);
    const { rejection } = handshake;
    if (rejection) this.#close(handshake, rejection, alertFor(handshake, rejection));
    else send();
  }

  #judgeSession(socket: TLSSocket, session: Buffer): ClientRejection | undefined {
    const error = verifyResultOf(session);
    if (error === undefined) return undefined;
    const judgement = this.#options.judge({ socket, authorized: error === 0, error });
    return judgement?.ok === false ? judgement : undefined;
  }

  #close(handshake: Handshake, rejection: ClientRejection, alert: Uint8Array | undefined): void {
    if (handshake.closing) return;
    handshake.closing = true;
    wipe(handshake);
    const { origin, socket } = handshake;
    const isSent = alert !== undefined && !origin.destroyed;
    if (isSent) {
      origin.write(alert);
      origin.end();
      // What the client still sends is read and dropped: a close on unread bytes is a RST, which may overtake the alert.
      socket.once("end", () => origin.destroy());
      socket.resume();
    } else socket.destroy();
    this.#options.refused(origin, rejection, isSent);
  }

  #forget(id: number, handshake: Handshake): void {
    wipe(handshake);
    if (this.#handshakes.get(id) === handshake) this.#handshakes.delete(id);
  }

  /** What Node's events throw ends the process. */
  #guarded(socket: TLSSocket, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.broken(socket, error);
      socket.destroy();
    }
  }
}

function alertFor(handshake: Handshake, rejection: ClientRejection): Uint8Array | undefined {
  switch (handshake.socket.getProtocol()) {
    case "TLSv1.3":
      return sealed(handshake, rejection);
    case "TLSv1.2":
      return alertRecord(rejection.alert);
    default:
      return undefined;
  }
}

/** The handshake has had keys of its own, and the tickets that are held back would have been the first records under these. */
function sealed({ socket, secret }: Handshake, { alert }: ClientRejection): Uint8Array | undefined {
  // Whoever has written to the client, or ended it, has used up the number of the first record.
  if (!secret || socket.bytesWritten > 0 || socket.writableLength > 0 || socket.writableEnded) return undefined;
  const cipherSuite = socket.getCipher().standardName;
  return sealedAlert(alert, { cipherSuite, trafficSecret: secret, sequence: 0 });
}

function wipe(handshake: Handshake): void {
  handshake.secret?.fill(0);
  handshake.secret = undefined;
}
