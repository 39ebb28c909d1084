import { createServer, type Server, type Socket } from "node:net";
import { SocketAddress } from "./connection/address.ts";
import type { ListenerRoute } from "./endpoints/table.ts";
import type { WaitingLine, WaitingRoom } from "./waiting-room.ts";

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
  /** Whether it is this proxy that has the port open already, on another address. */
  readonly own?: boolean;
}

/**
 * What is done with an accepted connection. `local`: the server's address where all connections have the same. `waited`:
 * milliseconds since the accept.
 */
export type Serve = (socket: Socket, local: SocketAddress | undefined, waited: number) => void;

/** An open port. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Who serves what is accepted from now on. What is accepted before the first call waits for it. */
  serveWith(serve: Serve): void;
  /** Accepts no more; what is served already lives on, what still waits is refused. */
  close(): Promise<void>;
}

export type ListenerResult =
  | { readonly ok: true; readonly listener: Listener }
  | { readonly ok: false; readonly failure: ListenFailure };

/** Opens the port of a route. What it accepts before it is served is for the waiting room. */
export function openListener(
  route: Pick<ListenerRoute, "address" | "port" | "publicPort">,
  waiting: WaitingRoom,
): Promise<ListenerResult> {
  // Paused, so that nothing is read before it is known who reads: bytes may belong to a TLS server.
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const { address, port, publicPort } = route;
      const failure = { code: error.code ?? "unknown", message: error.message, address, port, publicPort };
      resolve({ ok: false, failure });
    });
    server.listen({ port: route.port, ...(route.address === undefined ? {} : { host: route.address }) }, () => {
      // From now on an error is one of accepting a connection, which is gone already.
      server.removeAllListeners("error").on("error", () => {});
      resolve({ ok: true, listener: new OpenListener(server, waiting.line()) });
    });
  });
}

class OpenListener implements Listener {
  readonly address: string;
  readonly port: number;
  readonly #server: Server;
  readonly #local: SocketAddress | undefined;
  #serve: Serve | undefined;
  readonly #waiting: WaitingLine;

  constructor(server: Server, waiting: WaitingLine) {
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error("a TCP server has an address and a port");
    this.#server = server;
    this.#waiting = waiting;
    this.address = bound.address;
    this.port = bound.port;
    // Bound to one address, all connections have that: asking each socket would cost a system call.
    this.#local = isWildcard(bound.address) ? undefined : SocketAddress.of(bound.address, bound.port);
    server.on("connection", (socket) => this.#accept(socket));
  }

  serveWith(serve: Serve): void {
    this.#serve = serve;
    this.#waiting.serve((socket, waited) => serve(socket, this.#local, waited));
  }

  close(): Promise<void> {
    this.#waiting.close();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    if (this.#serve) this.#serve(socket, this.#local, 0);
    else this.#waiting.add(socket);
  }
}

function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}
