import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { greetingOf } from "./client/client.ts";
import type { LiveCredentials } from "./configuration.ts";
import { LOOPBACK } from "./loopback.ts";

/** A server at a port of loopback that greets with its name, sends back what it gets, and keeps it. */
export interface RecordingUpstream {
  readonly name: string;
  readonly port: number;
  /** What each connection has sent so far, in the order of their accepts; within TLS for one that does TLS. */
  readonly received: readonly Buffer[];
  /** Resolves once all its connections are closed: nothing more will come of them. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export interface UpstreamOptions {
  /** The certificate to show. Default: it speaks plain TCP. */
  readonly tls?: LiveCredentials;
  /** Ends its direction after the greeting, sends nothing back, and reads on. Default false. */
  readonly endsFirst?: boolean;
}

export async function startUpstream(name: string, options: UpstreamOptions = {}): Promise<RecordingUpstream> {
  const { tls, endsFirst = false } = options;
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  // Within TLS: the socket below may never tell that it is closed.
  const served = new Set<Promise<unknown>>();
  const serve = (socket: Socket): void => {
    const at = received.push(Buffer.alloc(0)) - 1;
    socket.on("error", () => socket.destroy());
    served.add(new Promise((resolve) => socket.on("close", resolve)));
    socket.on("data", (chunk: Buffer) => {
      received[at] = Buffer.concat([received[at] ?? Buffer.alloc(0), chunk]);
    });
    if (endsFirst) socket.end(greetingOf(name));
    else {
      socket.write(greetingOf(name));
      socket.pipe(socket);
    }
  };
  const server: Server = tls
    ? createTlsServer({ cert: tls.certificate, key: tls.private_key, allowHalfOpen: true }, serve)
    : createServer({ allowHalfOpen: true, noDelay: true }, serve);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // Node leaves a socket open whose handshake has failed.
  server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
  return {
    name,
    port: await listenOn(server),
    received,
    quiet: async () => {
      await Promise.all(served);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await closed(server);
    },
  };
}

/** A port of loopback that refuses every connection. */
export interface RefusedPort {
  readonly port: number;
  close(): Promise<void>;
}

/** It is held by the client's end of a connection, so that nobody else can come to listen on it. */
export async function holdRefusedPort(): Promise<RefusedPort> {
  const server = createServer();
  const socket = connect({ port: await listenOn(server), host: LOOPBACK });
  const [[accepted]] = (await Promise.all([once(server, "connection"), once(socket, "connect")])) as [
    [Socket],
    unknown,
  ];
  return {
    port: socket.localPort ?? 0,
    close: async () => {
      socket.destroy();
      accepted.destroy();
      await closed(server);
    },
  };
}

/** Ports that were free a moment ago, all different, for a process that cannot say which ones it has taken. */
export async function freePorts(count: number, address: string = LOOPBACK): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(servers.map((server) => listenOn(server, address)));
  await Promise.all(servers.map(closed));
  return ports;
}

async function listenOn(server: Server, address: string = LOOPBACK): Promise<number> {
  server.listen(0, address);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
