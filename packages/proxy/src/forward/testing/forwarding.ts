import { connect } from "node:net";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { ConnectionEvent } from "../../events/event.ts";
import { echo, type Peer, readAll, tcpPeer } from "../../testing/peers.ts";
import { forward } from "../forward.ts";
import type { Listener } from "../listener.ts";
import type { ForwardOptions } from "../options.ts";

/** An upstream that sends back what it gets, and endpoints that are closed after each test of the file. */
export interface Forwarding {
  /** The upstream's port. */
  readonly port: number;
  started(options: ForwardOptions | string | number, host?: Parameters<typeof forward>[1]): Promise<Listener>;
}

/** To be called once, by a file of tests. */
export function forwarding(): Forwarding {
  let upstream: Peer;
  const open: Listener[] = [];
  beforeAll(async () => {
    upstream = await tcpPeer(echo);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((listener) => listener.close()));
  });
  afterAll(() => upstream?.[Symbol.asyncDispose]());
  return {
    get port() {
      return upstream.port;
    },
    async started(options, host) {
      const listener = await forward(options, host);
      open.push(listener);
      return listener;
    },
  };
}

export const portOf = (listener: Listener): number => listener.addresses()[0]?.port ?? 0;

/** What a client hears that says this; the code of what ended it. */
export async function ask(listener: Listener, said: string, localAddress = "127.0.0.1"): Promise<string> {
  const socket = connect({ port: portOf(listener), host: "127.0.0.1", localAddress, allowHalfOpen: true });
  const heard = readAll(socket).then(String, (error: NodeJS.ErrnoException) => String(error.code));
  socket.end(said);
  return heard;
}

export const nextEvent = (listener: Listener): Promise<ConnectionEvent["object"]> =>
  new Promise((resolve) => {
    const stop = listener.onConnectionClosed(({ object }) => {
      stop();
      resolve(object);
    });
  });
