import type { Clock } from "../clock.ts";

/** Milliseconds after which a process counts as one that runs, and what comes after it as a fault of its own. */
export const STEADY_MS = 60_000;
const FIRST_MS = 1_000;
export const LONGEST_MS = 30_000;

/** How long to wait before something that has ended is started again. */
export class BackOff {
  readonly #clock: Clock;
  #startedAt: number;
  #quickEnds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.elapsed();
  }

  started(): void {
    this.#startedAt = this.#clock.elapsed();
  }

  /** Milliseconds: none for what has run for a while, and for the first that has not; then 1 s, doubled up to 30 s. */
  ended(): number {
    if (this.#clock.elapsed() - this.#startedAt >= STEADY_MS) this.#quickEnds = 0;
    this.#quickEnds += 1;
    return this.#quickEnds === 1 ? 0 : Math.min(FIRST_MS * 2 ** (this.#quickEnds - 2), LONGEST_MS);
  }
}
