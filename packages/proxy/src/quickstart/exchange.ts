import { connect as connectTcp, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";

/** One request of the demonstration. */
export interface ExchangeOptions {
  readonly port: number;
  /** Source address. Default: what the system takes, 127.0.0.1. */
  readonly from?: string | undefined;
  /** Default: without TLS. */
  readonly tls?: TlsOptions | undefined;
}

export interface TlsOptions {
  readonly serverName: string;
  /** PEM. */
  readonly authority: string;
  readonly certificate?: string | undefined;
  readonly privateKey?: string | undefined;
}

/** What the client saw of it. */
export type ExchangeResult =
  | {
      readonly kind: "answer";
      readonly text: string;
      /** Subject of the certificate that the server has shown. */
      readonly certificate?: string;
    }
  /** Closed without an answer; `reason` is what the client's system or TLS stack calls it. */
  | { readonly kind: "refused"; readonly reason: string }
  /** This system cannot send from that address. */
  | { readonly kind: "impossible" };

/** Connects, asks for `/` and reads to the end. Never rejects. */
export function exchange(options: ExchangeOptions): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    const raw = connectTcp({
      host: "127.0.0.1",
      port: options.port,
      ...(options.from ? { localAddress: options.from } : {}),
    });
    const secure = options.tls ? secured(raw, options.tls) : undefined;
    const stream: Socket = secure ?? raw;
    const host = options.tls?.serverName ?? "127.0.0.1";
    const chunks: Buffer[] = [];
    let certificate: string | undefined;
    stream.once(secure ? "secureConnect" : "connect", () => {
      certificate = secure?.getPeerX509Certificate()?.subject;
      stream.write(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    let failure: NodeJS.ErrnoException | undefined;
    const failed = (error: NodeJS.ErrnoException): void => {
      failure ??= error;
    };
    stream.on("error", failed);
    raw.on("error", failed);
    raw.once("close", () => resolve(resultOf(Buffer.concat(chunks).toString("utf8"), failure, certificate)));
  });
}

function secured(raw: Socket, options: TlsOptions): TLSSocket {
  const { serverName, authority, certificate, privateKey } = options;
  const client: ConnectionOptions = certificate && privateKey ? { cert: certificate, key: privateKey } : {};
  return connectTls({ socket: raw, servername: serverName, ca: authority, ...client });
}

function resultOf(
  text: string,
  failure: NodeJS.ErrnoException | undefined,
  certificate: string | undefined,
): ExchangeResult {
  const body = /\r\n\r\n(.*)/s.exec(text)?.[1]?.trim();
  if (body)
    return certificate === undefined ? { kind: "answer", text: body } : { kind: "answer", text: body, certificate };
  if (failure?.code === "EADDRNOTAVAIL") return { kind: "impossible" };
  return { kind: "refused", reason: reasonOf(failure) };
}

function reasonOf(failure: NodeJS.ErrnoException | undefined): string {
  if (!failure) return "closed without a byte";
  const alert = /alert ([a-z ]+)|(unrecognized name)/.exec(failure.message);
  if (alert) return `TLS alert: ${(alert[1] ?? alert[2] ?? "").trim()}`;
  return failure.code === "ECONNRESET" ? "closed without a byte" : failure.message;
}
