import type { ConnectionEvent } from "@sluice/proxy";
import type { ToldClient } from "./target.ts";

/** Closing events, each for whoever waits for that of its client; of several with one address the first that is left. */
export class EventsByClient {
  readonly #events = new Map<string, ConnectionEvent[]>();
  readonly #waiting = new Map<string, ((event: ConnectionEvent) => void)[]>();

  add(event: ConnectionEvent): void {
    const { client_ip, client_port } = event.object.conn;
    const key = keyOf({ ip: client_ip, port: client_port });
    const waiter = this.#waiting.get(key)?.shift();
    if (waiter) waiter(event);
    else this.#events.set(key, [...(this.#events.get(key) ?? []), event]);
  }

  of(client: ToldClient): Promise<ConnectionEvent> {
    const key = keyOf(client);
    const event = this.#events.get(key)?.shift();
    if (event) return Promise.resolve(event);
    return new Promise((resolve) => this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), resolve]));
  }
}

function keyOf({ ip, port }: ToldClient): string {
  return `${ip} ${port}`;
}
