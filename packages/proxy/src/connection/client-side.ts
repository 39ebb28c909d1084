import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { TlsFacts, TlsTermination } from "@sluice/policy";
import {
  type ClientHello,
  type ClientHelloResult,
  createClientHelloReader,
  type MalformedReason,
} from "../client-hello/index.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import type { Limits } from "../limits.ts";
import { type AlertName, alertRecord, sentAlert } from "../tls/alert.ts";
import type { TerminationServer } from "../tls/servers.ts";
import { failedTermination, type Termination, terminateTls } from "../tls/terminate.ts";
import { hearFirst, hearNoMore } from "./hear.ts";
import { readProxyHeader, type ToldAddresses } from "./proxy-header.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { ConnectionRecord } from "./record.ts";

/** What the first bytes of a connection are. */
export type Peek =
  | { readonly kind: "hello"; readonly hello: ClientHello }
  | { readonly kind: "not-tls" | "malformed" | "too-large" | "late"; readonly reason: string };

/** How a connection is refused: with a FIN, a RST, or an alert and a FIN. */
export type Refusal = "fin" | "reset" | AlertName;

/** What is wrong with the records and not with the message in them (RFC 8446, section 5). */
const RECORD_ALERTS: ReadonlyMap<string, AlertName> = new Map([
  ["record-overflow", "record-overflow"],
  ["empty-record", "unexpected-message"],
  ["interleaved-record", "unexpected-message"],
  ["not-client-hello", "unexpected-message"],
] satisfies [MalformedReason, AlertName][]);

/** The accepted side of a connection, up to the moment its bytes are relayed. */
export class ClientSide {
  readonly socket: Socket;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #record: ConnectionRecord;
  readonly #acceptedAt: number;
  /** When the hello was complete. */
  #helloAt = 0;
  #peek: Promise<Peek> | undefined;
  #answer: Peek | undefined;
  #peeked: Buffer[] = [];
  #ahead: ReadAhead | undefined;
  /** Set once the connection is on its way to its close: the first reason decides how. */
  #ending = false;
  #cancelLinger: CancelTimer | undefined;
  #tls: { readonly socket: TLSSocket; readonly facts: TlsFacts } | undefined;

  constructor(socket: Socket, clock: Clock, limits: Limits, record: ConnectionRecord) {
    this.socket = socket;
    this.#record = record;
    this.#clock = clock;
    this.#limits = limits;
    this.#acceptedAt = record.acceptedAt;
    // Whatever goes wrong closes the socket, and the close is what is acted upon.
    socket.on("error", ignore);
  }

  /** The socket is closed, whoever closed it. */
  closed(): void {
    this.#cancelLinger?.();
    this.#stopReadingAhead();
  }

  /** Where the client's payload is: the socket, or TLS over it. */
  get stream(): Socket {
    return this.#tls?.socket ?? this.socket;
  }

  /** What the handshake has told, once TLS is terminated. */
  get tls(): TlsFacts | undefined {
    return this.#tls?.facts;
  }

  /** What `peek` has come to, once it has. */
  get peeked(): Peek | undefined {
    return this.#answer;
  }

  /** Reads the ClientHello, once however often it is asked for. The bytes stay part of the connection. */
  peek(): Promise<Peek> {
    this.#peek ??= this.#readHello();
    return this.#peek;
  }

  #readHello(): Promise<Peek> {
    const { socket } = this;
    return new Promise((resolve) => {
      const reader = createClientHelloReader();
      let bytes = 0;
      const done = (peek: Peek): void => {
        cancel();
        hearNoMore(socket);
        this.#helloAt = this.#clock.elapsed();
        this.#answer = peek;
        this.#record.peeked(peek, { milliseconds: this.#helloAt - this.#acceptedAt, bytes });
        resolve(peek);
      };
      const heard = (chunk: Buffer): void => {
        this.#peeked.push(chunk);
        bytes += chunk.length;
        const result = reader.push(chunk);
        if (result.kind === "hello") done({ kind: "hello", hello: result.hello });
        else if (result.kind !== "need-more") done({ kind: result.kind, reason: reasonOf(result) });
      };
      const ended = (): void => done({ kind: "malformed", reason: "the client closed before its hello was complete" });
      const cancel = this.#clock.setTimer(this.#helloTimeLeft(), () =>
        done({ kind: "late", reason: `no complete hello within ${this.#limits.clientHello} ms` }),
      );
      // A forward that failed may have been dialled before anybody asked for the hello.
      const ahead = joined(this.#stopReadingAhead());
      if (ahead) heard(ahead);
      if (!this.#answer) hearFirst(socket, { heard, ended });
    });
  }

  /** The PROXY header that the connection starts with. Its time is that of the hello behind it: 3 s for both. */
  proxyHeader(): Promise<ToldAddresses> {
    return readProxyHeader(this.socket, { clock: this.#clock, timeout: this.#helloTimeLeft() });
  }

  /** The bytes that were peeked and belong to the upstream; once. */
  takePeeked(): Buffer | undefined {
    const chunks = this.#peeked;
    this.#peeked = [];
    return joined(chunks);
  }

  /** Reads on while an upstream is dialled; how much, `ReadAhead` says. */
  readAhead(): void {
    this.#ahead ??= new ReadAhead(this.stream);
  }

  /** What was read ahead and belongs to the upstream, behind what was peeked; once. Who hears the stream next has to resume it. */
  takeAhead(): readonly Buffer[] {
    const chunks = this.#ahead?.take() ?? [];
    this.#ahead = undefined;
    return chunks;
  }

  #stopReadingAhead(): readonly Buffer[] {
    this.#ahead?.stop();
    return this.takeAhead();
  }

  terminate(tls: TlsTermination, server: TerminationServer): Promise<Termination> {
    const peeked = this.takePeeked();
    const ahead = this.#stopReadingAhead();
    if (this.socket.readableEnded || this.socket.destroyed) {
      // Nothing can be put back before an end, and no handshake comes of half a connection. One that was closed while a
      // forward was dialled would be waited for to the limit: its close has been told already.
      this.refuse("fin");
      return Promise.resolve(failedTermination("tls-handshake-failed", "the client ended after its hello"));
    }
    const said = joined(peeked ? [peeked, ...ahead] : ahead);
    if (said) this.socket.unshift(said);
    const clock = this.#clock;
    const timeout = Math.max(this.#limits.handshake - (clock.elapsed() - this.#helloAt), 0);
    return terminateTls(this.socket, tls, { server, clock, timeout }).then((result) => this.#terminated(result));
  }

  #terminated(result: Termination): Termination {
    const { counters } = this.#record;
    counters.handshakeMs = this.#clock.elapsed() - this.#helloAt;
    counters.clientCertificateBytes = result.clientCertificateBytes;
    if (result.ok) {
      this.#tls = { socket: result.socket, facts: result.tls };
      // Node leaves a socket open whose TLS has failed. OpenSSL's alert is written by then.
      result.socket.once("error", () => this.socket.destroy());
    }
    // Node closes it after OpenSSL's alert; that takes no longer than any other close.
    else {
      if (result.alert) this.#record.alert = result.alert;
      this.#end();
    }
    return result;
  }

  /** Ends the connection as what has come of its hello asks for: bytes that are no TLS get no TLS back, and who has sent nothing gets nothing. */
  refuseFittingly(): void {
    this.refuse(this.#answer ? refusalOf(this.#answer) : "fin");
  }

  /** Ends the connection. What the client still sends is read and dropped, since a close on unread bytes is a RST. */
  refuse(how: Refusal): void {
    const { socket, stream } = this;
    if (this.#ending || socket.destroyed) return;
    this.#end();
    if (how === "reset") {
      socket.resetAndDestroy();
      return;
    }
    if (how !== "fin" && !this.#tls) {
      stream.write(alertRecord(how));
      this.#record.alert = sentAlert(how);
    }
    stream.end();
    this.#stopReadingAhead();
    stream.resume();
  }

  #helloTimeLeft(): number {
    return Math.max(this.#limits.clientHello - (this.#clock.elapsed() - this.#acceptedAt), 0);
  }

  /** From here on the socket has only the time that its close takes. */
  #end(): void {
    this.#ending = true;
    const { socket } = this;
    if (socket.destroyed) return;
    this.#cancelLinger = this.#clock.setTimer(this.#limits.linger, () => socket.destroy());
  }
}

function ignore(): void {}

function joined(chunks: readonly Buffer[]): Buffer | undefined {
  return chunks.length <= 1 ? chunks[0] : Buffer.concat(chunks);
}

function refusalOf(peek: Peek): Refusal {
  switch (peek.kind) {
    case "malformed":
      return RECORD_ALERTS.get(peek.reason) ?? "decode-error";
    case "too-large":
      return "decode-error";
    case "not-tls":
    case "late":
    case "hello":
      return "fin";
  }
}

function reasonOf(result: Exclude<ClientHelloResult, { readonly kind: "need-more" | "hello" }>): string {
  switch (result.kind) {
    case "not-tls":
      return "the first bytes are not a TLS handshake";
    case "malformed":
      return result.reason;
    case "too-large":
      return `over the limit of a ${result.limit}`;
  }
}
