import type { CancelTimer, Clock } from "../clock.ts";

export interface DebounceOptions {
  readonly clock: Clock;
  /** Milliseconds without another call that end a burst. */
  readonly quiet: number;
  /** Milliseconds after which a burst that does not end counts as ended. */
  readonly longest: number;
  /** Called once for each burst, at its end. */
  readonly fire: () => void;
}

/** Makes one call of a burst of them. */
export class Debounce {
  readonly #options: DebounceOptions;
  #began: number | undefined;
  #cancel: CancelTimer = () => {};

  constructor(options: DebounceOptions) {
    this.#options = options;
  }

  call(): void {
    const { clock, quiet, longest, fire } = this.#options;
    const now = clock.elapsed();
    this.#began ??= now;
    this.#cancel();
    this.#cancel = clock.setTimer(Math.min(quiet, Math.max(this.#began + longest - now, 0)), () => {
      this.#began = undefined;
      fire();
    });
  }

  /** Forgets a burst that has not ended. */
  cancel(): void {
    this.#cancel();
    this.#began = undefined;
  }
}
