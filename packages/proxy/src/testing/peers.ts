import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket, type TcpNetConnectOpts } from "node:net";
import {
  type ConnectionOptions,
  connect as connectTls,
  createServer as createTlsServer,
  type TLSSocket,
  type TlsOptions,
} from "node:tls";

/** A server on a free port of loopback that counts what reaches it. */
export interface Peer {
  readonly port: number;
  /** Connections so far. */
  readonly accepted: readonly Socket[];
  [Symbol.asyncDispose](): Promise<void>;
}

export async function tcpPeer(handle: (socket: Socket) => void): Promise<Peer> {
  return peer(createServer({ allowHalfOpen: true }), "connection", handle);
}

export async function tlsPeer(options: TlsOptions, handle: (socket: TLSSocket) => void): Promise<Peer> {
  return peer(createTlsServer({ allowHalfOpen: true, ...options }), "secureConnection", handle);
}

/** Sends back what it gets, and ends when the other side does. */
export function echo(socket: Socket): void {
  socket.pipe(socket);
}

/** A port of loopback that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A client socket that is connected, by Node or as told. */
export async function dialTcp(port: number, by: (options: TcpNetConnectOpts) => Socket = connect): Promise<Socket> {
  const socket = by({ port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  return socket;
}

/** A TLS client; rejects with the error that ended the handshake. */
export async function dialTls(port: number, servername: string, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connectTls({ port, host: "127.0.0.1", servername, rejectUnauthorized: false, ...options });
  await once(socket, "secureConnect");
  return socket;
}

/** All that a socket says up to its end, which leaves it open for writing; rejects if it is reset. */
export function readAll(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("end", () => resolve(Buffer.concat(chunks)));
    socket.on("error", reject);
  });
}

async function peer<S extends Socket>(server: Server, event: string, handle: (socket: S) => void): Promise<Peer> {
  const accepted: S[] = [];
  // Below TLS too: a handshake that failed may have left one that is half open.
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket));
  server.on(event, (socket: S) => {
    accepted.push(socket);
    socket.on("error", () => {});
    handle(socket);
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    accepted,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
