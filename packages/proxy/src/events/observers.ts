import type { ConnectionEvent } from "./event.ts";

type Observer = (event: ConnectionEvent) => void;

/** Who is told of every closed connection. */
export class Observers {
  readonly #observers = new Set<Observer>();

  /** The result ends it. */
  add(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  get size(): number {
    return this.#observers.size;
  }

  /** `makeEvent`: only called where somebody listens. */
  tell(makeEvent: () => ConnectionEvent): void {
    if (this.#observers.size === 0) return;
    const event = makeEvent();
    for (const observer of this.#observers) notify(observer, event);
  }
}

/** One observer's mistake must not cost the others their event, or the process its life. */
function notify(observer: Observer, event: ConnectionEvent): void {
  try {
    observer(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error), { type: "EventObserverWarning" });
  }
}
