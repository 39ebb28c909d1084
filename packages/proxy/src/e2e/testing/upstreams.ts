import { createHash } from "node:crypto";
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Credentials } from "../../tls/throwaway.ts";

/** A server behind the proxy. */
export interface Upstream {
  readonly port: number;
  /** How many connections it was given. */
  readonly connections: number;
  close(): Promise<void>;
}

/** What every answer to a POST carries, so that both ways are busy at once. */
export interface HttpUpstreamOptions {
  readonly name: string;
  /** With TLS of its own. */
  readonly credentials?: Credentials | undefined;
  /** Body of the answer to a POST. */
  readonly payload?: Buffer | undefined;
}

/** Answers a GET with its name, and a POST with the SHA-256 of what it got in `x-sha256` and the payload. */
export function startHttpUpstream({ name, credentials, payload }: HttpUpstreamOptions): Promise<Upstream> {
  const answer: RequestListener = (request, response) => {
    const hash = createHash("sha256");
    request.on("data", (chunk: Buffer) => hash.update(chunk));
    request.on("end", () => {
      const body = request.method === "POST" ? (payload ?? Buffer.alloc(0)) : Buffer.from(`hello from ${name}\n`);
      const sha256 = hash.digest("hex");
      response.writeHead(200, { connection: "close", "content-length": body.length, "x-sha256": sha256 }).end(body);
    });
  };
  const server = credentials
    ? createHttpsServer({ cert: credentials.certificate, key: credentials.privateKey }, answer)
    : createHttpServer(answer);
  return listening(server, () => server.closeAllConnections());
}

/** Says nothing until the client has ended its side, then answers what it got, upside down, and ends. */
export function startReversingUpstream(credentials?: Credentials): Promise<Upstream> {
  const serve = (socket: Socket): void => {
    const chunks: Buffer[] = [];
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("end", () => socket.end(Buffer.concat(chunks).reverse()));
  };
  const server = credentials
    ? createTlsServer({ cert: credentials.certificate, key: credentials.privateKey, ...HALF_OPEN }, serve)
    : createTcpServer(HALF_OPEN, serve);
  return listening(server, () => {});
}

/** Not in the types of `tls.createServer`, which hands it on to `net.Server`. */
const HALF_OPEN = { allowHalfOpen: true };

function listening(server: Server | HttpServer, hangUp: () => void): Promise<Upstream> {
  let connections = 0;
  server.on("connection", () => {
    connections++;
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
      resolve({
        port: address.port,
        get connections() {
          return connections;
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            hangUp();
          }),
      });
    });
  });
}
