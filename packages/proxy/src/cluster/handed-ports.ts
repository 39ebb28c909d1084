import type { ListenerRoute } from "../endpoints/table.ts";
import type { Serve } from "../listener.ts";
import type { Ports, PrepareResult } from "../listeners.ts";

/**
 * Ports that another process has opened: who has accepted there asks what serves that. A port that was dropped is unknown at once: the
 * primary closes it in the turn in which it tells to commit, so that the last who came there were handed on before.
 */
export class HandedPorts implements Ports {
  #serve: ReadonlyMap<string, Serve> = new Map();

  /** What serves connections of the port with this key; nothing where that is none of ours. */
  serving(key: string): Serve | undefined {
    return this.#serve.get(key);
  }

  /** Whoever has opened them knows. */
  get(): undefined {
    return undefined;
  }

  async prepare(routes: readonly ListenerRoute[]): Promise<PrepareResult> {
    const commit = (serve: (route: ListenerRoute) => Serve): void => {
      this.#serve = new Map(routes.map((route) => [route.key, serve(route)]));
    };
    return { ok: true, prepared: { commit, abandon: async () => {} } };
  }

  async close(): Promise<void> {
    this.#serve = new Map();
  }
}
