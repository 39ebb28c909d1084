import type { ListenerRoute } from "./endpoints/table.ts";
import { type Listener, type ListenFailure, openListener, type Serve } from "./listener.ts";

/** Ports that are open beside those that are served already, and not yet part of them. */
export interface PreparedListeners {
  /** Serves these routes and no others from now on: new ports start, those no longer wanted close, the rest go on. */
  commit(serve: (route: ListenerRoute) => Serve): void;
  /** Closes what was opened. */
  abandon(): Promise<void>;
}

export type PrepareResult =
  | { readonly ok: true; readonly prepared: PreparedListeners }
  | { readonly ok: false; readonly failure: ListenFailure };

/** The open ports of a proxy, by the key of their routes. */
export class Listeners {
  #open: ReadonlyMap<string, Listener> = new Map();
  /** Closes that are under way. */
  readonly #closing = new Set<Promise<void>>();

  get(key: string): Listener | undefined {
    return this.#open.get(key);
  }

  /** Opens every port of the routes that is not open yet, or none. Not to be called again before the end of what it gave. */
  async prepare(routes: readonly ListenerRoute[]): Promise<PrepareResult> {
    const opened = new Map<string, Listener>();
    const missing = routes.filter(({ key }) => !this.#open.has(key));
    const results = await Promise.all(missing.map((route) => openListener(route)));
    for (const [index, result] of results.entries()) {
      const route = missing[index];
      if (route && result.ok) opened.set(route.key, result.listener);
    }
    const abandon = (): Promise<void> => this.#close([...opened.values()]);
    const failed = results.find((result) => !result.ok);
    if (failed && !failed.ok) {
      await abandon();
      const { failure } = failed;
      const own = failure.code === "EADDRINUSE" && [...this.#open.values()].some(({ port }) => port === failure.port);
      return own ? { ok: false, failure: { ...failure, own } } : failed;
    }
    return { ok: true, prepared: { commit: (serve) => this.#commit(routes, opened, serve), abandon } };
  }

  /** Accepts no more anywhere. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open = new Map();
    await this.#close(open);
    await Promise.all(this.#closing);
  }

  #commit(
    routes: readonly ListenerRoute[],
    opened: ReadonlyMap<string, Listener>,
    serve: (route: ListenerRoute) => Serve,
  ): void {
    const before = this.#open;
    const now = new Map<string, Listener>();
    for (const route of routes) {
      const listener = before.get(route.key) ?? opened.get(route.key);
      if (!listener) throw new Error(`port ${route.port} was not prepared`);
      now.set(route.key, listener);
      listener.serveWith(serve(route));
    }
    this.#open = now;
    void this.#close([...before].flatMap(([key, listener]) => (now.has(key) ? [] : [listener])));
  }

  async #close(listeners: readonly Listener[]): Promise<void> {
    const closed = Promise.all(listeners.map((listener) => listener.close())).then(() => {});
    this.#closing.add(closed);
    await closed;
    this.#closing.delete(closed);
  }
}
