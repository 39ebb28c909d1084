import type { CancelTimer, Clock } from "../clock.ts";

/** What a worker that has died takes to be replaced. */
export const FIRST_RETRY_MS = 1_000;
/** What an operator who has mended it waits for. */
export const LONGEST_RETRY_MS = 60_000;

export interface RetryOptions {
  readonly clock: Clock;
  readonly again: () => void;
}

/** Has something tried again that has failed: after 1 s, then ever later. */
export class Retry {
  readonly #options: RetryOptions;
  #delay = FIRST_RETRY_MS;
  #cancel: CancelTimer = () => {};

  constructor(options: RetryOptions) {
    this.#options = options;
  }

  later(): void {
    const { clock, again } = this.#options;
    this.#cancel();
    this.#cancel = clock.setTimer(this.#delay, again);
    this.#delay = Math.min(this.#delay * 2, LONGEST_RETRY_MS);
  }

  /** Not again; what fails after that begins anew. */
  stop(): void {
    this.#cancel();
    this.#delay = FIRST_RETRY_MS;
  }
}
