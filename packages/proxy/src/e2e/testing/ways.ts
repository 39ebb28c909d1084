import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { dialTcp, dialTls } from "../../testing/peers.ts";
import type { Credentials } from "../../testing/pki.ts";
import { policyOf, terminateStep } from "../../testing/policies.ts";
import { configOf, type EndpointSketch, type RunningProxy, runProxy } from "../../testing/proxies.ts";

/** How payload goes from a client to its upstream. */
export const WAYS = ["as it is", "decrypted", "encrypted again"] as const;
export type Way = (typeof WAYS)[number];

/** Serves a connection of an upstream; `socket` is what can be reset, below TLS where there is any. */
export type Serve = (stream: Socket, socket: Socket) => void;

/** A proxy in this process between clients and one upstream. */
export interface Passage extends RunningProxy {
  /** A client that is connected, and through its handshake where there is one. */
  dial(): Promise<Socket>;
  [Symbol.asyncDispose](): Promise<void>;
}

const NAME = "app.example.com";

export async function openPassage(way: Way, credentials: Credentials, serve: Serve): Promise<Passage> {
  const upstream = await listen(way, credentials, serve);
  const running = await runProxy(configOf([endpointFor(way, upstream.port)], { certificates: [credentials] }));
  const port = running.port(endpointFor(way, upstream.port).url);
  return {
    ...running,
    async dial() {
      const client = await (way === "as it is" ? dialTcp(port) : dialTls(port, NAME));
      client.allowHalfOpen = true;
      return client;
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await upstream.close();
    },
  };
}

function endpointFor(way: Way, port: number): EndpointSketch {
  if (way === "as it is") return { url: "tcp://app.example.com:7000", upstream: port };
  const terminated = { url: `tls://${NAME}`, policy: policyOf(() => terminateStep()) };
  if (way === "decrypted") return { ...terminated, upstream: port };
  return { ...terminated, upstream: `tls://127.0.0.1:${port}`, tls: { insecureSkipVerify: true } };
}

async function listen(way: Way, { certificate, privateKey }: Credentials, serve: Serve) {
  const sockets: Socket[] = [];
  const halfOpen = { allowHalfOpen: true };
  let server: Server;
  if (way === "encrypted again") {
    // `net.Server` takes it; the types of `tls.createServer` do not know that.
    const options = { cert: certificate, key: privateKey, ...halfOpen };
    // Both events of one connection name its port; the later brings TLS.
    server = createTlsServer(options, (stream) => {
      const socket = sockets.find(({ remotePort }) => remotePort === stream.remotePort);
      stream.on("error", () => {});
      if (socket) serve(stream, socket);
    });
  } else server = createServer(halfOpen, (socket) => serve(socket, socket));
  server.on("connection", (socket: Socket) => sockets.push(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
