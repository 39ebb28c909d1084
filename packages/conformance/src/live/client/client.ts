import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { encodeProxyHeader } from "@sluice/proxy";
import { LOOPBACK } from "../loopback.ts";
import { ALERT_BYTES, alertInTheClear, alertOfError } from "./alert.ts";
import { Tap } from "./tap.ts";

export interface ToldAddress {
  /** IPv4 or IPv6; of a pair of both families the IPv4 one is told mapped. */
  readonly address: string;
  readonly port: number;
}

/** What a client has seen of its connection, up to its close. */
export interface Seen {
  /** How the proxy's side ended. */
  readonly end: "fin" | "reset";
  /** The fatal alert that came, such as `unknown-ca`. */
  readonly alert?: string;
  /** Of the upstream whose greeting came. */
  readonly reached?: string;
  /** All payload that came: the greeting, and what was sent back. */
  readonly payload: Buffer;
  /** What was agreed on, if TLS was terminated. */
  readonly tls?: SeenTls;
}

export interface SeenTls {
  readonly version: "1.2" | "1.3";
  /** IANA's name. */
  readonly cipherSuite: string;
  readonly alpn: string;
  /** Common name of the server's certificate. */
  readonly serverName: string;
  readonly resumed: boolean;
}

const GREETING = /^reached (.*)\n/;
const GREETING_START = "r".charCodeAt(0);

/** What a recording upstream says first. */
export function greetingOf(name: string): string {
  return `reached ${name}\n`;
}

/** A real client at a port of loopback: says by a PROXY header whose connection it is, then sends bytes or does TLS. */
export class LiveClient {
  /** Settled once the connection is closed. */
  readonly closed: Promise<Seen>;
  /** Settled once an upstream has greeted, or nothing more will come. Its own direction stays open until `end`. */
  readonly greeted: Promise<void>;
  readonly #socket: Socket;
  #tls: TLSSocket | undefined;
  #agreed: SeenTls | undefined;
  /** The first bytes on the wire. */
  #wire: Buffer = Buffer.alloc(0);
  /** What is on the wire, or within TLS. */
  #payload: Buffer = Buffer.alloc(0);
  #session: Buffer | undefined;
  #alert: string | undefined;
  #isReset = false;
  #greet: () => void = () => {};

  static async connect(port: number, host: string = LOOPBACK): Promise<LiveClient> {
    const socket = connect({ port, host, allowHalfOpen: true, noDelay: true });
    const client = new LiveClient(socket);
    try {
      await once(socket, "connect");
    } catch (error) {
      // A proxy that resets at once can be faster than the news of the connection.
      if ((error as NodeJS.ErrnoException).code !== "ECONNRESET") throw error;
    }
    return client;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.greeted = new Promise((resolve) => {
      this.#greet = resolve;
    });
    this.closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#greet();
        resolve(this.#seen());
      });
    });
    socket.on("data", (chunk: Buffer) => this.#onWire(chunk));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // EPIPE: a write after the reset that has not been read yet.
      this.#isReset ||= error.code === "ECONNRESET" || error.code === "EPIPE";
    });
    socket.on("end", () => this.#greet());
  }

  /** Of its own socket. */
  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  /** The session that the server has offered last. */
  get session(): Buffer | undefined {
    return this.#session;
  }

  /** Sends the PROXY header. Throws a RangeError for what is no address. */
  tell(source: ToldAddress, destination: ToldAddress, version: 1 | 2 = 2): void {
    this.#socket.write(encodeProxyHeader(version, { source, destination }));
  }

  /** Sends bytes as they are; within TLS once that has been started. */
  send(bytes: string | Uint8Array): void {
    (this.#tls ?? this.#socket).write(bytes);
  }

  /** Starts a handshake. Whatever certificate the server has is taken. */
  startTls(options: ConnectionOptions): void {
    const tls = connectTls({ ...options, socket: new Tap(this.#socket), rejectUnauthorized: false });
    this.#tls = tls;
    tls.on("error", (error: NodeJS.ErrnoException) => {
      this.#alert ??= alertOfError(error.code);
      this.#tls = undefined;
    });
    tls.on("secureConnect", () => {
      this.#agreed = agreedOf(tls);
    });
    tls.on("session", (session: Buffer) => {
      this.#session = session;
    });
    tls.on("data", (chunk: Buffer) => this.#onPayload(chunk));
  }

  /** Settled once the handshake is done as the client sees it, or nothing will come of it. */
  async handshake(): Promise<void> {
    const tls = this.#tls;
    if (!tls || this.#agreed) return;
    await new Promise<void>((resolve) => {
      tls.once("secureConnect", resolve).once("error", () => resolve());
      void this.greeted.then(resolve);
    });
  }

  /** Sends no more; what still comes is read. */
  end(): void {
    if (this.#tls && this.#agreed) this.#tls.end();
    else this.#socket.end();
  }

  /** Drops the connection without another word. */
  destroy(): void {
    this.#socket.destroy();
  }

  #onWire(chunk: Buffer): void {
    if (this.#wire.length < ALERT_BYTES) {
      this.#wire = Buffer.concat([this.#wire, chunk.subarray(0, ALERT_BYTES)]);
      this.#alert ??= alertInTheClear(this.#wire);
    }
    // What comes in the clear from an upstream is its greeting, which no TLS record starts like.
    if (this.#agreed === undefined && this.#wire[0] === GREETING_START) this.#onPayload(chunk);
  }

  #onPayload(chunk: Buffer): void {
    this.#payload = Buffer.concat([this.#payload, chunk]);
    if (this.#greeting !== undefined) this.#greet();
  }

  /** The name in the greeting, once that is complete. */
  get #greeting(): string | undefined {
    return GREETING.exec(this.#payload.toString("latin1"))?.[1];
  }

  #seen(): Seen {
    const reached = this.#greeting;
    return {
      end: this.#isReset ? "reset" : "fin",
      payload: this.#payload,
      ...(this.#alert === undefined ? {} : { alert: this.#alert }),
      ...(reached === undefined ? {} : { reached }),
      ...(this.#agreed === undefined ? {} : { tls: this.#agreed }),
    };
  }
}

function agreedOf(tls: TLSSocket): SeenTls {
  const { CN } = tls.getPeerCertificate().subject ?? {};
  return {
    version: tls.getProtocol() === "TLSv1.3" ? "1.3" : "1.2",
    cipherSuite: tls.getCipher().standardName,
    alpn: tls.alpnProtocol || "",
    serverName: Array.isArray(CN) ? CN.join(",") : (CN ?? ""),
    resumed: tls.isSessionReused(),
  };
}
