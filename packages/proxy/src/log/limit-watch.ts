import type { OverloadCode } from "../admission/index.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import type { Say } from "./names.ts";

/** Without a refusal for that long a limit is no longer being hit: longer than clients wait until they try again. */
export const QUIET_AFTER_MS = 10_000;

interface Hit {
  count: number;
  last: number;
  cancel: CancelTimer;
}

/** Says when connections begin to be refused for a limit, and when that is over: two lines, however many they are. */
export class LimitWatch {
  readonly #clock: Pick<Clock, "elapsed" | "setTimer">;
  readonly #say: Say;
  readonly #hits = new Map<OverloadCode, Hit>();

  constructor(clock: Pick<Clock, "elapsed" | "setTimer">, say: Say) {
    this.#clock = clock;
    this.#say = say;
  }

  refused(code: OverloadCode, count: number): void {
    const known = this.#hits.get(code);
    if (known) {
      known.count += count;
      known.last = this.#clock.elapsed();
      return;
    }
    const hit: Hit = { count, last: this.#clock.elapsed(), cancel: () => {} };
    this.#hits.set(code, hit);
    this.#say(`connections are refused for a limit: ${code}`, {
      event: "limit-hit",
      level: "warn",
      fields: { limit: code },
    });
    this.#lookAfter(QUIET_AFTER_MS, code, hit);
  }

  /** Says no more, and waits for nothing. */
  close(): void {
    for (const { cancel } of this.#hits.values()) cancel();
    this.#hits.clear();
  }

  /** One timer for all of them: each refusal only says when it was. */
  #lookAfter(delay: number, code: OverloadCode, hit: Hit): void {
    hit.cancel = this.#clock.setTimer(delay, () => {
      const left = hit.last + QUIET_AFTER_MS - this.#clock.elapsed();
      if (left > 0) {
        this.#lookAfter(left, code, hit);
        return;
      }
      this.#hits.delete(code);
      const fields = { limit: code, refused: hit.count };
      this.#say(`no longer refused for ${code}: ${hit.count} connections were`, { event: "limit-quiet", fields });
    });
  }
}
