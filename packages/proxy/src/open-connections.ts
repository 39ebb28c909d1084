import type { Socket } from "node:net";
import { type Deferred, deferred } from "./deferred.ts";

/** A connection that is being served. */
export interface OpenConnection {
  readonly socket: Socket;
  /** There once somebody waits for its end. */
  served: Deferred<void> | undefined;
  /** Where it stands in the list. */
  place: number;
}

/**
 * The connections that are being served.
 *
 * Not a `Map` or a `Set`: V8 links each table that one of them has outgrown to the next, and as soon as one of these is dead
 * in the old generation, all that was ever in the later ones survives every scavenge, up to the next full collection. A
 * third of what connections allocate did.
 */
export class OpenConnections {
  readonly #list: OpenConnection[] = [];

  get size(): number {
    return this.#list.length;
  }

  add(socket: Socket): OpenConnection {
    const connection: OpenConnection = { socket, served: undefined, place: this.#list.length };
    this.#list.push(connection);
    return connection;
  }

  /** Removes one that was added, once, in the turn that writes its event. */
  remove(connection: OpenConnection): void {
    connection.served?.resolve();
    const last = this.#list.pop();
    if (!last || last === connection) return;
    this.#list[connection.place] = last;
    last.place = connection.place;
  }

  /** Settled once all that are open now are served. */
  async served(): Promise<void> {
    const served = this.#list.map((connection) => {
      connection.served ??= deferred<void>();
      return connection.served.promise;
    });
    await Promise.all(served);
  }

  destroyAll(): void {
    // Of a copy: what is destroyed may leave.
    for (const { socket } of [...this.#list]) socket.destroy();
  }
}
