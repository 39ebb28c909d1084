import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Credentials } from "../tls/throwaway.ts";
import type { PortName, Ports } from "./ports.ts";

/** Small servers in this process, so that the quickstart has something to connect to. */
export interface Upstreams {
  /** The ports that were bound. */
  readonly ports: ReadonlyMap<PortName, number>;
  close(): Promise<void>;
}

export type UpstreamsResult =
  | { readonly ok: true; readonly upstreams: Upstreams }
  | { readonly ok: false; readonly name: PortName; readonly port: number; readonly code: string };

/** Starts all upstreams on loopback, or none. */
export async function startUpstreams(ports: Ports, certificate: Credentials): Promise<UpstreamsResult> {
  const tls = { cert: certificate.certificate, key: certificate.privateKey };
  const servers: readonly (readonly [PortName, Server])[] = [
    ["tcp-upstream", createHttpServer(greet("the tcp upstream"))],
    ["passthrough-upstream", createHttpsServer(tls, greet("the upstream that does TLS itself"))],
    ["web-upstream", createHttpServer(greet("the upstream that gets plain text"))],
    ["blue-upstream", createHttpServer(greet("the blue app"))],
    ["green-upstream", createHttpServer(greet("the green app"))],
  ];
  const bound = new Map<PortName, number>();
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(([, server]) => closed(server)));
  };
  for (const [name, server] of servers) {
    const result = await listen(server, ports[name]);
    if (typeof result === "string") {
      await close();
      return { ok: false, name, port: ports[name], code: result };
    }
    bound.set(name, result);
  }
  return { ok: true, upstreams: { ports: bound, close } };
}

/** One short answer a connection, so that every request is a connection of its own. */
function greet(name: string): RequestListener {
  const text = `hello from ${name}\n`;
  const headers = { "content-type": "text/plain", "content-length": text.length, connection: "close" };
  return (_request, response) => {
    response.writeHead(200, headers).end(text);
  };
}

/** The bound port, or the system's code for why there is none. */
function listen(server: Server, port: number): Promise<number | string> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : "no address");
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
