import type { ListenerRoute } from "../endpoints/table.ts";
import type { Serve } from "../listener.ts";
import type { Ports, PrepareResult } from "../listeners.ts";

/** Ports that another process has opened: who has accepted there asks what serves that. */
export class HandedPorts implements Ports {
  #serve: ReadonlyMap<string, Serve> = new Map();
  /** Ports of the configuration before that this one has no more: their last connections may still be on their way here. */
  #former: ReadonlyMap<string, Serve> = new Map();

  /** What serves connections of the port with this key; nothing where that is none of ours. */
  serving(key: string): Serve | undefined {
    return this.#serve.get(key) ?? this.#former.get(key);
  }

  /** Whoever has opened them knows. */
  get(): undefined {
    return undefined;
  }

  async prepare(routes: readonly ListenerRoute[]): Promise<PrepareResult> {
    const commit = (serve: (route: ListenerRoute) => Serve): void => {
      const next = new Map(routes.map((route) => [route.key, serve(route)]));
      this.#former = new Map([...this.#serve].filter(([key]) => !next.has(key)));
      this.#serve = next;
    };
    return { ok: true, prepared: { commit, abandon: async () => {} } };
  }

  async close(): Promise<void> {
    this.#serve = new Map();
    this.#former = new Map();
  }
}
