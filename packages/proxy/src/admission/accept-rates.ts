import type { AcceptRate } from "./limits.ts";

/** How many keys are remembered, about 100 bytes each. */
const MAX_KEYS = 65_536;
/** How many of the longest known keys are looked at for each new one, to forget those that have rested. */
const SWEPT_AT_ONCE = 2;

/**
 * A rate for each key, by the generic cell rate algorithm (ITU-T I.371, annex A): one number a key, the time at which
 * the next would come if all came evenly. A key whose time has passed is as good as new, and forgotten.
 *
 * Memory is bounded. Where more keys are busy than are remembered, the one that has been for the longest time is
 * forgotten and may begin a burst again: whoever has that many addresses is not stopped by a rate for each of them.
 */
export class AcceptRates {
  /** Milliseconds of the clock. Insertion order is that of the last accept. */
  readonly #times = new Map<string, number>();
  readonly #maxKeys: number;

  constructor(maxKeys: number = MAX_KEYS) {
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#times.size;
  }

  /** Whether one more may come at this time, and counts it if so: who is refused does not wait the longer for it. */
  take(key: string, { perSecond, burst }: AcceptRate, now: number): boolean {
    const interval = 1000 / perSecond;
    const expected = Math.max(this.#times.get(key) ?? now, now);
    // A rounding of the sum must not cost a connection that is right on time.
    if (expected - now > interval * (burst - 1) + 1e-6) return false;
    this.#times.delete(key);
    this.#forget(now);
    this.#times.set(key, expected + interval);
    return true;
  }

  #forget(now: number): void {
    let looked = 0;
    for (const [key, time] of this.#times) {
      if (this.#times.size < this.#maxKeys && (looked++ >= SWEPT_AT_ONCE || time > now)) return;
      this.#times.delete(key);
    }
  }
}
