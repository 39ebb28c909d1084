import type { Clock } from "../clock.ts";

/** How long a member is passed over after the first failed dial: about what a process takes that is started anew. */
export const FIRST_BACK_OFF = 1_000;
/** How long at most, however often it has failed: what an operator who has mended it waits for at the longest. */
export const LONGEST_BACK_OFF = 60_000;

/** A dial to a member; `ended` is called once. */
export interface Attempt {
  /** `given-up`: it was broken off by somebody else, and says nothing of the member. */
  ended(how: "reached" | "failed" | "given-up"): void;
}

/**
 * Whether a member of a pool has been reached lately, as far as the dials of connections tell. After a failure it is passed
 * over for a while that doubles with every further one; then a single connection tries it, and success ends all of it.
 */
export class Health {
  readonly #clock: Clock;
  readonly #changed: ((ejected: boolean) => void) | undefined;
  /** How many back-offs have followed one another. */
  #failures = 0;
  #until = 0;
  #failedAt = 0;
  /** Whether somebody tries it out after a back-off. */
  #trying = false;

  /** `changed`: called when a dial has failed after one that has not, and the other way round. */
  constructor(clock: Clock, changed?: (ejected: boolean) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Whether it may be chosen before others are passed over. */
  get live(): boolean {
    return this.#failures === 0 || (!this.#trying && this.#clock.elapsed() >= this.#until);
  }

  /** When its back-off ends, as the clock's `elapsed` has it. */
  get until(): number {
    return this.#until;
  }

  begin(): Attempt {
    const begun = this.#clock.elapsed();
    const isTrial = this.#failures > 0 && this.live;
    if (isTrial) this.#trying = true;
    return {
      ended: (how) => {
        if (isTrial) this.#trying = false;
        if (how === "reached") this.#reached();
        else if (how === "failed") this.#failed(begun);
      },
    };
  }

  #reached(): void {
    if (this.#failures > 0) this.#changed?.(false);
    this.#failures = 0;
  }

  #failed(begun: number): void {
    // What was dialled before the failure was known says nothing new: many connections at once are one failure.
    if (this.#failures > 0 && begun <= this.#failedAt) return;
    const now = this.#clock.elapsed();
    if (this.#failures === 0) this.#changed?.(true);
    // One that was tried in its back-off, for lack of others, has not been given the time that doubles.
    if (this.#failures === 0 || begun >= this.#until) this.#failures += 1;
    this.#failedAt = now;
    this.#until = now + Math.min(FIRST_BACK_OFF * 2 ** (this.#failures - 1), LONGEST_BACK_OFF);
  }
}
