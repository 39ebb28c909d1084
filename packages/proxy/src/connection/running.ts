import type { RelayedWays } from "./pump.ts";
import type { ConnectionRecord } from "./record.ts";

/** A connection that is being served, as far as it has come. */
export interface RunningConnection {
  readonly start: Date;
  readonly client: { readonly ip: string; readonly port: number };
  /** `undefined` until it is known which one it is for. */
  readonly endpoint: { readonly name: string | undefined; readonly url: string } | undefined;
  /** Payload bytes relayed so far from the client, and to it. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Keeps what connections do while they do it, where somebody wants to look at it. */
export class RunningConnections {
  readonly #running = new Map<ConnectionRecord, RelayedWays | undefined>();

  add(record: ConnectionRecord): void {
    this.#running.set(record, undefined);
  }

  relaying(record: ConnectionRecord, ways: RelayedWays): void {
    this.#running.set(record, ways);
  }

  remove(record: ConnectionRecord): void {
    this.#running.delete(record);
  }

  /** As they are now. */
  list(): RunningConnection[] {
    return Array.from(this.#running, ([{ start, client, endpoint }, ways]) => ({
      start,
      client,
      endpoint: endpoint && { name: endpoint.config.name, url: endpoint.config.url.url },
      bytesIn: ways?.toUpstream.bytes ?? 0,
      bytesOut: ways?.toClient.bytes ?? 0,
    }));
  }
}
