import type { ListenerRoute } from "./endpoints/table.ts";
import { type Listener, type ListenFailure, openListener, type Serve } from "./listener.ts";
import { EVERYWHERE, overlap } from "./overlap.ts";
import { WaitingRoom, type WaitingRoomOptions } from "./waiting-room.ts";

/** Ports that are open beside those that are served already, and not yet part of them. */
export interface PreparedListeners {
  /** Serves these routes and no others from now on: new ports start, those no longer wanted close, the rest go on. */
  commit(serve: (route: ListenerRoute) => Serve): void;
  /** Closes what was opened, and refuses who was accepted there. In place of `commit`, and once. */
  abandon(): Promise<void>;
}

export type PrepareResult =
  | { readonly ok: true; readonly prepared: PreparedListeners }
  | { readonly ok: false; readonly failure: ListenFailure };

/** What opens the ports of a proxy, or stands for that. */
export interface Ports {
  /** Where the route of this key is listened on. */
  get(key: string): Pick<Listener, "address" | "port"> | undefined;
  /** Opens every port of the routes that is not open yet, or none. Not to be called again before the end of what it gave. */
  prepare(routes: readonly ListenerRoute[]): Promise<PrepareResult>;
  /** Accepts no more anywhere. */
  close(): Promise<void>;
}

/** The open ports of a proxy, by the key of their routes. */
export class Listeners implements Ports {
  #open: ReadonlyMap<string, Listener> = new Map();
  /** Closes that are under way. */
  readonly #closing = new Set<Promise<void>>();
  readonly #waiting: WaitingRoom;

  /** `waiting`: what becomes of connections to ports that are prepared. */
  constructor(waiting: WaitingRoomOptions) {
    this.#waiting = new WaitingRoom(waiting);
  }

  get(key: string): Listener | undefined {
    return this.#open.get(key);
  }

  async prepare(routes: readonly ListenerRoute[]): Promise<PrepareResult> {
    const kept = this.#kept(routes);
    const opened = new Map<string, Listener>();
    const missing = routes.filter(({ key }) => !kept.has(key));
    const results = await Promise.all(missing.map((route) => openListener(route, this.#waiting)));
    for (const [index, result] of results.entries()) {
      const route = missing[index];
      if (route && result.ok) opened.set(route.key, result.listener);
    }
    const abandon = (): Promise<void> => this.#close([...opened.values()]);
    const failed = results.find((result) => !result.ok);
    if (failed && !failed.ok) {
      await abandon();
      return this.#isOwn(failed.failure) ? { ok: false, failure: { ...failed.failure, own: true } } : failed;
    }
    const next = new Map([...kept, ...opened]);
    return { ok: true, prepared: { commit: (serve) => this.#commit(routes, next, serve), abandon } };
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open = new Map();
    await this.#close(open);
    await Promise.all(this.#closing);
  }

  /**
   * What is open already, by the routes' keys. Also a port that was given to who asked for any, and is now asked for by
   * its number.
   */
  #kept(routes: readonly ListenerRoute[]): ReadonlyMap<string, Listener> {
    const kept = new Map<string, Listener>();
    const rest = new Set(this.#open.values());
    const keep = (key: string, listener: Listener | undefined): void => {
      if (!listener) return;
      kept.set(key, listener);
      rest.delete(listener);
    };
    for (const { key } of routes) keep(key, this.#open.get(key));
    for (const { key, address = EVERYWHERE, port } of routes) {
      if (kept.has(key)) continue;
      keep(
        key,
        [...rest].find((listener) => listener.address === address && listener.port === port),
      );
    }
    return kept;
  }

  #isOwn({ code, address = EVERYWHERE, port }: ListenFailure): boolean {
    const own = (listener: Listener): boolean => listener.port === port && overlap(listener.address, address);
    return code === "EADDRINUSE" && [...this.#open.values()].some(own);
  }

  #commit(
    routes: readonly ListenerRoute[],
    next: ReadonlyMap<string, Listener>,
    serve: (route: ListenerRoute) => Serve,
  ): void {
    const wanted = new Set(next.values());
    const gone = [...this.#open.values()].filter((listener) => !wanted.has(listener));
    for (const route of routes) {
      const listener = next.get(route.key);
      if (!listener) throw new Error(`port ${route.port} was not prepared`);
      listener.serveWith(serve(route));
    }
    this.#open = next;
    void this.#close(gone);
  }

  async #close(listeners: readonly Listener[]): Promise<void> {
    const closed = Promise.all(listeners.map((listener) => listener.close())).then(() => {});
    this.#closing.add(closed);
    await closed;
    this.#closing.delete(closed);
  }
}
