import { createServer, type Server, type Socket } from "node:net";
import type { SocketAddress } from "./connection/record.ts";
import type { ListenerRoute } from "./endpoints/table.ts";

/** Why a port could not be listened on. */
export interface ListenFailure {
  /** Of the operating system, such as `EADDRINUSE`. */
  readonly code: string;
  readonly message: string;
  /** `undefined`: all addresses. */
  readonly address: string | undefined;
  readonly port: number;
  /** The port in the endpoints' URLs. */
  readonly publicPort: number;
}

/** An open port. */
export interface Listener {
  readonly route: ListenerRoute;
  readonly address: string;
  readonly port: number;
  /** Accepts no more; what is accepted already lives on. */
  close(): Promise<void>;
}

export type ListenerResult =
  | { readonly ok: true; readonly listener: Listener }
  | { readonly ok: false; readonly failure: ListenFailure };

/** Opens the port of a route. */
export function openListener(
  route: ListenerRoute,
  accepted: (socket: Socket, local: SocketAddress | undefined) => void,
): Promise<ListenerResult> {
  // Paused, so that nothing is read before it is known who reads: bytes may belong to a TLS server.
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const { address, port, publicPort } = route;
      const failure = { code: error.code ?? "unknown", message: error.message, address, port, publicPort };
      resolve({ ok: false, failure });
    });
    server.listen({ port: route.port, ...(route.address === undefined ? {} : { host: route.address }) }, () => {
      // From now on an error is one of accepting a connection, which is gone already.
      server.removeAllListeners("error").on("error", () => {});
      const bound = server.address();
      if (bound === null || typeof bound === "string") throw new Error("a TCP server has an address and a port");
      const { address, port } = bound;
      // Bound to one address, all connections have that: asking each socket would cost a system call.
      const local = isWildcard(address) ? undefined : { ip: address, port };
      server.on("connection", (socket) => accepted(socket, local));
      resolve({ ok: true, listener: { route, address, port, close: () => closed(server) } });
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}
