import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** Every socket that is made in this process meanwhile. */
export function collectSockets(): { readonly all: Socket[]; [Symbol.dispose](): void } {
  const all: Socket[] = [];
  const collect = (message: unknown): void => {
    all.push((message as { readonly socket: Socket }).socket);
  };
  const channels = ["net.server.socket", "net.client.socket"];
  for (const channel of channels) subscribe(channel, collect);
  return {
    all,
    [Symbol.dispose]: () => {
      for (const channel of channels) unsubscribe(channel, collect);
    },
  };
}
