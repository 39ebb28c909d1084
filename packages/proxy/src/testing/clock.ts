import type { Clock } from "../clock.ts";

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** A clock that stands still until it is told otherwise. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #timers = new Set<Timer>();
  #awaited: { readonly delay: number; readonly resolve: () => void }[] = [];
  #delaysSeen: number[] = [];

  now(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.#elapsed);
  }

  elapsed(): number {
    return this.#elapsed;
  }

  setTimer(delay: number, fire: () => void): () => void {
    const timer = { due: this.#elapsed + delay, fire };
    this.#timers.add(timer);
    this.#delaysSeen.push(delay);
    this.#awaited = this.#awaited.filter((awaited) => {
      if (awaited.delay === delay) awaited.resolve();
      return awaited.delay !== delay;
    });
    return () => this.#timers.delete(timer);
  }

  /** Resolves once a timer of exactly this delay was set, now or before. */
  timerSet(delay: number): Promise<void> {
    if (this.#delaysSeen.includes(delay)) return Promise.resolve();
    return new Promise((resolve) => this.#awaited.push({ delay, resolve }));
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Fires what is due on the way, in order. */
  advance(milliseconds: number): void {
    const end = this.#elapsed + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due);
      if (!next) break;
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.fire();
    }
    this.#elapsed = end;
  }
}
